import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { settle, type TestClock, testClock } from '@fixproof/hub/domain/testing/clock'
import { listen, type RunningServer } from '@fixproof/hub/http/appServer'
import { type TestHub, testHub } from '@fixproof/hub/http/appTesting'
import { SHUTDOWN_GRACE_MS } from '@fixproof/hub/http/limits'
import { afterEach, describe, expect, it } from 'vitest'

let server: RunningServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** A hub whose one door answers when the test says so. */
async function slowHub(): Promise<{
  hub: TestHub
  clock: TestClock
  url: string
  finish: () => void
  entered: Promise<void>
}> {
  const clock = testClock()
  let finish = (): void => {}
  let enter = (): void => {}
  const entered = new Promise<void>(resolve => {
    enter = resolve
  })
  const hub = await testHub({
    clock,
    doors: [
      app => {
        app.get('/slow', async c => {
          enter()
          await new Promise<void>(resolve => {
            finish = resolve
          })
          return c.text('done')
        })
      },
    ],
  })
  server = await listen(hub.app, { host: '127.0.0.1', port: 0 }, clock)
  return { hub, clock, url: server.url, finish: () => finish(), entered }
}

describe('closing the server', () => {
  it('lets a running request end and takes no new one', async () => {
    const { hub, url, finish, entered } = await slowHub()
    const running = fetch(`${url}/slow`)
    await entered
    hub.stop()
    const closed = server?.close()
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
    finish()
    const answer = await running
    expect([answer.status, await answer.text()]).toEqual([200, 'done'])
    expect(answer.headers.get('connection')).toBe('close')
    expect(await closed).toBe(0)
  })

  it('cuts off what takes longer than its time', async () => {
    const { clock, url, entered } = await slowHub()
    const running = fetch(`${url}/slow`).then(
      () => 'answered',
      () => 'cut off',
    )
    await entered
    const closed = server?.close()
    await clock.advance(SHUTDOWN_GRACE_MS - 1)
    let ended = false
    void running.then(() => {
      ended = true
    })
    await settle()
    expect(ended).toBe(false)
    await clock.advance(1)
    expect(await closed).toBe(1)
    expect(await running).toBe('cut off')
  })

  it('does not wait for connections that only idle', async () => {
    const { url } = await slowHub()
    // fetch keeps the connection open for the next request.
    expect((await (await fetch(`${url}/healthz`)).json()) as unknown).toEqual({ status: 'alive' })
    expect(await server?.close()).toBe(0)
  })
})

describe('opening the server', () => {
  it('is refused when the port is taken', async () => {
    const other = createServer()
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const hub = await testHub()
    await expect(listen(hub.app, { host: '127.0.0.1', port }, hub.clock)).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
    await new Promise(resolve => other.close(resolve))
  })
})
