import { glanceLabel, readProof } from '@fixproof/rules'
import { jira } from './platform/jira'
import { cloudIdOf, textAt } from './platform/site'
import { store } from './platform/store'
import { claimIn, judgeStored, notFixedFor } from './validator/judge'
import { readIssue } from './validator/reading'

/** The lozenge beside the collapsed glance. Source: `jira:issueContext`, dynamic properties. */
export interface GlanceStatus {
  status?: {
    type: 'lozenge'
    value: { label: string; type: 'default' | 'moved' | 'removed' | 'success' }
  }
}

/** `2 open`, `all fixed`, `false fix`; nothing on issues without a record of ours that can be believed. */
export async function glanceStatus(payload: unknown, context: unknown): Promise<GlanceStatus> {
  const named = textAt(payload, 'extension', 'issue', 'id')
  if (named === null) return {}
  const [reply, connected] = await Promise.all([jira.issue('app', named), store.connected()])
  const issue = reply.status === 200 ? readIssue(reply.body) : null
  const proof = issue === null ? null : readProof(issue.property)
  if (issue === null || proof === null || connected === null) return {}
  const { verdict } = judgeStored({
    now: Date.now(),
    cloudId: textAt(payload, 'cloudId') ?? cloudIdOf(context) ?? connected.cloudId,
    issueId: issue.id,
    property: issue.property,
    keys: connected.keys,
    lastSeq: await store.seq(issue.id),
    from: { closed: false, claim: null },
    claim: 'fixed',
  })
  if (verdict !== 'ok' && verdict !== 'open' && verdict !== 'stale') return {}
  const notFixed = notFixedFor(connected.projects, proof.caseKey, issue.projectKey)
  const closedAs = issue.status.done ? claimIn(issue.status.name, issue.resolution, notFixed) : null
  const { label, look } = glanceLabel({ open: proof.open, closedAs })
  return { status: { type: 'lozenge', value: { label, type: look } } }
}
