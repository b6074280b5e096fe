/** An instance with the shipped app and guard on it, as an administrator has set it up. */
import type { IncidentFacts, IncidentFinding } from '@fixproof/rules'
import { makeWorld } from '../sandbox/core'
import type { World } from '../sandbox/port'
import { makeServiceNow, type ServiceNowApp } from '../sandbox/servicenow'
import { readShipped, type ShippedName } from '../sandbox/servicenow/glide/shipped'

export const SCOPE = 'x_fxprf_sync'
/** What the hub signs with and the app too. */
export const SECRET = 'servicenow-push-secret'

export interface SetUp {
  parts?: readonly ShippedName[]
  hubUrl?: string
  connection?: string
  secret?: string
}

/** Installs the parts, gives the roles and fills in the configuration. */
export async function setUpApp(servicenow: ServiceNowApp, given: SetUp = {}): Promise<void> {
  const { engine, instance } = servicenow
  for (const part of given.parts ?? (['app', 'guard'] as const)) engine.install(await readShipped(part))
  grant(servicenow, 'bot', `${SCOPE}.hub`)
  grant(servicenow, 'abel', `${SCOPE}.operator`)
  grant(servicenow, 'admin', `${SCOPE}.admin`)
  const record = {
    hub_url: given.hubUrl ?? 'http://hub.test',
    connection: given.connection ?? 'main',
    hub_user: 'bot',
    secret: given.secret ?? SECRET,
    active: 'true',
  }
  const [existing] = instance.db.rows(`${SCOPE}_config`)
  if (existing?.sys_id !== undefined) instance.db.update(`${SCOPE}_config`, existing.sys_id, record, 'admin')
  else instance.db.insert(`${SCOPE}_config`, record, 'admin')
}

/** Gives a user a role. Throws when either is not there. */
export function grant({ instance: { db } }: ServiceNowApp, user: string, role: string): void {
  const person = db.first('sys_user', { user_name: user })?.sys_id
  const id = db.first('sys_user_role', { name: role })?.sys_id
  if (person === undefined || id === undefined) throw new Error(`There is no ${person ? role : user}`)
  db.insert('sys_user_has_role', { user: person, role: id }, 'admin')
}

/** An instance of its own with the app on it. */
export async function instanceWithApp(
  given: SetUp = {},
): Promise<{ world: World; servicenow: ServiceNowApp }> {
  const world = makeWorld()
  world.send = () => Promise.reject(new Error('connect ECONNREFUSED'))
  const servicenow = makeServiceNow(world)
  await setUpApp(servicenow, given)
  return { world, servicenow }
}

/** A finding as the hub tells it; open unless said otherwise. */
export function finding(id: string, more: Partial<IncidentFinding> = {}): IncidentFinding {
  return {
    ...{
      id,
      title: `Finding ${id}`,
      severity: 'high',
      category: 'Library vulnerability',
      state: 'open',
      open: true,
    },
    ...{ url: `https://datadog.example.com/${id}`, openSince: '2026-11-20T00:00:00.000Z', mutedUntil: null },
    ...{ where: 'checkout', ...more },
  }
}

/** What the hub tells of an incident. */
export function factsOf(sysId: string, seq: number, more: Partial<IncidentFacts> = {}): IncidentFacts {
  const findings = more.findings ?? []
  return {
    ...{ sysId, seq, linked: true, caseKey: 'SEC-1', caseTitle: 'Upgrade yamlet', caseUrl: null },
    ...{ policy: 'strict', phase: 'leave', severity: null, issue: null, exceptions: [], falseFixes: 0 },
    notFixed: { resolutions: [], statuses: [], closeCodes: ['Known error'] },
    sync: { condition: 'ok', reason: null },
    checkedAt: '2026-11-23T09:00:00.000Z',
    open: findings.filter(one => one.open).length,
    ...more,
    findings,
  }
}

/** The hub tells it: `POST …/incidents` as its user. Throws unless it was stored. */
export async function tell({ app }: ServiceNowApp, facts: IncidentFacts): Promise<void> {
  const answer = await app.request('/api/x_fxprf_sync/hub/v1/incidents', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa('bot:bot')}` },
    body: JSON.stringify({ incidents: [facts] }),
  })
  const text = await answer.text()
  if (!text.includes('"stored"')) throw new Error(`${answer.status} ${text}`)
}
