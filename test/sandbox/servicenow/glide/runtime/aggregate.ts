/** GlideAggregate: COUNT, MIN, MAX, SUM, AVG, and groups. */
import type { Host } from './host'
import { encoded, QueryCondition } from './query'
import type { TableShape, Values } from './types'

type Kind = 'COUNT' | 'MIN' | 'MAX' | 'SUM' | 'AVG'
const KINDS: readonly string[] = ['COUNT', 'MIN', 'MAX', 'SUM', 'AVG']

interface Group {
  by: Values
  rows: Values[]
}

/** The class for one scope. */
export function aggregateClass(
  host: Host,
  scope: string,
  shape: (table: string) => TableShape | null,
): unknown {
  class GlideAggregate {
    private readonly conditions: QueryCondition[] = []
    private readonly fields: string[] = []
    private groups: Group[] = []
    private at = -1

    constructor(private readonly table: string) {
      if (shape(table) === null) throw new Error(`${table} is no table that ${scope} may use`)
    }

    addQuery(...given: unknown[]): QueryCondition {
      const condition = new QueryCondition(encoded(given))
      this.conditions.push(condition)
      return condition
    }
    addEncodedQuery(text: unknown): void {
      this.conditions.push(new QueryCondition(String(text)))
    }
    addNotNullQuery(field: string): void {
      this.conditions.push(new QueryCondition(`${field}ISNOTEMPTY`))
    }
    addNullQuery(field: string): void {
      this.conditions.push(new QueryCondition(`${field}ISEMPTY`))
    }
    addAggregate(kind: string): void {
      if (KINDS.indexOf(kind) < 0) throw new Error(`GlideAggregate has no ${kind}`)
    }
    groupBy(field: string): void {
      this.fields.push(field)
    }
    setGroup(_on: boolean): void {}
    orderBy(field: string): void {
      this.conditions.push(new QueryCondition(`ORDERBY${field}`))
    }
    query(): void {
      const query = this.conditions.map(one => one.text()).join('^')
      const asked = { scope, table: this.table, query, limit: 1000000, secure: false }
      const { rows } = host.ask<{ rows: Values[] }>('query', asked)
      this.groups = this.fields.length === 0 ? [{ by: {}, rows }] : this.grouped(rows)
      this.at = -1
    }
    private grouped(rows: Values[]): Group[] {
      const groups: Group[] = []
      const known: { [key: string]: Group } = {}
      for (const row of rows) {
        const key = JSON.stringify(this.fields.map(field => row[field] ?? ''))
        let group = known[key]
        if (group === undefined) {
          const by: Values = {}
          for (const field of this.fields) by[field] = row[field] ?? ''
          group = { by, rows: [] }
          known[key] = group
          groups.push(group)
        }
        group.rows.push(row)
      }
      return groups
    }
    next(): boolean {
      if (this.at + 1 >= this.groups.length) return false
      this.at++
      return true
    }
    hasNext(): boolean {
      return this.at + 1 < this.groups.length
    }
    getRowCount(): number {
      return this.groups.length
    }
    getValue(field: string): string | null {
      return this.groups[this.at]?.by[field] || null
    }
    /** A text, as the platform answers it; null when there is nothing to work on. */
    getAggregate(kind: Kind, field?: string): string | null {
      const rows = this.groups[this.at]?.rows ?? []
      if (kind === 'COUNT') return String(rows.length)
      const values = rows.map(row => row[field ?? ''] ?? '').filter(value => value !== '')
      if (values.length === 0) return null
      const numbers = values.map(Number)
      const sum = numbers.reduce((all, one) => all + one, 0)
      if (kind === 'SUM') return String(sum)
      if (kind === 'AVG') return String(sum / values.length)
      const order = (a: string, b: string): number =>
        Number(a) < Number(b) || Number(a) >= Number(b) ? Number(a) - Number(b) : a < b ? -1 : 1
      const sorted = values.slice().sort(order)
      return (kind === 'MIN' ? sorted[0] : sorted[sorted.length - 1]) ?? null
    }
  }
  return GlideAggregate
}
