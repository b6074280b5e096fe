/** A hub as it is shipped, on a real disk and a real socket, asked for ten times what it can do. */
import { createHmac } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { type HubProcess, killStragglers, startHubProcess } from '../kill/hubProcess'
import { type Flooded, flood, pause } from './flood'

const LONG = process.env.FIXPROOF_LONG === '1'
/** How long a hub is looked at before, and flooded. Milliseconds. */
const CALM_MS = LONG ? 10_000 : 800
const FLOOD_MS = LONG ? 60_000 : 2_000
/** What a hub that only works may take at the very worst: bodies of every connection, and what it makes of them. */
const MEMORY_MAX = 1024 ** 3
/** Once the flood is over, a webhook is answered within it, on whatever machine. Milliseconds. */
const SOON_MS = 2_000
const SECRET = 'overload-secret'

let hub: HubProcess | undefined
let folder: string | undefined
afterEach(async () => {
  await killStragglers()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

const BODY = JSON.stringify({
  webhookEvent: 'jira:issue_updated',
  issue: { id: '10001', key: 'SEC-1', fields: { summary: 'x'.repeat(1_800) } },
})
const SIGNATURE = createHmac('sha256', SECRET).update(BODY).digest('hex')
const request = (n: number): string =>
  [
    'POST /webhooks/jira/main HTTP/1.1',
    'Host: hub.test',
    `X-Hub-Signature: sha256=${SIGNATURE}`,
    `X-Atlassian-Webhook-Identifier: delivery-${n}`,
    `Content-Length: ${BODY.length}`,
    '',
    BODY,
  ].join('\r\n')

const count = ({ byStatus }: Flooded): Record<number, number> =>
  Object.fromEntries([...byStatus].sort().map(([status, all]) => [status, all.length]))
const mib = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`

it(
  'ten times the sustainable load is refused in time, not piled up; afterwards all is as before and nothing acknowledged is lost',
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'fixproof-overload-'))
    const config = join(folder, 'config.json')
    const nobody = 'http://127.0.0.1:1'
    await writeFile(
      config,
      JSON.stringify({
        store: { kind: 'embedded', folder: join(folder, 'data') },
        connections: {
          datadog: { baseUrl: nobody, apiKey: 'a', applicationKey: 'b' },
          jira: [
            {
              id: 'main',
              baseUrl: nobody,
              email: 'bot@example.com',
              apiToken: 'c',
              webhookSecrets: [SECRET],
            },
          ],
        },
      }),
    )
    hub = await startHubProcess(config, 0)
    const { url } = hub
    const port = Number(new URL(url).port)
    const memory = async (): Promise<number> => {
      const text = await (await fetch(`${url}/metrics`)).text()
      return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1])
    }
    let next = 0
    const from = (first: number) => (n: number) => {
      next = Math.max(next, first + n + 1)
      return request(first + n)
    }
    /** One after the other on one connection: what a single sender sees. */
    const lone = async (): Promise<number> => {
      const times: number[] = []
      for (let i = 0; i < 50; i++) {
        const began = performance.now()
        const first = next
        const one = await fetch(`${url}/webhooks/jira/main`, {
          method: 'POST',
          headers: {
            'x-hub-signature': `sha256=${SIGNATURE}`,
            'x-atlassian-webhook-identifier': `delivery-${first}`,
          },
          body: BODY,
        })
        next += 1
        await one.text()
        expect(one.status).toBe(202)
        times.push(performance.now() - began)
      }
      return times.sort((a, b) => a - b)[25] ?? 0
    }

    const before = { ms: await lone(), memory: await memory() }
    const calm = await flood({ port, connections: 64, ahead: 1, request: from(next), until: { ms: CALM_MS } })
    const sustainable = (calm.byStatus.get(202)?.length ?? 0) / (calm.ms / 1000)
    expect(count(calm)).toEqual({ 202: expect.any(Number) })

    const first = next
    let peak = 0
    let flooding = true
    const watching = (async () => {
      while (flooding) {
        // The look itself may be refused a connection.
        const seen = await memory().catch(() => 0)
        peak = Math.max(peak, seen)
        await pause(200)
      }
    })()
    // More connections than the hub takes, each with requests behind requests.
    const most = await flood({
      ...{ port, connections: 900, ahead: 40, rate: 10 * sustainable },
      ...{ request: from(first), until: { ms: FLOOD_MS } },
    })
    flooding = false
    await watching

    const after = { ms: await lone(), memory: await memory() }
    expect(after.ms).toBeLessThan(SOON_MS)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    const taken = (most.byStatus.get(202) ?? []).map(n => first + n)
    expect(taken.length).toBeGreaterThan(0)
    expect(most.byStatus.get(503)?.length ?? 0).toBeGreaterThan(0)
    // 408: the rest of a request had not come within its time; the machine that floods is busy, too.
    for (const status of most.byStatus.keys()) expect([202, 408, 503]).toContain(status)
    // Refusing costs a hub time too; what is left must still go into work. It takes a while to show that it does not.
    if (LONG) expect(taken.length / (most.ms / 1000)).toBeGreaterThan(sustainable / 4)
    expect(most.without).toBe(0)
    expect(Math.max(peak, after.memory)).toBeLessThan(MEMORY_MAX)

    // Whatever was acknowledged is known: sent again, each is a duplicate, also after a restart.
    expect(await hub.stop()).toBe(0)
    expect(hub.errors()).toEqual([])
    hub = await startHubProcess(config, 0)
    const again = await flood({
      ...{ port: Number(new URL(hub.url).port), connections: 32, ahead: 1 },
      ...{ request: n => request(taken[n] ?? 0), until: { answered: taken.length } },
    })
    expect(count(again)).toEqual({ 200: taken.length })
    expect(await hub.stop()).toBe(0)

    console.log(
      [
        `sustainable: ${Math.round(sustainable)} webhooks/s at 64 connections (median of one sender ${before.ms.toFixed(1)} ms, ${mib(before.memory)})`,
        `offered: ${Math.round(most.sent / (most.ms / 1000))}/s for ${Math.round(most.ms / 1000)} s over 900 connections: ${JSON.stringify(count(most))}, the rest unanswered when their connection was refused or closed`,
        `memory: ${mib(peak)} at most, ${mib(after.memory)} afterwards; median of one sender afterwards ${after.ms.toFixed(1)} ms`,
        `acknowledged and known after a restart: ${taken.length} of ${taken.length}`,
      ].join('\n'),
    )
  },
  LONG ? 300_000 : 90_000,
)
