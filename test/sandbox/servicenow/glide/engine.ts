/**
 * Runs what applications bring: installs their update sets, puts their business rules among the instance's own, and
 * runs their jobs, resources, buttons and pages' questions. What a script logs, throws or sends out is kept to look at.
 */
import type { Instance } from '../instance'
import { Refusal } from '../refusals'
import type { BusinessRule, RuleContext, Session } from '../rules'
import type { Row } from '../tables'
import { InstallError, type Installed, putRecords, takeAway } from './application'
import { fulfils } from './filter'
import { makeAnswering, scopeName, tableScope } from './host'
import { runLong, runNow, type Transcript } from './realm'
import type { Entry, Outcome, RestAnswer, RestCall, Subject } from './runtime/types'
import { readUpdateSet } from './updateSet'
import { type Message, makeVisitors, type Visitors } from './visitors'

export interface ScriptLog {
  at: number
  level: string
  scope: string
  text: string
}

/** A call a script made, and what came of it. `status` 0: nothing answered. */
export interface SentOut {
  at: number
  url: string
  method: string
  headers: Record<string, string>
  body: string
  status: number
}

/** Lines and calls kept. */
const KEPT = 5_000
/** Names of scripts that began without anybody asking. */
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
  let sent: SentOut[] = []
  let cancels: (() => void)[] = []
  let busy = 0
  let waiters: (() => void)[] = []
  const visitors = makeVisitors()

  const log = (level: string, scope: string, text: string): void => {
    logs.push({ at: world.clock.now(), level, scope, text })
    if (logs.length > KEPT) logs.shift()
  }
  const jobSession = (as = JOB_USER): Session => {
    const session = instance.session(as)
    if (session === undefined) throw new Error(`There is no user ${as} to run a job as`)
    return session
  }

  async function callOut(call: RestCall): Promise<RestAnswer> {
    const at = world.clock.now()
    const keep = (status: number): void => {
      const { url, method, headers, body } = call
      sent.push({ at, url, method, headers, body, status })
      if (sent.length > KEPT) sent.shift()
    }
    const stop = new AbortController()
    const cancel = world.clock.timer(at + call.timeoutMs, () => stop.abort(new Error('Request timed out')))
    try {
      const { url, method, headers, body } = call
      const bodied = body !== '' && method !== 'GET'
      const answering = world.send(url, { method, headers, ...(bodied && { body }), signal: stop.signal })
      const answer = await untilAborted(answering, stop.signal)
      const text = await answer.text()
      keep(answer.status)
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: text, error: null }
    } catch (error) {
      keep(0)
      return {
        status: 0,
        headers: {},
        body: '',
        error: error instanceof Error ? error.message : String(error),
      }
    } finally {
      cancel()
    }
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
      return noted(entry, await runLong({ ...optionsFor(entry, session, redirect), rest: callOut }))
    } finally {
      busy--
      if (busy === 0) {
        const waiting = waiters
        waiters = []
        for (const resolve of waiting) resolve()
      }
    }
  }

  // ---- business rules

  function ruleOf(row: Row): BusinessRule | null {
    const table = row.collection ?? ''
    const when = WHEN[row.when ?? '']
    if (when === undefined || row.active !== 'true') return null
    const scope = scopeName(instance, row)
    const operations = (['insert', 'update', 'delete'] as const).filter(
      one => row[`action_${one}`] === 'true',
    )
    return {
      name: row.name ?? '',
      sysId: row.sys_id ?? '',
      table,
      when,
      operations,
      order: Number(row.order || '100'),
      run: context => runRule(row, table, scope, when, context),
    }
  }

  function runRule(row: Row, table: string, scope: string, when: string, context: RuleContext): void {
    const { current, previous, session, operation, journals } = context
    const name = row.name ?? ''
    if (
      row.filter_condition &&
      !fulfils(row.filter_condition, { ...current, ...journals }, previous, instance.paths(table))
    )
      return
    const subject: Subject = { table, values: current, previous, operation, journals, compares: true }
    if (row.condition) {
      const told = now(
        { scope, kind: 'condition', name: `condition of ${name}`, source: row.condition, subject },
        session,
      )
      if (told.value !== 'true') return
    }
    const mayAbort = tableScope(instance, table) === scope
    const stop = (): void => {
      if (mayAbort) context.abort()
      else
        log(
          'warn',
          scope,
          `${name}: setAbortAction is not honoured from ${scope} on a table of ${tableScope(instance, table)}`,
        )
    }
    if (row.abort_action === 'true') {
      if (row.add_message === 'true')
        visitors.of(session).messages.push({ kind: 'error', text: row.message ?? '' })
      stop()
      return
    }
    if (row.advanced !== 'true' || !row.script) return
    if (when === 'async') {
      // Begun later, on what the row holds then, with nothing to compare it with.
      const sysId = current.sys_id ?? ''
      later(async () => {
        // Its application may have been removed meanwhile.
        if (db.get('sys_script', row.sys_id ?? '') === undefined) return
        const fresh = db.get(table, sysId) ?? current
        const alone: Subject = { ...subject, values: fresh, previous: null, journals: {}, compares: false }
        await long(
          { scope, kind: 'rule', name, source: row.script ?? '', subject: alone },
          jobSession(session.userName),
        )
      })
      return
    }
    const aborted = context.aborted()
    const told = now(
      { scope, kind: 'rule', name, source: row.script, subject: { ...subject, aborted } },
      session,
    )
    if (when !== 'before' || told.subject === undefined) return
    Object.assign(current, told.subject.values)
    Object.assign(journals, told.subject.journals)
    if (told.subject.aborted && !aborted) stop()
  }

  /** Work nobody waits for begins when the present call has ended. */
  function later(work: () => Promise<void>): void {
    busy++
    setImmediate(() => {
      void work()
        .catch((error: unknown) => log('error', 'global', String(error)))
        .finally(() => {
          busy--
          if (busy > 0) return
          const waiting = waiters
          waiters = []
          for (const resolve of waiting) resolve()
        })
    })
  }

  function plugIn(): void {
    instance.rules.remove(rule => RULE_MARK in rule)
    for (const row of db.rows('sys_script')) {
      const rule = ruleOf(row)
      if (rule !== null) instance.rules.add(Object.assign(rule, { [RULE_MARK]: true }))
    }
    for (const cancel of cancels) cancel()
    cancels = []
    for (const row of db.rows('sysauto_script')) if (row.active === 'true') schedule(row)
  }

  // ---- scheduled jobs

  function schedule(row: Row): void {
    const wait = waitOf(row)
    if (wait === null) return
    let running = false
    let cancel = (): void => {}
    const index = cancels.length
    const again = (): void => {
      cancel = world.clock.timer(world.clock.now() + wait(world.clock.now()), () => {
        again()
        // One that is still at work is not begun a second time.
        if (running) return
        running = true
        later(async () => {
          try {
            await runJob(row)
          } finally {
            running = false
          }
        })
      })
      cancels[index] = () => cancel()
    }
    cancels.push(() => cancel())
    again()
  }

  const runJob = (row: Row): Promise<Outcome> => {
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
      return sent
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
      sent = []
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

const WHEN: Readonly<Record<string, BusinessRule['when']>> = {
  before: 'before',
  after: 'after',
  async: 'async',
  async_always: 'async',
}

const DAY_MS = 86_400_000
const moment = (text = ''): number => Date.parse(`${text.replace(' ', 'T')}Z`)

/** From a moment to the job's next run, in milliseconds; null for one that does not run by itself. */
function waitOf(row: Row): ((now: number) => number) | null {
  if (row.run_type === 'periodically') {
    const every = moment(row.run_period)
    if (!(every > 0)) throw new InstallError(`Job ${row.name}: run_period is ${row.run_period}`)
    return () => every
  }
  if (row.run_type !== 'daily') return null
  const at = moment(row.run_time)
  if (!(at >= 0)) throw new InstallError(`Job ${row.name}: run_time is ${row.run_time}`)
  return now => DAY_MS - ((now - at) % DAY_MS)
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
