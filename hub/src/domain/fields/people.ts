import type { LinkDoc, PersonDoc, TicketView } from '../model'

/** Where a person may have an account: `datadog`, `jira/<connection>`, `servicenow/<connection>`. */
export function placeOf(link: Pick<LinkDoc, 'tool' | 'connection'>): string {
  return `${link.tool}/${link.connection}`
}

/** How long somebody who was not found in a tool is not looked for again. Milliseconds. */
export const ABSENT_FOR_MS = 24 * 3_600_000

/** The accounts that views name, as the store's index has them. */
export function accountsIn(links: readonly Pick<LinkDoc, 'tool' | 'connection' | 'view'>[]): string[] {
  return links.flatMap(link => {
    const id = link.view?.fields.assignee?.id
    return id === undefined ? [] : [`${placeOf(link)}/${id}`]
  })
}

/** Who the ticket's assignee is; undefined = nobody we know. */
export function personAt(
  people: readonly PersonDoc[],
  place: string,
  user: NonNullable<TicketView['fields']['assignee']>,
): PersonDoc | undefined {
  const email = user.email?.toLowerCase() ?? null
  return (
    people.find(each => each.accounts[place] === user.id) ??
    (email === null ? undefined : people.find(each => each.email === email))
  )
}

export function personById(people: readonly PersonDoc[], id: string): PersonDoc | undefined {
  return people.find(each => each.id === id || each.accounts.datadog === id)
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Their uuid in Datadog; undefined = not known. Somebody nobody knows may have been named by just that. */
export function datadogUserOf(people: readonly PersonDoc[], id: string): string | undefined {
  const person = personById(people, id)
  if (person !== undefined) return person.accounts.datadog
  return UUID.test(id) ? id : undefined
}

/** How sentences name somebody: name and address as far as they are known. */
export function nameOfPerson(person: PersonDoc | undefined, id: string): string {
  if (person === undefined) return id
  if (person.name === null) return person.email ?? id
  return person.email === null ? person.name : `${person.name} (${person.email})`
}
