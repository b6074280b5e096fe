import { exceptionText } from '@fixproof/rules'
import {
  type ExceptionAsked,
  endOf,
  exceptionAnswered,
  exceptionAsked,
  exceptionRefusal,
  newException,
  newestFirst,
} from '../domain/exceptions'
import { derivedId } from '../domain/markers'
import type { ExceptionAsker, ExceptionDoc } from '../domain/model'
import { liveLinks } from '../domain/step'
import type { CommandDeps } from './commands'
import { caseKey } from './keys'
import { makePeople } from './people'
import { Crowded, Refused } from './refused'
import { refuseArchived } from './requestChecks'

/** A key of the hub that answers, and who holds it. */
export interface Answerer {
  name: string
  /** E-mail address, lower case; null when the configuration names nobody. */
  person: string | null
}

export interface ExceptionCommands {
  /**
   * Records the request and tells it on the tickets; mutes nothing. `seed` of an `Idempotency-Key`, or null: then the
   * same request of the same person that nobody has answered yet is the one that is answered here.
   */
  askException(
    by: ExceptionAsker,
    caseId: string,
    asked: ExceptionAsked,
    seed: string | null,
  ): Promise<ExceptionDoc>
  /**
   * Records the answer and tells it on the tickets. `mute`: Datadog is asked to mute as well. Refused 403 for who asked,
   * and where nobody can tell that it was somebody else; 409 for one that was answered, and for an approval after its
   * last day.
   */
  answerException(
    answerer: Answerer,
    id: string,
    given: { state: 'approved' | 'refused'; answer: string | null; mute: boolean },
  ): Promise<ExceptionDoc>
  /** Those of a case, the newest first. */
  exceptionsOf(caseId: string): Promise<ExceptionDoc[]>
}

function toolName(place: string): string {
  return place.startsWith('servicenow/') ? 'ServiceNow' : 'Jira'
}

