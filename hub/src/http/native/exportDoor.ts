import { z } from '@hono/zod-openapi'
import type { Documents, Kind, Store } from '../../store/port'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { exportedConfig } from './exported'
import { nativeRoute } from './routes'

const exportConfig = nativeRoute({
  method: 'get',
  path: '/api/v1/export-config',
  tag: 'Operation',
  summary: 'What the store holds beyond the configuration file, in the words of the file',
  description:
    'Projects made through the API or by themselves, and people met in the tools. Put into fixproof.config.json they are ' +
    'declared there. No secret is part of it.',
  scope: 'admin',
  answer: z
    .object({
      projects: z.array(z.record(z.string(), z.unknown())),
      users: z.array(z.record(z.string(), z.unknown())),
      left: z.array(z.string()).openapi({ description: 'What cannot be put into a file, and why.' }),
    })
    .openapi('ExportedConfig'),
})

/** `GET /api/v1/export-config`. */
export function exportDoor({ store }: DoorDeps): Door {
  return app => {
    app.openapi(exportConfig, async c => {
      const [projects, people, keys] = await Promise.all([
        all(store, 'project'),
        all(store, 'person'),
        all(store, 'key'),
      ])
      return c.json(exportedConfig({ projects, people, keys }), 200)
    })
  }
}

async function all<K extends Kind>(store: Store, kind: K): Promise<Documents[K][]> {
  const found: Documents[K][] = []
  let after: string | undefined
  do {
    const page = await store.list(kind, { limit: 500, ...(after !== undefined && { after }) })
    found.push(...page.items.map(each => each.doc))
    after = page.next
  } while (after !== undefined)
  return found
}
