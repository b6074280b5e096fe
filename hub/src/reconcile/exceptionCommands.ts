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
import { Refused } from './refused'
import { refuseArchived } from './requestChecks'

/** A key of the hub that answers, and who holds it. */
export interface Answerer {
  name: string
  /** E-mail address, lower case; null when the configuration names nobody. */
  person: string | null
}

export interface ExceptionCommands {
  /** Records the request and tells it on the tickets; mutes nothing. `seed` of an `Idempotency-Key`, or null. */
  askException(
    by: ExceptionAsker,
    caseId: string,
    asked: ExceptionAsked,
    seed: string | null,
  ): Promise<ExceptionDoc>
  /**
   * Records the answer and tells it on the tickets. `mute`: Datadog is asked to mute as well. Refused 403 for who asked,
   * and where nobody can tell that it was somebody else; 409 for one that was answered.
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
  const { store, clock, ids, engine } = deps
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

    async askException(by, caseId, asked, seed) {
      const id = seed === null ? ids.uuid() : derivedId(seed, 'exception')
      const made = await store.get('exception', id)
      if (made !== undefined) return made.doc
      const waiting = (await exceptionsOf(caseId)).filter(each => each.state === 'asked').length
      const at = clock.now()
      const doc = newException({ ...asked, id, caseId, by, at })
      const after = await engine.unit.edit(caseId, state => {
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
    },

    async answerException(answerer, id, { state: to, answer, mute }) {
      const stored = await store.get('exception', id)
      if (stored === undefined) throw new Refused(404, exceptionText.unknown(id))
      const { doc, version } = stored
      if (doc.state !== 'asked')
        throw new Refused(409, exceptionText.answered(doc.state, doc.answeredBy ?? ''))
      await refuseOwn(answerer, doc)
      const muted = to === 'approved' && mute
      // Datadog first: what it refuses must not be on record as asked for.
      if (muted) await muteThem(doc, answerer.name)
      let after = doc
      const found = await engine.unit.edit(doc.caseId, state => {
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
    },
  }
}

function detailOf(body: unknown): string {
  const [first] = (body as { errors?: { detail?: string }[] } | null)?.errors ?? []
  return first?.detail ?? ''
}
