import type { KeyDoc, PersonDoc, ProjectDoc } from '../../domain/model'

/** What the store holds beyond the configuration file, in the words of the file. */
export interface ExportedConfig {
  projects: Record<string, unknown>[]
  users: Record<string, unknown>[]
  /** What cannot be put into a file, and why. */
  left: string[]
}

const TOOLS = ['jira', 'servicenow'] as const

/**
 * The file's words for documents that the file does not declare: put under `projects` and `users` of
 * fixproof.config.json they declare the very same. Deleted projects are left out; of a key only its hash is kept.
 */
export function exportedConfig(docs: {
  projects: readonly ProjectDoc[]
  people: readonly PersonDoc[]
  keys: readonly KeyDoc[]
}): ExportedConfig {
  const projects = docs.projects.filter(each => !each.declared && each.archivedAt === null)
  const people = docs.people.filter(each => !each.declared)
  const keys = docs.keys.filter(each => !each.declared)
  return {
    projects: projects.sort((a, b) => (a.key < b.key ? -1 : 1)).map(projectWords),
    users: people.map(personWords).filter(each => each !== undefined),
    left: keys.map(
      each =>
        `Key "${each.name}" (${each.scopes.join(', ')}): only its hash is kept. Declare it with a new secret.`,
    ),
  }
}

function projectWords(doc: ProjectDoc): Record<string, unknown> {
  const {
    declared: _,
    createdAt: _created,
    archivedAt: _archived,
    deletedBy: _by,
    jira,
    servicenow,
    ...own
  } = doc
  return { ...own, ...(jira !== null && { jira }), ...(servicenow !== null && { servicenow }) }
}

/** Undefined for somebody of whom nothing is known that a file could say. */
function personWords({ name, email, accounts }: PersonDoc): Record<string, unknown> | undefined {
  const there = TOOLS.flatMap(tool => {
    const own = Object.entries(accounts).flatMap(([place, id]) =>
      place.startsWith(`${tool}/`) ? [[place.slice(tool.length + 1), id] as const] : [],
    )
    return own.length === 0 ? [] : [[tool, Object.fromEntries(own)] as const]
  })
  const { datadog } = accounts
  if (email === null && datadog === undefined && there.length === 0) return undefined
  return {
    ...(name !== null && { name }),
    ...(email !== null && { email }),
    ...(datadog !== undefined && { datadog }),
    ...Object.fromEntries(there),
  }
}
