/** The ServiceNow connector and the simulated instance it talks to, in process. */
import { type TicketDraft, VendorError } from '@fixproof/hub/connectors/port'
import type { ServiceNowOptions } from '@fixproof/hub/connectors/servicenow/index'
import { serviceNowTool } from '@fixproof/hub/connectors/servicenow/index'
import type { Logger } from '@fixproof/hub/ports'
import { makeFault, makeFetch, makeWorld } from '../sandbox/core'
import type { FaultThen } from '../sandbox/port'
import { makeServiceNow } from '../sandbox/servicenow'

export const MARKER = '0123456789ab'
export const TABLE = '/api/now/table/incident'
export const RESOLVE = {
  kind: 'patch',
  fields: { state: '6', close_code: 'Solution provided', close_notes: 'Fixed in Datadog.' },
  workNote: 'All 3 findings are fixed in Datadog.',
} as const

export function setup(options: Partial<ServiceNowOptions> = {}) {
  const world = makeWorld()
  const servicenow = makeServiceNow(world)
  const { instance } = servicenow
  const warnings: string[] = []
  const quiet = (): void => {}
  const logger: Logger = {
    debug: quiet,
    info: quiet,
    warn: (_, text) => warnings.push(text),
    error: (_, text) => warnings.push(text),
  }
  const tool = serviceNowTool({
    id: 'main',
    baseUrl: world.urls.servicenow,
    auth: { kind: 'basic', user: 'bot', password: 'bot' },
    fetch: makeFetch(world, [servicenow]),
    clock: world.clock,
    logger,
    ...options,
  })
  const session = (name: string) => {
    const found = instance.session(name)
    if (found === undefined) throw new Error(`no user ${name}`)
    return found
  }
  return {
    world,
    instance,
    tool,
    warnings,
    calls: () => world.calls.list('servicenow').map(call => `${call.method} ${call.path}`),
    lastCall: () => world.calls.list('servicenow').at(-1),
    fault: (method: string, then: FaultThen, times = 1) =>
      world.faults.add(makeFault(method, '/api/now/table/', then, { vendor: 'servicenow', times })),
    /** Somebody in ServiceNow. */
    change: (id: string, values: Record<string, string>, who = 'abel') =>
      instance.update(session(who), 'incident', id, values).row,
    remove: (id: string) => instance.delete(session('admin'), 'incident', id),
    add: (values: Record<string, string>, who = 'abel') => instance.insert(session(who), 'incident', values),
    row: (id: string) => instance.db.get('incident', id),
    notes: (id: string) => instance.journal(id, 'work_notes').map(entry => entry.value),
  }
}

export const draft = (more: Partial<TicketDraft> = {}): TicketDraft => ({
  target: { assignmentGroup: 'Vulnerability Response' },
  title: '3 findings in checkout',
  description: '**Three** findings:\n\n- [FIND-1](https://app.example.com/1)',
  priority: 'P2',
  fields: {},
  marker: MARKER,
  predecessor: null,
  assignee: null,
  dueDate: null,
  labels: [],
  ...more,
})

export async function errorOf(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => null,
    (e: unknown) => e,
  )
  if (!(error instanceof VendorError)) throw new Error(`expected a VendorError, got ${String(error)}`)
  return error
}
