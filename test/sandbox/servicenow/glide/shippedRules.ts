/** Business rules of applications, as the instance runs its own. */
import type { Instance } from '../instance'
import type { BusinessRule, RuleContext, Session } from '../rules'
import type { Row } from '../tables'
import { fulfils } from './filter'
import { scopeName, tableScope } from './host'
import type { Entry, Outcome, Subject } from './runtime/types'
import type { Visitors } from './visitors'

const WHEN: Readonly<Record<string, BusinessRule['when']>> = {
  before: 'before',
  after: 'after',
  async: 'async',
  async_always: 'async',
}

/** What runs a rule's scripts. */
export interface RuleWorld {
  instance: Instance
  visitors: Visitors
  log(level: string, scope: string, text: string): void
  /** At once; calls out are refused. */
  now(entry: Entry, session: Session): Outcome
  /** Once the present call has ended, as that user. */
  later(work: (session: Session) => Promise<void>, userName: string): void
  long(entry: Entry, session: Session): Promise<Outcome>
}

/** The rule of a `sys_script` record; null for one that is switched off or runs at another time. */
export function shippedRule(world: RuleWorld, row: Row): BusinessRule | null {
  const { instance } = world
  const when = WHEN[row.when ?? '']
  if (when === undefined || row.active !== 'true') return null
  const id = row.sys_id ?? ''
  return {
    name: row.name ?? '',
    sysId: id,
    table: row.collection ?? '',
    when,
    operations: (['insert', 'update', 'delete'] as const).filter(one => row[`action_${one}`] === 'true'),
    order: Number(row.order || '100'),
    run(context) {
      // It may have been changed, switched off or deleted since it came.
      const now = instance.db.get('sys_script', id)
      if (now?.active === 'true') runRule(world, now, when, context)
    },
  }
}

function runRule(world: RuleWorld, row: Row, when: BusinessRule['when'], context: RuleContext): void {
  const { instance, visitors } = world
  const { current, previous, session, operation, journals } = context
  const { name = '', collection: table = '' } = row
  const scope = scopeName(instance, row)
  const filter = row.filter_condition
  if (filter && !fulfils(filter, { ...current, ...journals }, previous, instance.paths(table))) return
  const subject: Subject = { table, values: current, previous, operation, journals, compares: true }
  if (row.condition) {
    const asked: Entry = {
      scope,
      kind: 'condition',
      name: `condition of ${name}`,
      source: row.condition,
      subject,
    }
    if (world.now(asked, session).value !== 'true') return
  }
  const stop = (): void => {
    const owner = tableScope(instance, table)
    if (owner === scope) context.abort()
    else
      world.log('warn', scope, `${name}: setAbortAction is not honoured from ${scope} on a table of ${owner}`)
  }
  if (row.abort_action === 'true') {
    if (row.add_message === 'true')
      visitors.of(session).messages.push({ kind: 'error', text: row.message ?? '' })
    stop()
    return
  }
  if (row.advanced !== 'true' || !row.script) return
  const entry: Entry = { scope, kind: 'rule', name, source: row.script }
  if (when === 'async') {
    runLater(world, entry, subject, row.sys_id ?? '', session)
    return
  }
  const aborted = context.aborted()
  const told = world.now({ ...entry, subject: { ...subject, aborted } }, session)
  if (when !== 'before' || told.subject === undefined) return
  Object.assign(current, told.subject.values)
  Object.assign(journals, told.subject.journals)
  if (told.subject.aborted && !aborted) stop()
}

/** Begun on what the record holds then, with nothing to compare it with. */
function runLater(world: RuleWorld, entry: Entry, subject: Subject, rule: string, session: Session): void {
  const { db } = world.instance
  world.later(async as => {
    // Its application may have been removed meanwhile.
    if (db.get('sys_script', rule) === undefined) return
    const values = db.get(subject.table, subject.values.sys_id ?? '') ?? subject.values
    const alone: Subject = { ...subject, values, previous: null, journals: {}, compares: false }
    await world.long({ ...entry, subject: alone }, as)
  }, session.userName)
}
