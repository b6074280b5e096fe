import { type Documents, INDEXES, type IndexOf, type Kind, type Stored } from '../port'
import { deepFreeze } from './freeze'
import { SharedTexts } from './share'
import { SortedIds } from './sorted'
import { docOf, type IndexValues, type Row, Unread } from './unread'

export const KINDS = Object.keys(INDEXES) as Kind[]

/** Most values of an index hold one id; only the others pay for a sorted set. */
type Ids = string | SortedIds

/** Documents of one kind with their secondary look-ups. Rows are frozen and replaced, never changed in place. */
export class Table<K extends Kind> {
  #rows = new Map<string, Row<K>>()
  #ids = new SortedIds()
  readonly #kind: K
  readonly #shared = new SharedTexts()
  readonly #indexes: { of: (doc: Documents[K]) => string[]; name: string; values: Map<string, Ids> }[]

  constructor(kind: K) {
    this.#kind = kind
    const getters = Object.entries(INDEXES[kind]) as [string, (doc: Documents[K]) => string[]][]
    this.#indexes = getters.map(([name, of]) => ({ name, of, values: new Map() }))
  }

  get size(): number {
    return this.#rows.size
  }

  get(id: string): Stored<Documents[K]> | undefined {
    const row = this.#rows.get(id)
    return row === undefined ? undefined : deepFreeze(row instanceof Unread ? this.#read(id, row) : row)
  }

  #read(id: string, row: Unread<K>): Stored<Documents[K]> {
    const read = row.read()
    this.#shared.share(this.#kind, read.doc)
    this.#rows.set(id, read)
    return read
  }

  /** 0 when there is none. */
  version(id: string): number {
    return this.#rows.get(id)?.version ?? 0
  }

  /** `doc` is either deeply frozen already or known to nobody else (replay); then the first reader freezes it. */
  put(id: string, version: number, doc: Documents[K]): void {
    const old = this.#rows.get(id)
    const row = { doc, version }
    this.#shared.share(this.#kind, doc)
    this.#rows.set(id, Object.isFrozen(doc) ? Object.freeze(row) : row)
    if (old === undefined) this.#ids.add(id)
    this.#reindex(id, old === undefined ? undefined : docOf(old), doc)
  }

  remove(id: string): void {
    const old = this.#rows.get(id)
    if (old === undefined) return
    this.#rows.delete(id)
    this.#ids.delete(id)
    this.#reindex(id, docOf(old), undefined)
  }

  /** A row of the snapshot; `loaded` must follow once all rows are in. */
  load(id: string, version: number, doc: Documents[K]): void {
    this.#shared.share(this.#kind, doc)
    this.#rows.set(id, { doc, version })
    this.#reindex(id, undefined, doc)
  }

  /** As `load`, of a document that is read when it is asked for. False when `values` are not those of this table's indexes. */
  loadUnread(id: string, row: Unread<K>, values: IndexValues): boolean {
    const known = this.#indexes.map(({ name }) => values[name])
    if (!known.every(Array.isArray)) return false
    this.#rows.set(id, row)
    for (const [at, { values: found }] of this.#indexes.entries())
      for (const value of known[at] ?? []) add(found, value, id)
    return true
  }

  /** What the document is found under. */
  valuesOf(doc: Documents[K]): IndexValues {
    return Object.fromEntries(this.#indexes.map(({ name, of }) => [name, of(doc)]))
  }

  /** Sorts once what `load` brought; adding 100,000 ids one by one would cost ten times as much. */
  loaded(): void {
    this.#ids = SortedIds.from(this.#rows.keys())
  }

  find(index: IndexOf<K>, value: string): string[] {
    const ids = this.#indexes.find(one => one.name === index)?.values.get(value)
    if (ids === undefined) return []
    return typeof ids === 'string' ? [ids] : ids.all()
  }

  page(after: string | undefined, limit: number): string[] {
    return this.#ids.page(after, limit)
  }

  /** All rows at this moment. Rows are never changed in place, so the two arrays stay true while commits go on. */
  capture(): { ids: string[]; rows: Row<K>[] } {
    return { ids: [...this.#rows.keys()], rows: [...this.#rows.values()] }
  }

  #reindex(id: string, before: Documents[K] | undefined, after: Documents[K] | undefined): void {
    for (const { of, values } of this.#indexes) {
      const old = before === undefined ? [] : of(before)
      const now = after === undefined ? [] : of(after)
      for (const value of old) if (!now.includes(value)) drop(values, value, id)
      for (const value of now) if (!old.includes(value)) add(values, value, id)
    }
  }
}

function add(values: Map<string, Ids>, value: string, id: string): void {
  const ids = values.get(value)
  if (ids === undefined) values.set(value, id)
  else if (typeof ids !== 'string') ids.add(id)
  else if (ids !== id) values.set(value, SortedIds.from([ids, id]))
}

function drop(values: Map<string, Ids>, value: string, id: string): void {
  const ids = values.get(value)
  if (ids === id) values.delete(value)
  if (ids === undefined || typeof ids === 'string') return
  ids.delete(id)
  if (ids.size === 0) values.delete(value)
}
