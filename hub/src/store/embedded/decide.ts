import { type Commit, type CommitOutcome, StoreFull, type WorkRow } from '../port'
import type { Change } from './change'
import { answerKey, deliveryKey, type Logs } from './logs'
import type { State } from './state'
import { marked } from './work'

/**
 * Why a commit is refused, against the state as it is now; undefined when it may go through. A delivery seen before
 * comes first: its sender is to be told "done" whatever else has changed since.
 */
export function refusal(commit: Commit, state: State, logs: Logs): Exclude<CommitOutcome, 'ok'> | undefined {
  const { delivery, fence, answer } = commit
  if (delivery !== undefined && logs.deliveries.has(deliveryKey(delivery.connection, delivery.deliveryId))) {
    return 'duplicate'
  }
  if (fence !== undefined && state.work.get(fence.key)?.leaseId !== fence.leaseId) return 'fenced'
  for (const { kind, id, version } of commit.expect ?? []) {
    if (state.table(kind).version(id) !== version) return 'conflict'
  }
  if (answer?.status === 0 && logs.answers.has(answerKey(answer.keyName, answer.idempotencyKey)))
    return 'conflict'
  return undefined
}

/**
 * What a commit that is not refused does. `now` in epoch milliseconds, for marks that do not say when. Throws `StoreFull`
 * when there would be more than `findingsMax` findings; nothing has changed then.
 */
export function changeOf(commit: Commit, state: State, now: number, findingsMax: number): Change {
  const change: Change = {}
  if (filled(commit.put)) change.put = putsOf(commit.put, state, findingsMax)
  if (filled(commit.remove)) change.remove = commit.remove.map(({ kind, id }) => [kind, id])
  if (filled(commit.marks)) change.work = marksOf(commit.marks, state, now)
  if (filled(commit.timeline)) change.timeline = commit.timeline
  if (commit.delivery !== undefined) change.delivery = commit.delivery
  if (commit.answer !== undefined) change.answer = commit.answer
  return change
}

function putsOf(
  puts: NonNullable<Commit['put']>,
  state: State,
  findingsMax: number,
): NonNullable<Change['put']> {
  let findings = state.table('finding').size
  return puts.map(({ kind, id, doc }) => {
    const before = state.table(kind).version(id)
    if (kind === 'finding' && before === 0) {
      findings += 1
      if (findings > findingsMax) throw full(findingsMax)
    }
    return [kind, id, before + 1, doc]
  })
}

function marksOf(marks: NonNullable<Commit['marks']>, state: State, now: number): WorkRow[] {
  const rows = new Map<string, WorkRow>()
  for (const { key, runAt } of marks) {
    rows.set(key, marked(rows.get(key) ?? state.work.get(key), key, runAt ?? now))
  }
  return [...rows.values()]
}

function filled<T>(list: T[] | undefined): list is T[] {
  return list !== undefined && list.length > 0
}

function full(max: number): StoreFull {
  return new StoreFull(
    `The embedded store holds ${max.toLocaleString('en')} findings, its most. New findings are refused; everything there ` +
      'goes on. To have more, move to PostgreSQL: fixproof migrate-store.',
  )
}
