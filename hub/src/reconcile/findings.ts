import { FINDING_IDS_PER_SEARCH_MAX } from '@fixproof/rules'
import { VendorError } from '../connectors/port'
import { follow } from '../domain/cases'
import { absentDoc, type ReadFinding, readDoc, readingNotes } from '../domain/findings'
import type { FindingDoc } from '../domain/model'
import { rereadAt } from '../domain/mutes'
import type { CaseState, Step } from '../domain/step'
import type { Clock } from '../ports'
import type { Commit, Store } from '../store/port'
import { turn } from '../store/turns'
import { caseKey, rereadKey } from './keys'
import type { Tools } from './tools'
import type { Decide, Unit } from './unit'

export interface Findings {
  /**
   * Reads these findings from Datadog and takes over what it says. Ids it does not return keep their state (rule 3).
   * False when Datadog did not answer in full, so that what is missing may still exist.
   */
  reread(ids: readonly string[], also?: Pick<Commit, 'fence'>): Promise<boolean>
  /** Takes over one reading, from a poll or a re-read. `askedAt`: when Datadog was asked, epoch milliseconds. */
  take(read: ReadFinding, askedAt: number, also?: Pick<Commit, 'fence'>): Promise<void>
  /**
   * Takes over a page of readings, of a poll or a re-read, as `take` does. Those on different cases are written side by
   * side, so that one does not wait for the disk of another. Of one finding read twice the later reading counts.
   * Rejects with what went wrong first, once nothing is under way any more.
   */
  takeAll(reads: readonly ReadFinding[], askedAt: number, also?: Pick<Commit, 'fence'>): Promise<void>
  /**
   * Documents by id; what the hub does not know is read from Datadog first. Ids nobody knows are left out. Throws
   * `VendorError` when Datadog cannot be asked, or answers in part only: absence is then not known.
   */
  known(ids: readonly string[]): Promise<Map<string, FindingDoc>>
  /** When all of these were last read in Datadog, as far as it told of them. Epoch milliseconds; null for none. */
  readAt(docs: readonly FindingDoc[]): number | null
}

