import {
  type Claim,
  FORGE_VALIDATOR_ANSWER_MS,
  FORGE_VALIDATOR_HUB_MS,
  FORGE_VALIDATOR_READ_MS,
  FORGE_VALIDATOR_REPORT_MS,
  type ForgeProof,
  type ForgeRecorded,
  type ForgeRefused,
  forgeSentences,
  readProof,
} from '@fixproof/rules'
import type { Mode } from '../defs'
import { refreshConnection } from '../platform/connection'
import { askHub } from '../platform/hub'
import { jira } from '../platform/jira'
import { accountOf, cloudIdOf } from '../platform/site'
import { type Connected, store } from '../platform/store'
import { within } from '../platform/within'
import { readForgeProof } from './answer'
import { type Asked, claimIn, type Judged, judgeAhead, judgeStored, notFixedFor } from './judge'
import { type IssueRead, readIssue, readTransition, resolutionName, type Status, statusById } from './reading'

/** What Jira takes from a validator; `errorMessage` is shown to whoever pressed the button. */
export interface ValidatorAnswer {
  result: boolean
  errorMessage?: string
}

const PASS: ValidatorAnswer = { result: true }

/**
 * Judges one transition (RULES 11 to 14): only into a done status, by the hub's word at this moment, by the signed proof
 * on the issue, or by the one with the other to fall back on, as the settings of its project say. Answers within 5 s and
 * never throws: what cannot be judged is refused with the reason.
 */
export async function validateDone(payload: unknown, context: unknown): Promise<ValidatorAnswer> {
  const end = Date.now() + FORGE_VALIDATOR_ANSWER_MS
  try {
    const refused = await within(FORGE_VALIDATOR_ANSWER_MS, validate(payload, context))
    if (refused === null) return PASS
    await report(refused, context, end - Date.now())
    return refuse(refused.judged.sentence)
  } catch (error) {
    console.error('The transition could not be judged:', error)
    return refuse(forgeSentences.cannotRead())
  }
}

const refuse = (errorMessage: string): ValidatorAnswer => ({ result: false, errorMessage })

interface Refused {
  issueId: string
  judged: Judged
  claim: Claim
}

/** Null: it may pass. Throws when Jira does not say how the issue stands. */
async function validate(payload: unknown, context: unknown): Promise<Refused | null> {
  const asked = readTransition(payload)
  // An issue that is only being made has no finding yet.
  if (asked.issueKey === null) return null
  const [reply, to, connected] = await within(
    FORGE_VALIDATOR_READ_MS,
    Promise.all([jira.issue('app', asked.issueKey), statusById(asked.toId), store.connected()]),
  )
  // Rule 14: a change that does not move the state, or leaves it open, is never refused.
  if (!to.done || asked.fromId === asked.toId) return null
  const issue = reply.status === 200 ? readIssue(reply.body) : null
  if (issue === null) throw new Error(`Jira answered ${reply.status} about ${asked.issueKey}`)
  const [resolution, lastSeq, settings] = await within(
    FORGE_VALIDATOR_READ_MS,
    Promise.all([
      resolutionName(asked, issue.resolution),
      store.seq(issue.id),
      store.settingsIn(issue.projectId),
    ]),
  )
  const q = questionOf({ issue, to, resolution, lastSeq, connected, context })
  const judged = await judgeBy(settings.mode, q, connected)
  return judged.verdict === 'ok' ? null : { issueId: issue.id, judged, claim: q.claim }
}

function questionOf(given: {
  issue: IssueRead
  to: Status
  resolution: string | null
  lastSeq: number | null
  connected: Connected | null
  context: unknown
}): Asked {
  const { issue, to, resolution, lastSeq, connected, context } = given
  // Only for what "not fixed" means here; whether the proof is genuine is judged apart.
  const caseKey = readProof(issue.property)?.caseKey ?? null
  const notFixed = notFixedFor(connected?.projects ?? [], caseKey, issue.projectKey)
  const { name, done } = issue.status
  return {
    now: Date.now(),
    cloudId: cloudIdOf(context) ?? connected?.cloudId ?? '',
    issueId: issue.id,
    property: issue.property,
    keys: connected?.keys ?? [],
    lastSeq,
    from: { closed: done, claim: done ? claimIn(name, issue.resolution, notFixed) : null },
    claim: claimIn(to.name, resolution, notFixed),
  }
}

async function judgeBy(mode: Mode, q: Asked, connected: Connected | null): Promise<Judged> {
  if (connected === null) return judgeUnconnected(q)
  if (mode === 'proof-then-live') {
    const stored = judgeStored(q)
    if (decides(stored)) return remember(q, stored)
  }
  if (mode !== 'proof') {
    const live = await judgeLive(q)
    if (live !== null) return live
    // An issue that never had findings is never hindered, whoever is silent.
    const nothingKnown = q.property === undefined && q.lastSeq === null
    if (mode === 'live' && !nothingKnown) return doubt(forgeSentences.hubSilent())
  }
  const judged = judgeStored(q)
  // A record that was there and is gone: taken away by somebody, or by the hub when it let the issue go. It can tell.
  if (mode === 'proof' && judged.verdict === 'missing') return (await judgeLive(q)) ?? judged
  if (!judged.unknownKey) return remember(q, judged)
  // The hub may sign with a new key already. In the other modes it did not answer a moment ago.
  const fresh = mode === 'proof' ? await refreshed(q) : null
  return fresh === null ? judged : remember(q, judgeStored({ ...q, keys: fresh.keys }))
}

