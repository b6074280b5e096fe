import type { TimelineEntry } from '../../domain/model'
import type { Kind } from '../port'
import { NotEmpty, type StoreRecord, unleased } from '../portable'
import type { Change } from './change'
import type { Logs } from './logs'
import type { State } from './state'
import { KINDS } from './table'
import { docOf, type Row } from './unread'

/** Records handed over together. */
const TOGETHER = 500

/** Everything in the store. Nobody may commit meanwhile: the process that dumps is the one that holds the folder. */
export async function* dumpOf(state: State, logs: Logs): AsyncGenerator<StoreRecord[]> {
  for (const kind of KINDS) {
    const { ids, rows } = state.table(kind).capture()
    for (let at = 0; at < ids.length; at += TOGETHER)
      yield ids.slice(at, at + TOGETHER).map((id, i) => {
        const row = rows[at + i] as Row<Kind>
        return { what: 'document', kind, id, version: row.version, doc: docOf(row) }
      })
  }
  yield [...state.numbers].map(([name, value]) => ({ what: 'number', name, value }))
  yield state.work.capture().map(row => ({ what: 'work', row: unleased(row) }))
  for await (const some of logs.deliveries.all(TOGETHER))
    yield some.map(delivery => ({ what: 'delivery', delivery }))
  for await (const some of logs.answers.all(TOGETHER)) yield some.map(answer => ({ what: 'answer', answer }))
  let after: number | null = null
  do {
    const page: { entries: TimelineEntry[]; next?: number } = await logs.timeline.page(
      {},
      { after, order: 'oldest' },
      TOGETHER,
    )
    yield page.entries.map(entry => ({ what: 'timeline', entry }))
    after = page.next ?? null
  } while (after !== null)
  yield [{ what: 'lease', value: state.lease }]
}

/** Throws `NotEmpty` when anything stands in the store. */
export function checkEmpty(state: State, logs: Logs, folder: string): void {
  const held =
    KINDS.some(kind => state.table(kind).size > 0) ||
    state.numbers.size > 0 ||
    state.work.capture().length > 0 ||
    logs.timeline.log.next > 0 ||
    logs.deliveries.size > 0 ||
    logs.answers.size > 0
  if (held)
    throw new NotEmpty(
      `The store in ${folder} already holds data, and nothing is written over it. Name an empty folder.`,
    )
}

/** The changes that bring records in; one delivery and one answer a change, everything else together. */
export function changesOf(records: readonly StoreRecord[]): Change[] {
  const put: NonNullable<Change['put']> = []
  const numbers: NonNullable<Change['numbers']> = []
  const work: NonNullable<Change['work']> = []
  const timeline: TimelineEntry[] = []
  const changes: Change[] = []
  for (const record of records) {
    switch (record.what) {
      case 'document':
        put.push([record.kind, record.id, record.version, record.doc])
        break
      case 'number':
        numbers.push([record.name, record.value])
        break
      case 'work':
        work.push(record.row)
        break
      case 'timeline':
        timeline.push(record.entry)
        break
      case 'lease':
        changes.push({ lease: record.value })
        break
      case 'delivery':
        changes.push({ delivery: record.delivery })
        break
      case 'answer':
        changes.push({ answer: record.answer })
        break
    }
  }
  const together: Change = {
    ...(put.length > 0 && { put }),
    ...(numbers.length > 0 && { numbers }),
    ...(work.length > 0 && { work }),
    ...(timeline.length > 0 && { timeline }),
  }
  return Object.keys(together).length > 0 ? [together, ...changes] : changes
}
