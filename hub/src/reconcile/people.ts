import type { TicketTool } from '../connectors/port'
import { personAt } from '../domain/fields/people'
import { derivedId } from '../domain/markers'
import type { PersonDoc, UserRef } from '../domain/model'
import type { Clock } from '../ports'
import type { Store, Stored } from '../store/port'
import { vendorError } from './tools'

/** The id of somebody we know by address only: the same for the same address, everywhere. */
export function personId(email: string): string {
  return derivedId('person', email.toLowerCase())
}

/** The person after a look for their account in a place: `user` null = not found, or `refusal` says why not looked for. */
export function lookedUp(
  doc: PersonDoc,
  place: string,
  user: UserRef | null,
  refusal: string | null,
  now: number,
): PersonDoc {
  const { [place]: _, ...refused } = doc.refused ?? {}
  if (user !== null)
    return { ...doc, refused, name: doc.name ?? user.name, accounts: { ...doc.accounts, [place]: user.id } }
  const absent = { ...doc.absent, [place]: now }
  return { ...doc, absent, refused: refusal === null ? refused : { ...refused, [place]: refusal } }
}

/**
 * A look for somebody by e-mail address. Whom we may not look for counts as not found, with the reason: an assignee
 * never holds up the rest (rule 33). Throws `VendorError` for outages and refused credentials.
 */
export async function lookUp(
  tool: Pick<TicketTool, 'findUser'>,
  email: string,
): Promise<{ user: UserRef | null; refusal: string | null }> {
  try {
    return { user: await tool.findUser(email), refusal: null }
  } catch (error) {
    const refusal = vendorError(error)
    if (refusal.kind === 'retryable' || refusal.status === 401) throw refusal
    return { user: null, refusal: refusal.message }
  }
}

export interface People {
  /** Whoever has one of these accounts (`<place>/<id>`) or ids. */
  known(
    accounts: readonly string[],
    ids: readonly string[],
    emails: readonly string[],
  ): Promise<Stored<PersonDoc>[]>
  /** Somebody a tool named: remembered when their address or a pair in the configuration says who they are. */
  meet(place: string, user: UserRef): Promise<void>
  /** What a look for their account found; `refusal` = why nobody could look, null when somebody did. */
  found(person: PersonDoc, place: string, user: UserRef | null, refusal: string | null): Promise<void>
}

export function makePeople({ store, clock }: { store: Store; clock: Clock }): People {
  async function known(
    accounts: readonly string[],
    ids: readonly string[],
    emails: readonly string[],
  ): Promise<Stored<PersonDoc>[]> {
    const found = await Promise.all([
      ...accounts.map(account => store.find('person', 'account', account)),
      ...ids.map(id => store.find('person', 'account', `datadog/${id}`)),
      ...emails.map(email => store.find('person', 'email', email.toLowerCase())),
      store.getMany('person', ids),
    ])
    return [...new Map(found.flat().map(stored => [stored.doc.id, stored])).values()]
  }

  /** Another writer may have met them at the same moment: then there is nothing left to do. */
  async function put(before: Stored<PersonDoc> | undefined, doc: PersonDoc): Promise<void> {
    await store.commit({
      expect: [{ kind: 'person', id: doc.id, version: before?.version ?? 0 }],
      put: [{ kind: 'person', id: doc.id, doc }],
    })
  }

  return {
    known,
    async meet(place, user) {
      const near = await known([`${place}/${user.id}`], [], user.email === null ? [] : [user.email])
      const person = personAt(
        near.map(each => each.doc),
        place,
        user,
      )
      const before = near.find(each => each.doc.id === person?.id)
      if (person !== undefined) {
        const name = person.name ?? user.name
        const same = person.accounts[place] !== undefined && person.name === name
        if (same) return
        const { [place]: _, ...absent } = person.absent
        const accounts = { ...person.accounts, [place]: person.accounts[place] ?? user.id }
        return put(before, { ...person, name, accounts, absent })
      }
      // Without an address nothing says who they are elsewhere.
      if (user.email === null) return
      const email = user.email.toLowerCase()
      const accounts = { [place]: user.id }
      await put(undefined, {
        id: personId(email),
        name: user.name,
        email,
        accounts,
        absent: {},
        declared: false,
      })
    },
    async found(person, place, user, refusal) {
      const before = await store.get('person', person.id)
      await put(before, lookedUp(before?.doc ?? person, place, user, refusal, clock.now()))
    },
  }
}