/**
 * A proof that is genuine, this issue's own and newest, and not too old. A missing one decides nothing even where none
 * ever was: the hub may know of findings it could not write yet.
 */
const decides = ({ verdict, seq }: Judged): boolean =>
  seq !== null && (verdict === 'ok' || verdict === 'open')

async function refreshed(q: Asked): Promise<Connected | null> {
  const { cloudId, now } = q
  const told = await refreshConnection({ byAdmin: false, cloudId, now, ms: FORGE_VALIDATOR_HUB_MS })
  return told.ok ? told.connected : null
}

/** Nobody could check the signature; a record that stands there is reason enough not to guess. */
function judgeUnconnected(q: Asked): Judged {
  if (q.property === undefined) return { verdict: 'ok', sentence: '', seq: null, unknownKey: false }
  return doubt(forgeSentences.noKeys())
}

const doubt = (sentence: string): Judged => ({ verdict: 'missing', sentence, seq: null, unknownKey: false })

/** By the hub's word at this moment; null when it gives none that can be used. */
async function judgeLive(q: Asked): Promise<Judged | null> {
  const told = await askHub<ForgeProof>(
    `issues/${encodeURIComponent(q.issueId)}/proof`,
    {},
    FORGE_VALIDATOR_HUB_MS,
  )
  if (told.kind !== 'ok') {
    console.warn('The hub was not heard:', told.kind === 'no' ? `status ${told.status}` : told.why)
    return null
  }
  const answer = readForgeProof(told.data)
  if (answer === null) {
    // A gateway's page, a hub of another version: whatever it means, it lets nothing through.
    console.warn('The hub was not heard: its answer is none that is known here')
    return null
  }
  const { proof, ahead } = answer
  if (ahead !== null) return ahead.issueId === q.issueId ? judgeAhead(ahead, q) : null
  if (proof === null) return judgeOnNoCase(q)
  const asked = { ...q, property: proof }
  const judged = judgeStored(asked)
  if (!judged.unknownKey) return remember(q, judged)
  const fresh = await refreshed(q)
  return fresh === null ? null : remember(q, judgeStored({ ...asked, keys: fresh.keys }))
}

/**
 * The hub says that no case has this issue as its ticket. Where something is known of the issue, only a hub that shows
 * a key known here is believed: another one at the same address, or an empty one, knows no issue at all.
 */
async function judgeOnNoCase(q: Asked): Promise<Judged | null> {
  const nothingKnown = q.property === undefined && q.lastSeq === null
  if (!nothingKnown) {
    if ((await refreshed(q)) === null) return null
    await forget(q)
  }
  return { verdict: 'ok', sentence: '', seq: null, unknownKey: false }
}

/** The hub took its record off the issue itself: from now on nothing is missing there, also when the hub is silent. */
async function forget({ issueId, lastSeq }: Asked): Promise<void> {
  if (lastSeq === null) return
  try {
    await within(FORGE_VALIDATOR_REPORT_MS, store.forgetSeq(issueId))
  } catch (error) {
    console.warn('What was known of an issue that was let go could not be forgotten:', error)
  }
}

/** So that this proof cannot be put back once there is a newer one, nor be taken away. */
async function remember(q: Asked, judged: Judged): Promise<Judged> {
  if (judged.seq === null) return judged
  try {
    await within(FORGE_VALIDATOR_REPORT_MS, store.raiseSeq(q.issueId, judged.seq, q.lastSeq))
  } catch (error) {
    // The verdict stands without it; the trigger on the property remembers it as well.
    console.warn('The newest proof could not be remembered:', error)
  }
  return judged
}

/** Tells the hub of the refusal; the platform stops a function that has answered, so it is waited for a moment. */
async function report({ issueId, judged, claim }: Refused, context: unknown, leftMs: number): Promise<void> {
  if (leftMs <= 0) return
  const accountId = accountOf(context)
  const actor = accountId === null ? NOBODY : { accountId, name: accountId }
  const said: ForgeRefused = {
    actor,
    sentence: judged.sentence,
    // A doubt about the record is no try to close as fixed while a finding is open.
    claim: judged.verdict === 'open' ? claim : 'other',
  }
  const told = await askHub<ForgeRecorded>(
    `issues/${encodeURIComponent(issueId)}/refused`,
    said,
    Math.min(FORGE_VALIDATOR_REPORT_MS, leftMs),
  )
  if (told.kind === 'silent') console.warn('The refusal could not be reported:', told.why)
}

/** Jira does not tell a validator who presses the button. */
const NOBODY = { accountId: 'unknown', name: 'Somebody' } as const
