/** What the instance itself does to incidents: the state model, the priority matrix, who may close. */
import type { Database } from './database'
import { type BusinessRule, hasRole, type RuleContext, type Session } from './rules'
import type { Settings } from './settings'
import type { Row } from './tables'

export const STATE = {
  new: '1',
  inProgress: '2',
  onHold: '3',
  resolved: '6',
  closed: '7',
  canceled: '8',
} as const

/** Closing (7) is for incident administrators; resolving (6) for everybody who may write. */
const CLOSERS = ['itil_admin'] as const
const FINAL: readonly string[] = [STATE.closed, STATE.canceled]
const DONE: readonly string[] = [STATE.resolved, ...FINAL]

/** The instance's own rules, in the order they run; all before the data policies. */
export function incidentRules(db: Database, settings: () => Settings): BusinessRule[] {
  const rule = (sysId: string, order: number, name: string, run: (c: RuleContext) => void): BusinessRule => ({
    name,
    sysId,
    table: 'incident',
    when: 'before',
    operations: ['insert', 'update'],
    order,
    run,
  })
  return [
    rule('4a1c0de0c0a80a0100f1d00000000001', 10, 'Keep state and incident state equal', context => {
      const { current } = context
      if (!context.changes('state') && context.changes('incident_state'))
        current.state = current.incident_state ?? ''
      current.incident_state = current.state ?? ''
    }),
    rule('4a1c0de0c0a80a0100f1d00000000002', 20, 'Only incident admins close incidents', context => {
      const closes = context.current.state === STATE.closed && context.changes('state')
      if (closes && !hasRole(context.session, CLOSERS)) context.abort()
    }),
    rule('4a1c0de0c0a80a0100f1d00000000003', 30, 'Closed incidents stay closed', context => {
      const final = context.previous !== null && FINAL.includes(context.previous.state ?? '')
      const mayReopen = settings().reopenClosed || hasRole(context.session, [])
      if (final && context.changes('state') && !mayReopen) context.abort()
    }),
    rule('4a1c0de0c0a80a0100f1d00000000004', 40, 'Set priority from impact and urgency', ({ current }) => {
      current.priority = priorityOf(db, current) ?? current.priority ?? ''
    }),
    rule('4a1c0de0c0a80a0100f1d00000000005', 50, 'Record who resolves, closes and reopens', context => {
      if (context.changes('state')) recordMove(context, db.now())
    }),
    rule('4a1c0de0c0a80a0100f1d00000000006', 60, 'Count reassignments', ({ current, previous, changes }) => {
      if (previous?.assignment_group && changes('assignment_group'))
        current.reassignment_count = String(Number(current.reassignment_count) + 1)
    }),
  ]
}

/** Resolution code and notes stay when an incident is reopened. */
function recordMove({ current, previous, session }: RuleContext, now: string): void {
  const was = previous?.state ?? ''
  const is = current.state ?? ''
  if (DONE.includes(was) && !DONE.includes(is)) {
    current.reopen_count = String(Number(current.reopen_count) + 1)
    current.reopened_time = now
    current.reopened_by = session.userId
  }
  if (is === STATE.resolved || is === STATE.closed) {
    current.resolved_at ||= now
    current.resolved_by ||= session.userId
  } else if (!DONE.includes(is)) {
    current.resolved_at = ''
    current.resolved_by = ''
  }
  if (FINAL.includes(is)) {
    current.closed_at ||= now
    current.closed_by ||= session.userId
  } else {
    current.closed_at = ''
    current.closed_by = ''
  }
  current.active = FINAL.includes(is) ? 'false' : 'true'
  if (is !== STATE.onHold) current.hold_reason = ''
}

/** What the matrix says; undefined for a pair it does not have. */
export function priorityOf(db: Database, { impact = '', urgency = '' }: Row): string | undefined {
  return db.first('dl_u_priority', { impact, urgency, active: 'true' })?.priority
}

/** What a new incident has before the caller's own values. */
export function incidentDefaults(db: Database, session: Session): Row {
  return {
    number: db.nextNumber('INC'),
    sys_class_name: 'incident',
    sys_domain: 'global',
    sys_domain_path: '/',
    opened_at: db.now(),
    opened_by: session.userId,
  }
}
