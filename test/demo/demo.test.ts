import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { makeNarrator } from './narrator'
import { setStage } from './stage'
import { tell } from './story'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
/** The demo itself gives up a step after 30 s; a busy machine gets more than one of them. */
const DEMO_MS = 180_000

/** Runs `pnpm demo --once` as a person does. */
async function demo(env: Record<string, string>): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--once'], {
    env: { ...process.env, ...env },
  })
  let out = ''
  let err = ''
  child.stdout.on('data', chunk => {
    out += chunk
  })
  child.stderr.on('data', chunk => {
    err += chunk
  })
  const [code] = await once(child, 'exit')
  return { code: code as number, out, err }
}

describe('the demo', { timeout: DEMO_MS }, () => {
  it('tells the whole loop in eleven steps, leaves nothing running and exits 0', async () => {
    const { code, out, err } = await demo({ FIXPROOF_DEMO_FREE_PORTS: '1' })
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out.match(/^\d+\. /gm)).toHaveLength(11)
    expect(out).toContain("Jira refuses, by the app's own validator:")
    expect(out).toContain("ServiceNow refuses, by the app's own guard:")
    expect(out).toContain('is To Do again, and says why:')
    expect(out).toContain('All 3 findings are fixed in Datadog.')
    expect(out).toContain('in ServiceNow: Yes, it does. Both are upgraded tonight.')
  })

  it('stops at the first step that does not go as told, naming what was awaited', async () => {
    const stage = await setStage({ freePorts: true })
    const lines: string[] = []
    try {
      const { hub } = stage.people
      const broken: typeof hub = (method, path, body) =>
        path.endsWith('/jira_issues')
          ? Promise.resolve({ status: 500, body: 'broken' })
          : hub(method, path, body)
      const people = { ...stage.people, hub: broken }
      await expect(
        tell(
          { ...stage, people },
          makeNarrator(line => lines.push(line)),
        ),
      ).rejects.toThrow('expected 201, got 500')
      expect(lines.filter(line => /^\n\d\. /.test(line))).toHaveLength(2)
    } finally {
      await stage.close()
    }
  })

  it('exits 1 with a sentence when it cannot be set up', async () => {
    const taken = createServer()
    const ours = await new Promise<boolean>(resolve => {
      taken.once('error', () => resolve(false))
      taken.listen(8801, '127.0.0.1', () => resolve(true))
    })
    try {
      const { code, err } = await demo({ FIXPROOF_DEMO_FREE_PORTS: '' })
      expect(code).toBe(1)
      expect(err).toContain('The demo stopped:')
    } finally {
      if (ours) taken.close()
    }
  })
})
