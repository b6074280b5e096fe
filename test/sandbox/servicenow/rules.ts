/**
 * Business rules: what runs before and after a row is written. The instance's own stand in `incident.ts`; tests add
 * theirs through the control door, the shipped scripts of the ServiceNow app plug in here through a Glide stub.
 */
import { Refusal } from './refusals'
import type { Access, Row } from './tables'

export type Operation = 'insert' | 'update' | 'delete'

/** Who works: a user with roles. `admin` holds every role. */
export interface Session {
  userId: string
  userName: string
  roles: ReadonlySet<string>
}

export interface RuleContext {
  operation: Operation
  session: Session
  /** The row as it will be stored; a before rule may change its values. */
  current: Row
  /** The row as it was; null on insert. */
  previous: Row | null
  /** Journal texts that come with this write, by column. */
  journals: Row
  /** True when the value differs from what it was. */
  changes(column: string): boolean
  /** An earlier rule has stopped the write. */
  aborted(): boolean
  /** Stops the write (before rules); what an after rule aborts is written already. */
  abort(): void
}

export interface BusinessRule {
  name: string
  sysId: string
  table: string
  /** `async`: begun once the row is written; nobody waits for it. */
  when: 'before' | 'after' | 'async'
  operations: readonly Operation[]
  /** Lower runs first; below 1000 a before rule runs ahead of data policies, from 1000 on after them. */
  order: number
  run(context: RuleContext): void
}

/** Before rules from here on run after the instance's own engines. */
export const ENGINES_ORDER = 1000

export class BusinessRules {
  private rules: BusinessRule[] = []

  constructor(private readonly own: readonly BusinessRule[]) {
    this.clear()
  }

  /** Only the instance's own rules remain. */
  clear(): void {
    this.rules = [...this.own]
  }

  /** A rule with the same name and table takes the old one's place. */
  add(rule: BusinessRule): void {
    this.rules = [...this.rules.filter(r => r.name !== rule.name || r.table !== rule.table), rule]
  }

  /** Takes rules away, e.g. those of an application that is removed. */
  remove(which: (rule: BusinessRule) => boolean): void {
    this.rules = this.rules.filter(rule => !which(rule))
  }

  /**
   * Runs the matching rules in order. After an abort the later rules still run, as on the instance; then the write
   * is refused in the name of the rule that aborted first.
   */
  run(
    table: string,
    when: BusinessRule['when'],
    part: 'early' | 'late' | 'all',
    context: Omit<RuleContext, 'abort' | 'aborted'>,
  ) {
    let aborted: BusinessRule | undefined
    for (const rule of this.matching(table, when, part, context.operation))
      rule.run({ ...context, aborted: () => aborted !== undefined, abort: () => (aborted ??= rule) })
    if (aborted !== undefined && when === 'before') throw abortedBy(table, aborted)
  }

  private matching(table: string, when: string, part: string, operation: Operation): BusinessRule[] {
    return this.rules
      .filter(r => r.table === table && r.when === when && r.operations.includes(operation))
      .filter(r => part === 'all' || r.order < ENGINES_ORDER === (part === 'early'))
      .sort((a, b) => a.order - b.order)
  }
}

function abortedBy(table: string, rule: BusinessRule): Refusal {
  const what = `Operation against file '${table}' was aborted by Business Rule '${rule.name}^${rule.sysId}'.`
  return new Refusal('rule-abort', `${what} Business Rule Stack:${rule.name}`)
}

export function hasRole(session: Session, roles: readonly string[]): boolean {
  return roles.includes('*') || session.roles.has('admin') || roles.some(role => session.roles.has(role))
}

/** True when one of the roles that access control names for the operation is held. */
export function mayDo(
  session: Session,
  access: Access,
  operation: 'read' | 'create' | 'write' | 'delete',
): boolean {
  const roles = access[operation]
  return access.strict?.includes(operation) === true
    ? roles.some(role => role === '*' || session.roles.has(role))
    : hasRole(session, roles)
}
