import { personById } from '../../domain/fields/people'
import { derivedId } from '../../domain/markers'
import type { CaseState } from '../../domain/step'

/** Who stands in a case, as Datadog shows its users. */
interface Shown {
  id: string
  name: string
  email: string
  active: boolean
}

/** Datadog's id of a key of the hub: the same UUID each time. */
export function userId(name: string): string {
  return derivedId('user', name)
}

/** A key of the hub: it has a name and no address. */
function keyUser(name: string): Shown {
  return { id: userId(name), name, email: '', active: true }
}

/** Recorded: of a user that is not known, everything is empty. */
function personUser(state: CaseState, id: string): Shown {
  const person = personById(state.people, id)
  if (person === undefined) return { id, name: '', email: '', active: false }
  return { id, name: person.name ?? '', email: person.email ?? '', active: true }
}

/** `included` of the case API: everybody these cases name, each once. */
export function includedJson(states: readonly CaseState[]): Record<string, unknown>[] {
  const users = states.flatMap(state => {
    const { createdBy, modifiedBy, assigneeId } = state.case
    const keys = [createdBy, ...(modifiedBy === undefined ? [] : [modifiedBy])].map(keyUser)
    return assigneeId === null ? keys : [...keys, personUser(state, assigneeId)]
  })
  return [...new Map(users.map(each => [each.id, each])).values()].map(({ id, name, email, active }) => ({
    id,
    type: 'user',
    attributes: { active, email, handle: email === '' && active ? id : email, name },
  }))
}

/** An author, as timelines name them. */
export function authorJson(by: { id: string; name: string; email?: string | undefined }): object {
  const email = by.email ?? ''
  const content = { ID: by.id, name: by.name, email, handle: email === '' ? by.id : email, active: true }
  return { type: 'USER', content }
}

/** Who made a case. */
export function createdByJson(state: CaseState): object {
  return authorJson({ id: userId(state.case.createdBy), name: state.case.createdBy })
}