export function makeFindings(deps: { store: Store; unit: Unit; tools: Tools; clock: Clock }): Findings {
  const { store, unit, tools, clock } = deps
  /** An unchanged finding is not written again each time it is read: when that was is kept here. 100,000 take 10 MB. */
  const looked = new Map<string, number>()

  async function write(
    id: string,
    decide: (before: FindingDoc | null) => FindingDoc | null,
    also: Pick<Commit, 'fence'>,
  ): Promise<void> {
    for (;;) {
      const stored = await store.get('finding', id)
      const before = stored?.doc ?? null
      const after = decide(before)
      if (after === null || after === before) return
      if (before !== null && before.caseId !== null) {
        // On a case, the finding and what follows for the case are one decision.
        let there = false
        const onCase: Decide = state => {
          there = state.findings[id] !== undefined
          return followed(state, decide, id, clock.now())
        }
        const done = await unit.edit(before.caseId, onCase, also)
        if (done !== undefined && there) return
        // It moved to another case meanwhile.
        if ((await store.get('finding', id))?.doc.caseId !== before.caseId) continue
      }
      const expect = [{ kind: 'finding' as const, id, version: stored?.version ?? 0 }]
      const put = [{ kind: 'finding' as const, id, doc: after }]
      const timeline = unit.entries(readingNotes(before, after), null)
      const outcome = await store.commit({ expect, put, timeline })
      if (outcome !== 'conflict') return
    }
  }

  async function take(read: ReadFinding, askedAt: number, also: Pick<Commit, 'fence'> = {}): Promise<void> {
    looked.set(read.item.id, askedAt)
    await write(read.item.id, before => readDoc(before, read, askedAt, clock.now()), also)
  }

  async function takeAll(
    reads: readonly ReadFinding[],
    askedAt: number,
    also: Pick<Commit, 'fence'> = {},
  ): Promise<void> {
    const unique = new Map(reads.map(read => [read.item.id, read]))
    const stored = await store.getMany('finding', [...unique.keys()])
    const known = new Map(stored.map(({ doc }) => [doc.id, doc]))
    // Findings of one case would only refuse one another's commits.
    const queues = new Map<string, ReadFinding[]>()
    for (const [id, read] of unique) {
      const before = known.get(id)
      looked.set(id, askedAt)
      if (before !== undefined && readDoc(before, read, askedAt, clock.now()) === before) continue
      const queue = before?.caseId == null ? `finding ${id}` : `case ${before.caseId}`
      queues.set(queue, [...(queues.get(queue) ?? []), read])
    }
    const written: Promise<void>[] = []
    const failures: unknown[] = []
    for (const queue of queues.values()) {
      // The first change of a page is on its way to its ticket before the next one is looked at.
      if (written.length > 0) await turn()
      written.push(inOrder(queue, askedAt, also).catch(error => void failures.push(error)))
    }
    await Promise.all(written)
    if (failures.length > 0) throw failures[0]
  }

  async function inOrder(
    reads: readonly ReadFinding[],
    askedAt: number,
    also: Pick<Commit, 'fence'>,
  ): Promise<void> {
    for (const read of reads) await take(read, askedAt, also)
  }

  async function reread(ids: readonly string[], also: Pick<Commit, 'fence'> = {}): Promise<boolean> {
    let whole = true
    for (const some of inChunks(ids, FINDING_IDS_PER_SEARCH_MAX)) {
      const askedAt = clock.now()
      const { items, complete } = await tools.source.byId(some)
      const reads = items.flatMap(item => tools.source.read(item) ?? [])
      const seen = new Set(reads.map(read => read.item.id))
      await takeAll(reads, askedAt, also)
      whole = whole && complete
      for (const id of some.filter(each => !seen.has(each)))
        await write(
          id,
          before => (before === null ? null : absentDoc(before, complete, askedAt, clock.now())),
          also,
        )
    }
    return whole
  }

  async function known(ids: readonly string[]): Promise<Map<string, FindingDoc>> {
    const unique = [...new Set(ids)]
    const have = await store.getMany('finding', unique)
    const docs = new Map(have.map(each => [each.doc.id, each.doc]))
    const missing = unique.filter(id => !docs.has(id))
    if (missing.length > 0) {
      const whole = await reread(missing)
      for (const each of await store.getMany('finding', missing)) docs.set(each.doc.id, each.doc)
      if (!whole && missing.some(id => !docs.has(id))) {
        throw new VendorError('retryable', 'Datadog did not answer in time which of these findings exist.')
      }
    }
    return docs
  }

  return {
    reread,
    take,
    takeAll,
    known,
    readAt(docs) {
      const moments = docs.flatMap(({ id, lastReadAt }) => looked.get(id) ?? lastReadAt ?? [])
      return moments.length === 0 ? null : Math.min(...moments)
    },
  }
}

function followed(
  state: CaseState,
  decide: (before: FindingDoc | null) => FindingDoc | null,
  id: string,
  at: number,
): ReturnType<Parameters<Unit['edit']>[1]> {
  const before = state.findings[id] ?? null
  const after = decide(before)
  if (after === null || after === before) return { state, notes: [] }
  const step: Step = follow(state, after, at)
  const notes = [...readingNotes(before, after), ...step.notes]
  const decided = step.state.case !== state.case
  // What it is called and since when it is open stand in the proof and in the page of the case.
  const marks: NonNullable<Commit['marks']> =
    decided || toldAnew(before, after) ? [{ key: caseKey(state.case.id) }] : []
  const runAt = rereadAt(step.state.case, at)
  if (decided && runAt !== null) marks.push({ key: rereadKey(state.case.id), runAt })
  return { state: step.state, notes, also: { marks } }
}

function toldAnew(before: FindingDoc | null, after: FindingDoc): boolean {
  if (before === null) return false
  const names = before.title !== after.title || before.severity !== after.severity || before.url !== after.url
  // Who it is given to may go on to the case (`takeTriage`).
  const given = before.assignee?.id !== after.assignee?.id
  return names || given || before.detectionChangedAt !== after.detectionChangedAt
}

function inChunks<T>(all: readonly T[], size: number): T[][] {
  const chunks: T[][] = []
  for (let at = 0; at < all.length; at += size) chunks.push(all.slice(at, at + size))
  return chunks
}
