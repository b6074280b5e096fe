/**
 * Runs what applications bring: installs their update sets, puts their business rules among the instance's own, and
 * runs their jobs, resources, buttons and pages' questions. What a script logs, throws or sends out is kept to look at.
 */
import type { Instance } from '../instance'
import { Refusal } from '../refusals'
import type { Session } from '../rules'
import type { Row } from '../tables'
import { type Installed, putRecords, takeAway } from './application'
import { makeCalls, type SentOut } from './calls'
import { makeAnswering, scopeName } from './host'
import { scheduleJob } from './jobs'
import { runLong, runNow, type Transcript } from './realm'
import type { Entry, Outcome, Subject } from './runtime/types'
import { type RuleWorld, shippedRule } from './shippedRules'
import { readUpdateSet } from './updateSet'
import { type Message, makeVisitors, type Visitors } from './visitors'

export interface ScriptLog {
  at: number
  level: string
  scope: string
  text: string
}

/** Lines kept. */
const KEPT = 5_000
/** Whom a job runs as that names nobody. */
const JOB_USER = 'system'

export interface Engine {
  /** Installs an update set, or a newer one over it. Throws `InstallError`, `UpdateSetError`, `XmlError`. */
  install(xml: string): { name: string; scope: string; records: number }
  /** Removes what was installed for an application; false when there is none of that name. */
  uninstall(name: string): boolean
  readonly installed: readonly { name: string; scope: string; version: string; records: number }[]
  /** Runs a script as an administrator's background script does; answers what it evaluates to, as text. */
  script(source: string, as: Session, scope?: string): Promise<Outcome>
  /** Runs a fix script (`sys_script_fix`) by name. */
  fixScript(name: string, as: Session): Promise<Outcome>
  /** Runs a scheduled job now, by name. */
  job(name: string): Promise<Outcome>
  /** Runs a UI action on a record, with what the person changed on the form. Null: there is no such button for them. */
  action(
    sysId: string,
    as: Session,
    on: { table: string; row: Row; changes: Row; fresh: boolean },
  ): Promise<Outcome | null>
  /** Answers GlideAjax: `x_scope.Name` and the page's parameters. */
  ajax(processor: string, as: Session, parameters: Record<string, string>): Promise<string | null>
  /** Runs a script of a scripted REST resource. */
  resource(row: Row, as: Session, request: NonNullable<Entry['request']>): Promise<Outcome>
  /** True when a condition of a record (a UI action's, a relationship's) holds. */
  condition(source: string, scope: string, as: Session, table: string, row: Row): boolean
  readonly visitors: Visitors
  readonly logs: readonly ScriptLog[]
  readonly sent: readonly SentOut[]
  /** Gets every run's transcript from now on; null stops it. */
  record: ((transcript: Transcript) => void) | null
  /** Whether something that nobody waits for is still at work. */
  readonly working: boolean
  /** Resolves when nothing is at work. */
  idle(): Promise<void>
  messages(session: Session): Message[]
  reset(): void
}

