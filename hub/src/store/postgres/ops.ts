import type { Commit, Documents, Finish, Kind } from '../port'
import { facetsOf, foundBy, placeOf } from './columns'
import { storable, storableOrNull } from './text'

/** One commit or finish as `fixproof.apply_2` takes it (`migrations/002-apply.sql`, which says what each member holds). */
export interface Op {
  e?: [Kind, string, number][]
  n?: [Kind, string][]
  p?: [Kind, string, string, string[], object | null, number | null][]
  r?: [Kind, string][]
  d?: [string, string, number, string]
  a?: [string, string, string, number, string, number]
  f?: [string, number]
  m?: [string, number, number][]
  t?: [string | null, string | null, string[], string][]
  x?: [string, number, Finish['kind'], number | null, string | null]
}

/** `now` in epoch milliseconds, for marks that do not say when. */
export function commitOp(commit: Commit, now: number): Op {
  const { expect = [], put = [], remove = [], marks = [], timeline = [], delivery, fence, answer } = commit
  const op: Op = {}
  if (expect.length > 0) {
    op.e = expect.map(({ kind, id, version }) => [kind, storable(id), version])
    const putTo = new Set(put.map(({ kind, id }) => `${kind}/${id}`))
    const absent = expect.filter(({ kind, id, version }) => version === 0 && !putTo.has(`${kind}/${id}`))
    if (absent.length > 0) op.n = absent.map(({ kind, id }) => [kind, storable(id)])
  }
  if (put.length > 0) op.p = put.map(each => putOp(each.kind, each.id, each.doc))
  if (remove.length > 0) op.r = remove.map(({ kind, id }) => [kind, storable(id)])
  if (marks.length > 0) op.m = marksOp(marks, now)
  if (timeline.length > 0)
    op.t = timeline.map(entry => [
      storableOrNull(entry.caseId),
      storableOrNull(entry.linkId),
      [...new Set(entry.findingIds)].map(storable),
      JSON.stringify(entry),
    ])
  if (delivery !== undefined) {
    const { connection, deliveryId, receivedAt, body } = delivery
    op.d = [storable(connection), storable(deliveryId), receivedAt, JSON.stringify(body ?? null)]
  }
  if (answer !== undefined) {
    const { keyName, idempotencyKey, request, status, body, at } = answer
    op.a = [
      storable(keyName),
      storable(idempotencyKey),
      storable(request),
      status,
      JSON.stringify(body ?? null),
      at,
    ]
  }
  if (fence !== undefined) op.f = [storable(fence.key), fence.leaseId]
  return op
}

export function finishOp(key: string, leaseId: number, finish: Finish): Op {
  const runAt = finish.kind === 'done' ? null : finish.runAt
  const error = finish.kind === 'failed' ? storable(finish.error) : null
  return { x: [storable(key), leaseId, finish.kind, runAt, error] }
}

/** True when nothing at all is asked for. */
export function isEmpty(op: Op): boolean {
  return Object.keys(op).length === 0
}

function putOp<K extends Kind>(
  kind: K,
  id: string,
  doc: Documents[K],
): [Kind, string, string, string[], object | null, number | null] {
  const text = JSON.stringify(doc)
  return [kind, storable(id), text, foundBy(kind, doc), facetsOf(kind, doc), placeOf(kind, doc)]
}

/** Each key once: how often it is marked, and the earliest moment asked for. */
function marksOp(marks: NonNullable<Commit['marks']>, now: number): [string, number, number][] {
  const rows = new Map<string, [string, number, number]>()
  for (const { key, runAt = now } of marks) {
    const row = rows.get(key)
    rows.set(key, [storable(key), (row?.[1] ?? 0) + 1, Math.min(row?.[2] ?? runAt, runAt)])
  }
  return [...rows.values()]
}
