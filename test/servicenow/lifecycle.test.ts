import { describe, expect, test } from 'vitest'
import { makeWorld } from '../sandbox/core'
import { makeServiceNow, type ServiceNowApp } from '../sandbox/servicenow'
import { readShipped } from '../sandbox/servicenow/glide/shipped'
import { factsOf, finding, instanceWithApp, SCOPE, tell } from './app'

/** Everything on an instance that an application may leave behind: tables, columns, and rows besides incidents. */
function standing({ instance: { db } }: ServiceNowApp): Record<string, unknown> {
  const tables = db.names().filter(name => name !== 'incident')
  // Tables a set writes into may stay, empty: the platform has them anyway.
  const rows = tables.map(name => [name, db.rows(name).length] as const).filter(([, count]) => count > 0)
  return {
    scoped: db.names().filter(name => name.startsWith('x_')),
    columns: Object.keys(db.definition('incident')?.columns ?? {}).sort(),
    rows: Object.fromEntries(rows),
  }
}

const session = ({ instance }: ServiceNowApp, name: string) => {
  const found = instance.session(name)
  if (found === undefined) throw new Error(`There is no ${name}`)
  return found
}

/** An incident with one open finding, told by the hub. */
async function guarded(servicenow: ServiceNowApp): Promise<string> {
  const { instance } = servicenow
  const { sys_id = '' } = instance.insert(session(servicenow, 'abel'), 'incident', {
    short_description: 'One',
  })
  await tell(servicenow, factsOf(sys_id, 1, { phase: 'open', findings: [finding('f1')] }))
  return sys_id
}

const resolve = (servicenow: ServiceNowApp, id: string): string => {
  try {
    const values = { state: '6', close_code: 'Solution provided', close_notes: 'x' }
    return servicenow.instance.update(session(servicenow, 'abel'), 'incident', id, values).row.state ?? ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('the app on an instance', () => {
  test('keeps its facts, its configuration and its guard through an upgrade', async () => {
    const { servicenow } = await instanceWithApp()
    const id = await guarded(servicenow)
    for (const part of ['app', 'guard'] as const) servicenow.engine.install(await readShipped(part))
    expect(resolve(servicenow, id)).toContain('aborted by Business Rule')
    expect(servicenow.instance.db.rows(`${SCOPE}_config`)).toHaveLength(1)
    expect(servicenow.engine.installed.map(one => one.scope).sort()).toEqual(['global', SCOPE])
    const rules = servicenow.instance.db.rows('sys_script').map(row => row.name)
    expect(new Set(rules).size).toBe(rules.length)
  })

  test('is gone without a trace once it is uninstalled as the README says, and hinders nobody', async () => {
    const fresh = standing(makeServiceNow(makeWorld()))
    const { servicenow } = await instanceWithApp()
    const { engine } = servicenow
    const admin = session(servicenow, 'admin')
    const id = await guarded(servicenow)
    await engine.fixScript('Fixproof: show findings on incident forms', admin)
    expect(resolve(servicenow, id)).toContain('aborted by Business Rule')

    await engine.fixScript('Fixproof: remove the guard', admin)
    engine.uninstall(SCOPE)
    engine.uninstall('global')
    await engine.idle()
    expect(resolve(servicenow, id)).toBe('6')
    expect(engine.logs.filter(one => one.level === 'error')).toEqual([])
    expect(standing(servicenow)).toEqual(fresh)
  })
})
