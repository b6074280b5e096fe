/** What people did in a run, as they know it themselves: the ledger that the end is held against. */
import type { TicketField } from '@fixproof/hub/domain/model'
import type { Place, Tool } from './steps'

/** A person or script gave a field another value. */
export interface Edit {
  at: number
  field: TicketField
  where: Place
  /** The ticket it was done in; null for the case. */
  ticketId: string | null
  /** See `told`; undefined for a value that no case knows. */
  value: string | undefined
  /** What the case said at that moment. */
  caseSaid: string
}

/** A comment somebody wrote. Its text holds `Remark <n>.<revision>`, so that every copy of it is found. */
export interface Remark {
  n: number
  where: Place
  ticketId: string | null
  /** What the place calls it. */
  id: string
  revision: number
  deleted: boolean
}

export class Book {
  readonly edits: Edit[] = []
  readonly remarks: Remark[] = []
  /** Titles and descriptions as the case had them. */
  readonly texts: string[] = []
  readonly #values = new Map<TicketField, Set<string>>()
  /** What was refused or failed although it should not have. */
  readonly violations: string[] = []

  /** Somebody gave the field this value, or it was made with it. */
  know(field: TicketField, value: string): void {
    const known = this.#values.get(field) ?? new Set()
    this.#values.set(field, known.add(value))
  }

  isKnown(field: TicketField, value: string): boolean {
    return this.#values.get(field)?.has(value) === true
  }

  edited(edit: Edit): void {
    this.edits.push(edit)
    if (edit.value !== undefined) this.know(edit.field, edit.value)
  }

  newRemark(where: Place, ticketId: string | null): Remark {
    const remark: Remark = {
      n: this.remarks.length + 1,
      where,
      ticketId,
      id: '',
      revision: 1,
      deleted: false,
    }
    this.remarks.push(remark)
    return remark
  }

  /** The comments that stand there, by whoever wrote them. */
  remarksAt(where: 'case' | Tool, ticketId: string | null): Remark[] {
    return this.remarks.filter(each => each.where === where && each.ticketId === ticketId && !each.deleted)
  }

  violated(text: string): void {
    this.violations.push(text)
  }
}

export const remarkText = ({ n, revision }: Remark): string => `Remark ${n}.${revision} of somebody.`
