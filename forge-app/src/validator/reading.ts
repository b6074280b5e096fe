/** What a transition is about, read from Forge's payload and from Jira. */
import { jira } from '../platform/jira'
import { at, listAt, textAt } from '../platform/site'

/** The property the hub writes (CONTRACTS, the proof). */
export const PROOF_PROPERTY = 'fixproof'

/** What Jira asks a validator about. Source: the `jira:workflowValidator` module, function arguments. */
export interface Transition {
  /** Null while the issue is being made: it has no key yet. */
  issueKey: string | null
  fromId: string | null
  toId: string | null
  /** The resolution chosen on the screen: `undefined` when the screen says nothing of it, null when it is emptied. */
  resolution: { id: string | null; name: string | null } | null | undefined
}

export function readTransition(payload: unknown): Transition {
  return {
    issueKey: textAt(payload, 'issue', 'key') ?? textAt(payload, 'issue', 'id'),
    fromId: textAt(payload, 'transition', 'from', 'id'),
    toId: textAt(payload, 'transition', 'to', 'id'),
    resolution: readResolution(at(payload, 'transition', 'modifiedFields', 'resolution')),
  }
}

/** An object with id, name or both, or the id alone. */
function readResolution(value: unknown): Transition['resolution'] {
  if (value === undefined || value === null) return value
  const id = textAt({ value }, 'value')
  return id !== null ? { id, name: null } : { id: textAt(value, 'id'), name: textAt(value, 'name') }
}

export interface Status {
  name: string
  done: boolean
}

/** An issue as the validator and the pages need it. */
export interface IssueRead {
  id: string
  key: string
  status: Status
  resolution: string | null
  projectId: string | null
  projectKey: string | null
  /** Undefined when the issue has no such property. */
  property: unknown
}

/** Null when it is not an issue. */
export function readIssue(body: unknown): IssueRead | null {
  const id = textAt(body, 'id')
  const key = textAt(body, 'key')
  const status = readStatus(at(body, 'fields', 'status'))
  if (id === null || key === null || status === null) return null
  return {
    id,
    key,
    status,
    resolution: textAt(body, 'fields', 'resolution', 'name'),
    projectId: textAt(body, 'fields', 'project', 'id'),
    projectKey: textAt(body, 'fields', 'project', 'key'),
    property: at(body, 'properties', PROOF_PROPERTY),
  }
}

/** Decided by category, never by name. */
function readStatus(value: unknown): Status | null {
  const name = textAt(value, 'name')
  const category = textAt(value, 'statusCategory', 'key')
  return name === null || category === null ? null : { name, done: category === 'done' }
}

/** The status with that id. One that Jira does not list is taken for a done one: it is judged rather than let through. */
export async function statusById(id: string | null): Promise<Status> {
  const { body } = await jira.statuses()
  const found = listAt({ body }, 'body').find(each => textAt(each, 'id') === id)
  return readStatus(found) ?? { name: '', done: true }
}

/** The name of the resolution the close will have; null when it has none, or nobody can say which: that claims a fix. */
export async function resolutionName(asked: Transition, now: string | null): Promise<string | null> {
  const { resolution } = asked
  if (resolution === undefined) return now
  if (resolution === null || resolution.name !== null) return resolution?.name ?? null
  const { body } = await jira.resolutions()
  const found = listAt({ body }, 'body').find(each => textAt(each, 'id') === resolution.id)
  return textAt(found, 'name')
}
