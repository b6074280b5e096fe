/** What the app does while nobody looks: it remembers the newest proof of each issue, and keeps its keys fresh. */
import { readProof } from '@fixproof/rules'
import { refreshConnection } from './platform/connection'
import { jira } from './platform/jira'
import { cloudIdOf, textAt } from './platform/site'
import { store } from './platform/store'
import { judgeLookedAt } from './validator/judge'
import { PROOF_PROPERTY, readIssue } from './validator/reading'

/**
 * A property of an issue was set. A genuine proof's `seq` is remembered, so that an older one put back, or none at all,
 * is noticed even by a validator that never ran before. Source of the payload: event `avi:jira:set:issue-property`.
 */
export async function onProof(event: unknown, context: unknown): Promise<void> {
  const issueId = textAt(event, 'issue', 'id')
  if (issueId === null || textAt(event, 'property', 'key') !== PROOF_PROPERTY) return
  const [reply, connected, lastSeq] = await Promise.all([
    jira.issue('app', issueId),
    store.connected(),
    store.seq(issueId),
  ])
  const issue = reply.status === 200 ? readIssue(reply.body) : null
  if (issue === null || connected === null || readProof(issue.property) === null) return
  const { seq } = judgeLookedAt({
    now: Date.now(),
    cloudId: cloudIdOf(context) ?? connected.cloudId,
    issueId: issue.id,
    property: issue.property,
    keys: connected.keys,
    lastSeq,
  })
  if (seq !== null) await store.raiseSeq(issue.id, seq, lastSeq)
}

/** An issue was deleted: nothing is kept of it. */
export async function onIssueGone(event: unknown): Promise<void> {
  const issueId = textAt(event, 'issue', 'id')
  if (issueId !== null) await store.forgetSeq(issueId)
}

/** Every hour: the hub's keys and project settings, for the time it is out of reach. */
export async function heartbeat(payload: unknown, context: unknown): Promise<void> {
  // Nobody has connected the app: its first keys are taken only when an administrator asks for them.
  if ((await store.connected()) === null) return
  const cloudId = cloudIdOf(context) ?? textAt(payload, 'context', 'cloudId')
  const told = await refreshConnection({ byAdmin: false, cloudId, now: Date.now() })
  if (!told.ok) console.warn('The hub was not asked with success:', told.sentence)
}
