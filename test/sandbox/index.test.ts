import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { makeFault } from './core'
import { makeSandbox } from './index'

const KEYS = { 'dd-api-key': 'dd-api', 'dd-application-key': 'dd-app' }
const ANY_PORT = { datadog: 0, jira: 0, servicenow: 0 }

describe('the sandbox in process', () => {
  it('reaches all three vendors by their base URL, on one clock and one log', async () => {
    const sandbox = makeSandbox()
    const get = async (url: string, headers: Record<string, string>) =>
      (await sandbox.fetch(url, { method: 'GET', headers })).status
    const basic = (who: string) => ({ authorization: `Basic ${Buffer.from(who).toString('base64')}` })
    expect(await get(`${sandbox.urls.datadog}/api/v1/validate`, KEYS)).toBe(200)
    expect(await get(`${sandbox.urls.jira}/rest/api/3/myself`, basic('bot@example.com:bot'))).toBe(200)
    expect(await get(`${sandbox.urls.servicenow}/api/now/table/incident`, basic('bot:bot'))).toBe(200)
    expect(sandbox.world.calls.list().map(call => [call.seq, call.vendor])).toEqual([
      [1, 'datadog'],
      [2, 'jira'],
      [3, 'servicenow'],
    ])
    sandbox.reset()
    expect(sandbox.world.calls.list()).toEqual([])
  })
})

describe('the sandbox on sockets', () => {
  const open: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close()
  })
  const started = async () => {
    const sandbox = makeSandbox({ ports: ANY_PORT })
    open.push(await sandbox.listen())
    return sandbox
  }

  it('answers each vendor on a port of its own', async () => {
    const { urls } = await started()
    expect(new Set(Object.values(urls)).size).toBe(3)
    const answer = await fetch(`${urls.datadog}/api/v1/validate`, { headers: KEYS })
    expect(await answer.json()).toEqual({ valid: true })
    expect(await (await fetch(`${urls.jira}/_sandbox/clock`)).json()).toEqual({ now: expect.any(Number) })
    expect(await (await fetch(`${urls.servicenow}/_sandbox/limits`)).json()).toMatchObject({ on: false })
  })

  it('breaks the connection when an answer or a request is dropped', async () => {
    const { urls, world } = await started()
    const call = () => fetch(`${urls.datadog}/api/v1/validate`, { headers: KEYS })
    world.faults.add(makeFault('GET', 'validate', 'drop-answer'))
    await expect(call()).rejects.toThrow('fetch failed')
    expect(world.calls.list('datadog')).toMatchObject([{ status: 200, responseBody: { valid: true } }])
    world.faults.add(makeFault('GET', 'validate', 'drop-request'))
    await expect(call()).rejects.toThrow('fetch failed')
    expect(world.calls.list('datadog')).toHaveLength(1)
    expect((await call()).status).toBe(200)
  })

  it('closes every port again, and none stays open when one is taken', async () => {
    const taken = createServer()
    taken.listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const sandbox = makeSandbox({ ports: { ...ANY_PORT, servicenow: port } })
    await expect(sandbox.listen()).rejects.toThrow('EADDRINUSE')
    await expect(fetch(`${sandbox.urls.datadog}/api/v1/validate`)).rejects.toThrow('fetch failed')
    taken.close()
    await once(taken, 'close')

    const { listen, urls } = makeSandbox({ ports: ANY_PORT })
    const { close } = await listen()
    await fetch(`${urls.datadog}/api/v1/validate`)
    await close()
    await expect(fetch(`${urls.datadog}/api/v1/validate`)).rejects.toThrow('fetch failed')
  })
})

describe('the sandbox command', () => {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const run = (ports: string) => {
    const env = {
      ...process.env,
      FIXPROOF_SANDBOX_DATADOG_PORT: ports,
      FIXPROOF_SANDBOX_JIRA_PORT: ports,
      FIXPROOF_SANDBOX_SERVICENOW_PORT: ports,
    }
    const child = spawn(process.execPath, ['--import', 'tsx', main], { env })
    const said = { out: '', err: '' }
    child.stdout.on('data', (chunk: Buffer) => {
      said.out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      said.err += chunk.toString()
    })
    return { child, said }
  }

  it('says where the vendors are and who may log in, and stops cleanly', async () => {
    const { child, said } = run('0')
    while (!said.out.includes('Control doors')) await once(child.stdout, 'data')
    const url = /datadog\s+(http:\S+)/.exec(said.out)?.[1]
    expect((await fetch(`${url}/api/v1/validate`, { headers: KEYS })).status).toBe(200)
    expect(said.out).toMatch(/^jira .*bot@example\.com:bot/m)
    expect(said.out).toMatch(/^servicenow .*abel:abel/m)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('refuses a port that is none', async () => {
    const { child, said } = run('eighty')
    expect(await once(child, 'close')).toEqual([1, null])
    expect(said.err).toBe('FIXPROOF_SANDBOX_DATADOG_PORT must be a port between 0 and 65535, not "eighty".\n')
  })
})
