/** What the panel and the glance ask for. Each first makes sure that the person sees the issue. */
import {
  asOf,
  FORGE_PAGE_HUB_MS,
  type ForgeAsk,
  type ForgeAttach,
  type ForgeDetach,
  type ForgeFound,
  type ForgeIssue,
  forgeSentences,
  readProof,
} from '@fixproof/rules'
import type { Answer, Defs, PanelView, StoredVerdict } from '../defs'
import { askHub } from '../platform/hub'
import { cloudIdOf } from '../platform/site'
import { store } from '../platform/store'
import { judgeLookedAt } from '../validator/judge'
import type { IssueRead } from '../validator/reading'
import { dayIn, findingsIn, queryIn, reasonIn } from './input'
import {
  actorOf,
  answered,
  mayDetach,
  needDetach,
  needEdit,
  type Place,
  Refusal,
  visibleIssue,
} from './people'

/** The hub's answer; its refusals are the person's, and its silence is told as such. */
export async function fromHub<T>(path: string, body: unknown): Promise<T> {
  if ((await store.connected()) === null) throw new Refusal('not-connected', forgeSentences.notConnected())
  const told = await askHub<T>(path, body, FORGE_PAGE_HUB_MS)
  if (told.kind === 'ok') return told.data
  if (told.kind === 'no') throw new Refusal('refused', told.sentence ?? forgeSentences.hubRefused())
  console.warn(`The hub did not answer ${path.split('/')[0]}:`, told.why)
  throw new Refusal('unreachable', forgeSentences.unreachable())
}

const at = (issue: IssueRead, what = '') => `issues/${encodeURIComponent(issue.id)}${what}`

export const issueView = (place: Place): Promise<PanelView> => panel(place, issue => at(issue))

/** Reads the findings in Datadog first. */
export const issueRecheck = (place: Place): Promise<PanelView> => panel(place, issue => at(issue, '/recheck'))

async function panel(place: Place, path: (issue: IssueRead) => string): Promise<PanelView> {
  let stored: StoredVerdict | null = null
  let detach = false
  const issue = await answered(async () => {
    const seen = await visibleIssue(place)
    const [verdict, may] = await Promise.all([storedVerdict(seen, place), mayDetach(seen)])
    stored = verdict
    detach = may
    return fromHub<ForgeIssue>(path(seen), {})
  })
  return { issue, stored, mayDetach: detach }
}

/** What the proof on the issue says, judged as a close as fixed would be; null without one. */
async function storedVerdict(issue: IssueRead, { context }: Place): Promise<StoredVerdict | null> {
  const proof = readProof(issue.property)
  if (proof === null) return null
  const [connected, lastSeq] = await Promise.all([store.connected(), store.seq(issue.id)])
  if (connected === null) return null
  const { verdict, sentence } = judgeLookedAt({
    now: Date.now(),
    cloudId: cloudIdOf(context) ?? connected.cloudId,
    issueId: issue.id,
    property: issue.property,
    keys: connected.keys,
    lastSeq,
  })
  const genuine = verdict === 'ok' || verdict === 'open' || verdict === 'stale'
  return {
    mayClose: verdict === 'ok',
    sentence: verdict === 'ok' ? asOf(forgeSentences.mayCloseAsFixed(), proof.checkedAt) : sentence,
    // A record that somebody else wrote has no time of its own: it was looked at just now.
    checkedAt: new Date(genuine ? proof.checkedAt : Date.now()).toISOString(),
    // Nothing of a record that somebody else wrote is shown.
    blocking: genuine ? proof.blocking : [],
  }
}

export const issueAttach = (place: Place, payload: Defs['issue.attach'][0]): Promise<Answer<ForgeIssue>> =>
  answered(async () => {
    const findings = findingsIn(payload, 'findingsPerAttach')
    const issue = await visibleIssue(place)
    await needEdit(issue.id)
    const body: ForgeAttach = { actor: await actorOf(place), findings }
    return fromHub<ForgeIssue>(at(issue, '/attach'), body)
  })

export const issueDetach = (place: Place, payload: Defs['issue.detach'][0]): Promise<Answer<ForgeIssue>> =>
  answered(async () => {
    const findings = findingsIn(payload, 'findingsPerDetach')
    const reason = reasonIn(payload)
    const issue = await visibleIssue(place)
    await needDetach(issue)
    const body: ForgeDetach = { actor: await actorOf(place), findings, reason }
    return fromHub<ForgeIssue>(at(issue, '/detach'), body)
  })

export const issueAsk = (place: Place, payload: Defs['issue.ask'][0]): Promise<Answer<ForgeIssue>> =>
  answered(async () => {
    const findings = findingsIn(payload, 'findingsPerDetach')
    const reason = reasonIn(payload)
    const until = dayIn(payload, Date.now())
    const issue = await visibleIssue(place)
    const body: ForgeAsk = { actor: await actorOf(place), findings, reason, until }
    return fromHub<ForgeIssue>(at(issue, '/exceptions'), body)
  })

/** For attaching: open to whoever may edit the issue the search is made from. */
export const findingsSearch = (
  place: Place,
  payload: Defs['findings.search'][0],
): Promise<Answer<ForgeFound>> =>
  answered(async () => {
    const query = queryIn(payload)
    const issue = await visibleIssue(place)
    await needEdit(issue.id)
    return fromHub<ForgeFound>('findings/search', { query })
  })
