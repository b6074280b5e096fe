import { requestSentences } from '@fixproof/rules'
import type { ProjectDoc } from '../domain/model'
import type { Asker, CommandDeps } from './commands'
import { caseKey } from './keys'
import { Refused } from './refused'

export interface ProjectCommands {
  /** A project with the default settings. Throws `Refused` 400 when the key is taken. */
  createProject(asker: Asker, key: string, name: string): Promise<ProjectDoc>
  /**
   * Changes a project; its cases are looked at again. Undefined when there is none. Throws `Refused` 409 for one that
   * the configuration file declares, and whatever `change` throws.
   */
  updateProject(id: string, change: (doc: ProjectDoc) => ProjectDoc): Promise<ProjectDoc | undefined>
}

/** Requests about case projects. */
export function makeProjectCommands({ store, clock, newProject }: CommandDeps): ProjectCommands {
  /** As it was made: nobody has changed it since. */
  function isFresh(doc: ProjectDoc, name: string): boolean {
    const fresh = { ...newProject(doc.key, name, doc.createdAt), id: doc.id }
    return JSON.stringify(doc) === JSON.stringify(fresh)
  }

  return {
    async createProject(asker, key, name) {
      for (;;) {
        const named = await store.find('project', 'key', key)
        const there = named.find(each => each.doc.archivedAt === null)?.doc
        // The same request run again after a crash finds what its first run made.
        if (there !== undefined && asker.seed !== null && isFresh(there, name)) return there
        if (there !== undefined) throw new Refused(400, requestSentences.projectKeyTaken(key))
        // A deleted project of this key comes back under its own id: its case numbers are not given again.
        const [gone] = named
        const fresh = newProject(key, name, clock.now())
        const doc = { ...fresh, id: gone?.doc.id ?? fresh.id }
        const version = gone?.version ?? 0
        const outcome = await store.commit({
          expect: [{ kind: 'project', id: doc.id, version }],
          put: [{ kind: 'project', id: doc.id, doc }],
        })
        if (outcome === 'ok') return doc
      }
    },
    async updateProject(id, change) {
      for (;;) {
        const stored = await store.get('project', id)
        if (stored === undefined || stored.doc.archivedAt !== null) return undefined
        if (stored.doc.declared) throw new Refused(409, requestSentences.declaredInFile(stored.doc.key))
        const doc = change(stored.doc)
        if (JSON.stringify(doc) === JSON.stringify(stored.doc)) return stored.doc
        const cases = await store.find('case', 'project', id)
        const outcome = await store.commit({
          expect: [{ kind: 'project', id, version: stored.version }],
          put: [{ kind: 'project', id, doc }],
          marks: cases.map(each => ({ key: caseKey(each.doc.id) })),
        })
        if (outcome === 'ok') return doc
      }
    },
  }
}
