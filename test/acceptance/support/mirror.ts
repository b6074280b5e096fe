import type { Json } from '../../harness'
import { type Scene, type SceneOptions, scene, type Ticket } from './scene'

/** A hub whose project SEC is shown in Datadog's case project SECURITY too, and what people do there. */
export async function mirrorScene(options: SceneOptions & { mirror?: string | null } = {}) {
  const { mirror = 'SECURITY' } = options
  const s = await scene({
    ...options,
    config(json) {
      for (const project of json.projects)
        if (project.key === 'SEC' && mirror !== null) project.mirror = { project: mirror }
      options.config?.(json)
    },
  })
  return Object.assign(s, doors(s))
}

export type MirrorScene = Awaited<ReturnType<typeof mirrorScene>>

/** Datadog's doors, as people who work there use them; what they do is not in the hub's record. */
function doors(s: Scene) {
  const { h } = s
  const ask = async (method: string, path: string, body?: Json) => {
    const answer = await h.vendor('datadog', 'ada', method, `/api/v2${path}`, body)
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
    return answer.body
  }
  const datadog = {
    /** Somebody makes a case by hand for these findings. */
    async make(project: 'SECURITY' | 'PLATFORM', findings: readonly string[], title = 'By hand') {
      const id = await datadog.project(project)
      const data = [
        {
          type: 'cases',
          attributes: { title },
          relationships: {
            findings: { data: findings.map(name => ({ id: s.idOf(name), type: 'findings' })) },
            project: { data: { id, type: 'projects' } },
          },
        },
      ]
      return (await ask('POST', '/security/findings/cases', { data })).data[0].id as string
    },
    async project(key: string): Promise<string> {
      const { data } = await ask('GET', '/cases/projects')
      return data.find((each: Json) => each.attributes.key === key).id
    },
    async settings(key: string, settings: Json): Promise<void> {
      await ask('PATCH', `/cases/projects/${await datadog.project(key)}`, {
        data: { type: 'project', attributes: { settings } },
      })
    },
    async set(id: string, field: string, attributes?: Json): Promise<void> {
      await ask('POST', `/cases/${id}/${field}`, {
        data: { type: 'case', ...(attributes === undefined ? {} : { attributes }) },
      })
    },
    async comment(id: string, comment: string): Promise<string> {
      const body = { data: { type: 'case', attributes: { comment } } }
      return (await ask('POST', `/cases/${id}/comment`, body)).data[0].id
    },
    edit: (id: string, cell: string, comment: string) =>
      ask('PUT', `/cases/${id}/comment/${cell}`, { data: { type: 'case', attributes: { comment } } }),
    remove: (id: string, cell: string) => ask('DELETE', `/cases/${id}/comment/${cell}`),
    async comments(id: string): Promise<string[]> {
      const { data } = await ask('GET', `/cases/${id}/timelines?sort[ascending]=true`)
      return data.map((each: Json) => each.attributes.cell_content.message)
    },
    /** Every case of Datadog: key, status (reason), priority, assignee, and the findings on it. */
    async cases(): Promise<string[]> {
      const { data, included } = await ask(
        'GET',
        '/cases?page[size]=100&sort[field]=created_at&sort[asc]=true',
      )
      const names = new Map<string, string>(s.named())
      return data.map(({ attributes: a, relationships: r }: Json) => {
        const reason = a.security_resolved_reason === undefined ? '' : ` (${a.security_resolved_reason})`
        const who =
          included.find((each: Json) => each.id === r.assignee?.data.id)?.attributes.name ?? 'nobody'
        const on = a.insights.map((each: Json) => names.get(each.resource_id) ?? each.resource_id)
        return `${a.key} ${a.status}${reason} ${a.priority} ${who}: ${on.join(', ')}`
      })
    },
    /** The Datadog case of a case, by its key. */
    async idOf(key: string): Promise<string> {
      return (await ask('GET', `/cases/${key}`)).data.id
    },
    async texts(id: string): Promise<{ title: string; description: string }> {
      const { title, description } = (await ask('GET', `/cases/${id}`)).data.attributes
      return { title, description }
    },
    /** The hub looks at all mirrored cases now. */
    look: () => s.wake('sweep:mirror:datadog'),
    /** Does something as people do, then lets the hub look, and answers what the hub then called. */
    async after(act: () => Promise<unknown>): Promise<string[]> {
      await s.later()
      await act()
      s.forget()
      await datadog.look()
      return s.calls()
    },
    mirror: ({ caseId }: Pick<Ticket, 'caseId'>) => h.store.get('mirror', caseId),
  }
  return { datadog }
}

/** Closes every scene a file opened. */
export function mirrorScenes() {
  let opened: MirrorScene[] = []
  return {
    async open(options?: Parameters<typeof mirrorScene>[0]): Promise<MirrorScene> {
      const made = await mirrorScene(options)
      opened.push(made)
      return made
    },
    async closeAll() {
      for (const { h } of opened) await h.close()
      opened = []
    },
  }
}
