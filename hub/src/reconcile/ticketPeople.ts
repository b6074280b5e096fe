import { derivedId } from '../domain/markers'
import type { PersonDoc } from '../domain/model'
import type { Store } from '../store/port'
import { lookedUp, lookUp, personId } from './people'
import type { ToolPlace } from './ticketPlaces'
import { type Tools, toolKey } from './tools'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Somebody a request names; `doc` null = only Datadog knows them. */
export interface AskedPerson {
  id: string
  doc: PersonDoc | null
  /** Not kept here yet. */
  isNew: boolean
}

/** Somebody by e-mail address, id, Datadog uuid, or their account in a tool (`place`, e.g. `jira/main`). */
export async function personAsked(
  store: Pick<Store, 'find' | 'getMany'>,
  asked: string,
  place: string,
): Promise<AskedPerson> {
  const byAddress = asked.includes('@')
  const found = byAddress
    ? await store.find('person', 'email', asked.toLowerCase())
    : (
        await Promise.all([
          store.getMany('person', [asked]),
          store.find('person', 'account', `datadog/${asked}`),
          store.find('person', 'account', `${place}/${asked}`),
        ])
      ).flat()
  const [known] = found
  if (known !== undefined) return { id: known.doc.id, doc: known.doc, isNew: false }
  // A uuid is Datadog's; who that is elsewhere only a pair in the configuration can say.
  if (UUID.test(asked)) return { id: asked, doc: null, isNew: false }
  const doc: PersonDoc = {
    id: byAddress ? personId(asked) : derivedId('person', `${place}/${asked}`),
    name: null,
    email: byAddress ? asked.toLowerCase() : null,
    accounts: byAddress ? {} : { [place]: asked },
    absent: {},
    declared: false,
  }
  return { id: doc.id, doc, isNew: true }
}

/** The person with their accounts in the tools where tickets are made, as those tools say now; nothing is kept. */
export async function personLookedUp(
  tools: Tools,
  person: AskedPerson | null,
  places: readonly ToolPlace[],
  now: number,
): Promise<PersonDoc | null> {
  let doc = person?.doc ?? null
  for (const { asked, place } of places) {
    const where = toolKey(asked.tool, place.connection)
    if (doc === null || doc.email === null || doc.accounts[where] !== undefined) continue
    const tool = tools.tickets.get(where)
    if (tool === undefined) continue
    const { user, refusal } = await lookUp(tool, doc.email)
    doc = lookedUp(doc, where, user, refusal, now)
  }
  return doc
}