export function makeExceptionCommands(
  deps: CommandDeps,
  { mute }: { mute(findingIds: string[], body: unknown): Promise<{ status: number; body: unknown }> },
): ExceptionCommands {
  const { store, clock, engine } = deps
  const people = makePeople(deps)

  async function exceptionsOf(caseId: string): Promise<ExceptionDoc[]> {
    const found = await store.find('exception', 'case', caseId)
    return newestFirst(found.map(each => each.doc))
  }

  /** Nobody answers what they asked for themselves. Throws `Refused` 403. */
  async function refuseOwn(answerer: Answerer, { askedBy }: ExceptionDoc): Promise<void> {
    const { account, key, person } = askedBy
    if (key === answerer.name) throw new Refused(403, exceptionText.ownKey(key))
    if (person !== null && person === answerer.person)
      throw new Refused(403, exceptionText.ownPerson(answerer.name))
    if (account === null) return
    if (answerer.person === null) throw new Refused(403, exceptionText.keyNamesNobody(answerer.name))
    const there = await accountOf(answerer.person, account.place)
    if (there === null)
      throw new Refused(403, exceptionText.accountUnknown(answerer.person, toolName(account.place)))
    if (there === account.id) throw new Refused(403, exceptionText.ownPerson(answerer.name))
  }

  /** Somebody's account in a tool, as the configuration pairs it or the tool tells it; null when neither does. */
  async function accountOf(email: string, place: string): Promise<string | null> {
    const known = (await people.known([], [], [email])).map(each => each.doc)
    const paired = known.find(each => each.accounts[place] !== undefined)?.accounts[place]
    if (paired !== undefined) return paired
    const found = await deps.tools.tickets.get(place)?.findUser(email)
    if (found == null) return null
    await people.meet(place, { ...found, email })
    return found.id
  }

  async function muteThem(doc: ExceptionDoc, by: string): Promise<void> {
    const body = {
      data: {
        type: 'mute',
        attributes: {
          mute: {
            is_muted: true,
            reason: 'RISK_ACCEPTED',
            expire_at: endOf(doc.until),
            description: exceptionText.muteDescription(doc.reason, doc.askedBy.name, by),
          },
        },
        relationships: { findings: { data: doc.findings.map(id => ({ id, type: 'findings' })) } },
      },
    }
    const answer = await mute(doc.findings, body)
    if (answer.status >= 300) throw new Refused(400, exceptionText.notMuted(detailOf(answer.body)))
  }

  return {
    exceptionsOf,

    askException: (by, caseId, asked, seed) =>
      lookingAgain(async once => {
        const before = await exceptionsOf(caseId)
        const at = clock.now()
        const wanted = newException({ ...asked, id: '', caseId, by, at })
        const alike = before.filter(each => sameRequest(each) === sameRequest(wanted))
        // Two clicks ask once: the second finds what the first made, or collides with it by its id.
        const id = derivedId(seed ?? `${sameRequest(wanted)} ${alike.filter(isAnswered).length}`, 'exception')
        const made =
          (await store.get('exception', id))?.doc ?? (seed === null ? alike.find(isWaiting) : undefined)
        if (made !== undefined) return made
        const waiting = before.filter(isWaiting).length
        const doc = { ...wanted, id }
        const after = await engine.unit.edit(caseId, state => {
          once()
          refuseArchived(state.case)
          const reason = exceptionRefusal(state, asked, waiting, at)
          if (reason !== null) throw new Refused(400, reason)
          return {
            ...exceptionAsked(state, doc),
            also: {
              expect: [{ kind: 'exception', id, version: 0 }],
              put: [{ kind: 'exception', id, doc }],
              ...(liveLinks(state).length > 0 && { marks: [{ key: caseKey(caseId) }] }),
            },
          }
        })
        if (after === undefined) throw new Refused(404, 'case not found')
        return doc
      }),

    answerException: (answerer, id, { state: to, answer, mute }) =>
      lookingAgain(async once => {
        const stored = await store.get('exception', id)
        if (stored === undefined) throw new Refused(404, exceptionText.unknown(id))
        const { doc, version } = stored
        if (doc.state !== 'asked')
          throw new Refused(409, exceptionText.answered(doc.state, doc.answeredBy ?? ''))
        if (to === 'approved' && endOf(doc.until) <= clock.now())
          throw new Refused(409, exceptionText.over(doc.until))
        await refuseOwn(answerer, doc)
        const muted = to === 'approved' && mute
        // Datadog first: what it refuses must not be on record as asked for.
        if (muted) await muteThem(doc, answerer.name)
        let after = doc
        const found = await engine.unit.edit(doc.caseId, state => {
          once()
          const given = { state: to, by: answerer.name, answer, muted, at: clock.now() }
          const answered = exceptionAnswered(state, doc, given)
          after = answered.doc
          return {
            ...answered.step,
            also: {
              expect: [{ kind: 'exception', id, version }],
              put: [{ kind: 'exception', id, doc: answered.doc }],
              marks: [{ key: caseKey(doc.caseId) }],
            },
          }
        })
        if (found === undefined) throw new Refused(404, 'case not found')
        return after
      }),
  }
}

const isWaiting = ({ state }: ExceptionDoc): boolean => state === 'asked'
const isAnswered = (doc: ExceptionDoc): boolean => !isWaiting(doc)

/** Equal for two requests that ask for the same, by the same. */
function sameRequest({ caseId, findings, reason, until, askedBy }: ExceptionDoc): string {
  const { account, key } = askedBy
  return JSON.stringify([caseId, [...findings].sort(), reason, until, account?.place, account?.id, key])
}

/** Somebody else was faster with the case: what became of the exception is looked at before anything is decided. */
class Overtaken extends Error {
  override name = 'Overtaken'
}

/** How often a decision about an exception is taken anew, before something must be wrong. */
const OVERTAKEN_MAX = 50

/** Does `work`, which calls `once` where it decides; there it is begun anew instead of being decided twice. */
async function lookingAgain<T>(work: (once: () => void) => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < OVERTAKEN_MAX; attempt++) {
    let decided = false
    const once = () => {
      if (decided) throw new Overtaken()
      decided = true
    }
    try {
      return await work(once)
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error
    }
  }
  throw new Crowded('Too many change this case at once, so nothing was done. Send it again in a moment.')
}

function detailOf(body: unknown): string {
  const [first] = (body as { errors?: { detail?: string }[] } | null)?.errors ?? []
  return first?.detail ?? ''
}