export function makeEngine(instance: Instance): Engine {
  const { db, world } = instance
  let installed: Installed[] = []
  let logs: ScriptLog[] = []
  let cancels: (() => void)[] = []
  let busy = 0
  let waiters: (() => void)[] = []
  const visitors = makeVisitors()
  const calls = makeCalls(world)

  const log = (level: string, scope: string, text: string): void => {
    logs.push({ at: world.clock.now(), level, scope, text })
    if (logs.length > KEPT) logs.shift()
  }
  const jobSession = (as = JOB_USER): Session => {
    const session = instance.session(as)
    if (session === undefined) throw new Error(`There is no user ${as} to run a job as`)
    return session
  }

  const optionsFor = (entry: Entry, session: Session, redirect?: (to: string) => void) => ({
    entry,
    answer: makeAnswering(
      { instance, visitors, log },
      { session, scope: entry.scope, ...(redirect && { redirect }) },
    ),
    ...(engine.record !== null && { record: engine.record }),
  })
  const noted = (entry: Entry, outcome: Outcome): Outcome => {
    if (outcome.error !== undefined) log('error', entry.scope, `${entry.name}: ${outcome.error}`)
    return outcome
  }
  const now = (entry: Entry, session: Session): Outcome =>
    noted(entry, runNow({ ...optionsFor(entry, session), rest: null }))
  const long = async (entry: Entry, session: Session, redirect?: (to: string) => void): Promise<Outcome> => {
    busy++
    try {
      return noted(entry, await runLong({ ...optionsFor(entry, session, redirect), rest: calls.out }))
    } finally {
      done()
    }
  }

  /** Work nobody waits for begins when the present call has ended. Never rejects. */
  function later(work: () => Promise<unknown>): Promise<void> {
    busy++
    return new Promise(resolve => {
      setImmediate(() => {
        void work()
          .catch((error: unknown) => log('error', 'global', String(error)))
          .finally(() => {
            done()
            resolve()
          })
      })
    })
  }

  function done(): void {
    busy--
    if (busy > 0) return
    const waiting = waiters
    waiters = []
    for (const resolve of waiting) resolve()
  }

  const ruleWorld: RuleWorld = {
    instance,
    visitors,
    log,
    now,
    long,
    later: (work, userName) => void later(async () => work(jobSession(userName))),
  }

  function plugIn(): void {
    instance.rules.remove(rule => RULE_MARK in rule)
    for (const row of db.rows('sys_script')) {
      const rule = shippedRule(ruleWorld, row)
      if (rule !== null) instance.rules.add(Object.assign(rule, { [RULE_MARK]: true }))
    }
    for (const cancel of cancels) cancel()
    cancels = []
    for (const row of db.rows('sysauto_script'))
      if (row.active === 'true') cancels.push(scheduleJob(world.clock, row, () => later(() => runJob(row))))
  }

  const runJob = async (row: Row): Promise<Outcome> => {
    const user = row.run_as ? db.get('sys_user', row.run_as)?.user_name : undefined
    const entry: Entry = {
      scope: scopeName(instance, row),
      kind: 'script',
      name: row.name ?? '',
      source: row.script ?? '',
    }
    return long(entry, jobSession(user))
  }

  const engine: Engine = {
    visitors,
    record: null,
    get logs() {
      return logs
    },
    get sent() {
      return calls.sent
    },
    get working() {
      return busy > 0
    },
    get installed() {
      return installed.map(({ set }) => {
        const { name, scope, version, records } = set
        return { name, scope, version, records: records.length }
      })
    },
    install(xml) {
      const set = readUpdateSet(xml)
      const made = putRecords(instance, set)
      // A newer version of the same application: what the older brought stays, and goes when the newer goes.
      const before = installed.find(one => one.set.scope === set.scope)
      if (before !== undefined) {
        installed = installed.filter(one => one !== before)
        made.added.unshift(...before.added)
        made.tables = [...new Set([...before.tables, ...made.tables])]
        made.columns.unshift(...before.columns)
      }
      installed.push(made)
      plugIn()
      return { name: set.name, scope: set.scope, records: set.records.length }
    },
    uninstall(name) {
      const found = installed.find(({ set }) => set.name === name || set.scope === name)
      if (found === undefined) return false
      installed = installed.filter(one => one !== found)
      takeAway(instance, found)
      plugIn()
      return true
    },
    script: (source, as, scope = 'global') =>
      long({ scope, kind: 'script', name: 'background script', source }, as),
    fixScript(name, as) {
      const row = named('sys_script_fix', name)
      return long({ scope: scopeName(instance, row), kind: 'script', name, source: row.script ?? '' }, as)
    },
    job: name => runJob(named('sysauto_script', name)),
    async action(sysId, as, { table, row, changes, fresh }) {
      const button = db.get('sys_ui_action', sysId)
      if (button === undefined) return null
      const scope = scopeName(instance, button)
      const subject: Subject = {
        table,
        values: { ...row, ...changes },
        previous: row,
        operation: null,
        journals: {},
        compares: true,
        fresh,
      }
      let redirect: string | undefined
      const entry: Entry = {
        scope,
        kind: 'action',
        name: button.name ?? '',
        source: button.script ?? '',
        subject,
      }
      const outcome = await long(entry, as, to => {
        redirect = to
      })
      return redirect === undefined ? outcome : { ...outcome, redirect }
    },
    async ajax(processor, as, parameters) {
      const [first = '', second] = processor.split('.')
      const [scope, include] = second === undefined ? ['global', first] : [first, second]
      const row = db
        .rows('sys_script_include')
        .find(one => one.name === include && scopeName(instance, one) === scope && one.active === 'true')
      if (row?.client_callable !== 'true') throw new Refusal('not-callable', processor)
      const entry: Entry = { scope, kind: 'ajax', name: processor, source: '', ajax: { include, parameters } }
      const outcome = await long(entry, as)
      return outcome.answer ?? null
    },
    resource(row, as, request) {
      const entry: Entry = {
        scope: scopeName(instance, row),
        kind: 'rest',
        name: row.name ?? '',
        source: row.operation_script ?? '',
        request,
      }
      return long(entry, as)
    },
    condition(source, scope, as, table, row) {
      const subject: Subject = {
        table,
        values: row,
        previous: row,
        operation: null,
        journals: {},
        compares: true,
      }
      return (
        now({ scope, kind: 'condition', name: `condition ${source}`, source, subject }, as).value === 'true'
      )
    },
    async idle() {
      while (busy > 0) await new Promise<void>(resolve => waiters.push(resolve))
    },
    messages: session => visitors.of(session).messages,
    reset() {
      installed = []
      logs = []
      calls.clear()
      for (const cancel of cancels) cancel()
      cancels = []
      instance.rules.remove(rule => RULE_MARK in rule)
    },
  }

  function named(table: string, name: string): Row {
    const row = db.first(table, { name })
    if (row === undefined) throw new Error(`There is no ${table} ${name}`)
    return row
  }

  return engine
}

/** Marks a rule that an application brought. */
const RULE_MARK = Symbol('shipped')
