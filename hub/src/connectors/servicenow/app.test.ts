import { GATE_RULE } from '@fixproof/rules'
import { describe, expect, it } from 'vitest'
import { TicketChanged, VendorError } from '../port'
import { incidentApp } from './app'
import type { ServiceNowClient } from './client'
import { incidentWriter } from './put'
import { ownVersions } from './versions'

const ID = 'a'.repeat(32)
const HEALTH = {
  ...{ app: '1.2.0', guard: true, user: 'bot', missingRoles: [], linked: 3, now: '2026-11-23T09:00:00Z' },
  outbox: { waiting: 0, dead: 0, oldestAt: null },
}
const platform = (message: string, detail: string | null = null) => ({
  error: { message, detail },
  status: 'failure',
})

/** An instance that answers every call like this; `sent` are the calls. */
function answering(status: number, body: unknown) {
  const sent: unknown[] = []
  const client = {
    send: async (method: string, path: string, given?: unknown) => {
      sent.push([method, path, given])
      return { status, headers: new Headers(), body, text: JSON.stringify(body) }
    },
    update: async (_table: string, _id: string, values: unknown) => {
      sent.push(['PATCH', values])
      return { sys_id: ID, sys_mod_count: '9' }
    },
    redact: (text: string) => text,
    now: () => 0,
  } as unknown as ServiceNowClient
  return { sent, client, app: incidentApp(client) }
}

describe('how the app is', () => {
  it('is understood as it is sent, and inside the wrapper of the platform', async () => {
    for (const body of [HEALTH, { result: HEALTH }])
      expect(await answering(200, body).app.health()).toEqual({ is: 'here', health: HEALTH })
  })

  it.each([
    [400, platform('Requested URI does not represent any resource'), 'absent'],
    [404, platform('Requested URI does not represent any resource'), 'absent'],
    [401, platform('User Not Authenticated'), 'refused'],
    [403, platform('User Not Authorized'), 'refused'],
    [500, platform('Script error'), 'silent'],
    [200, { hello: 'world' }, 'silent'],
    [404, '<html>', 'silent'],
  ] as const)('%i %j is %s', async (status, body, is) => {
    expect(await answering(status, body).app.health()).toMatchObject({ is, reason: expect.any(String) })
  })
})

describe('a change through the app', () => {
  const written = { modCount: 8, changed: true, record: { sys_id: ID, state: '6', caller: { value: 'x' } } }

  it('names the version it rests on, its values as strings, and nothing as the empty one', async () => {
    const { app, sent } = answering(200, { result: written })
    expect(await app.write(ID, 7, { state: 6, assigned_to: null })).toEqual({
      modCount: 8,
      row: { sys_id: ID, state: '6' },
    })
    expect(sent).toEqual([
      [
        'POST',
        `/api/x_fxprf_sync/hub/v1/incidents/${ID}/write`,
        { modCount: 7, values: { state: '6', assigned_to: '' } },
      ],
    ])
  })

  it('that came too late is told from one that is refused, and both from an app that is not there', async () => {
    const errors = (detail: string) => ({ errors: [{ detail }] })
    const late = answering(409, { ...errors('Changed'), modCount: 8 }).app.write(ID, 7, {})
    await expect(late).rejects.toThrow(TicketChanged)
    const rule = (name: string) =>
      `Operation against file 'incident' was aborted by Business Rule '${name}^${ID}'. Business Rule Stack:${name}`
    for (const body of [errors(rule(GATE_RULE)), platform('Operation Failed', rule(GATE_RULE))]) {
      const refused = await answering(403, body)
        .app.write(ID, 7, {})
        .catch(error => error)
      expect([refused instanceof VendorError, refused.kind, refused.byGuard]).toEqual([
        true,
        'retryable',
        true,
      ])
    }
    const other = await answering(403, errors(rule('Lock it')))
      .app.write(ID, 7, {})
      .catch(error => error)
    expect([other.kind, other.byGuard, other.message]).toEqual([
      'blocked',
      false,
      expect.stringContaining('Lock it'),
    ])
    expect(
      await answering(400, platform('Requested URI does not represent any resource')).app.write(ID, 7, {}),
    ).toBeNull()
    expect(await answering(403, platform('User Not Authorized')).app.write(ID, 7, {})).toBeNull()
    const gone = await answering(404, errors('There is no such incident.'))
      .app.write(ID, 7, {})
      .catch(error => error)
    expect(gone.kind).toBe('terminal')
  })

  it('makes the next one rest on its own version; a change beside the app names none', async () => {
    const { app, client, sent } = answering(200, written)
    const put = incidentWriter(client, app, ownVersions())
    await put(ID, { state: '6' }, [], { version: '7' })
    await put(ID, { state: '2' }, [], { version: '7' })
    await put(ID, { state: '2' }, [])
    expect(sent.map(each => (each as { modCount?: number }[])[2]?.modCount)).toEqual([7, 8, undefined])
  })
})
