import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CliStage, cliStage } from './checkStage'

let stage: CliStage
beforeEach(async () => {
  stage = await cliStage()
})
afterEach(() => stage.close())

/** Everything the command printed, without the runtime's own warnings. */
const said = (text: string): string => text.replaceAll(/\(node:.*\n|\(Use `node.*\n/g, '')

// Each test starts processes; a busy machine takes seconds for one.
describe('pnpm fixproof', { timeout: 120_000 }, () => {
  it('check asks the vendors itself while no hub runs: a table, exit 0, no colours in a pipe', async () => {
    await stage.jira('admin', 'POST', '/rest/api/3/issue', {
      fields: { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary: 'For fixproof check' },
    })
    const { code, out, err } = await stage.fixproof(['check'])
    expect(said(err)).toBe(
      `No hub runs at http://127.0.0.1:${stage.config.server.port}; the vendors were asked directly.\n`,
    )
    expect(code).toBe(0)
    expect(out).not.toContain('\u001b')
    expect(out).toMatch(/^hub\n {2}warn {2}public address +Tickets cannot link/)
    expect(out).toMatch(/\n\njira main\n {2}pass {2}credentials +Signed in as Fixproof Bot\.\n/)
    expect(out).toMatch(/\n {2}warn {2}webhook +Not looked at: only the running hub sees webhooks\./)
    expect(out).toMatch(/\nproject SEC, jira main\n {2}pass {2}project +Found/)
    expect(out).toMatch(/\n\d+ pass, \d+ warn, 0 fail\n$/)
    // The texts begin in the same column.
    const columns = out
      .split('\n')
      .filter(line => / {2}(pass|warn|fail) {2}/.test(line))
      .map(line => /^ {2}\w{4} {2}\S+(?: \S+)* {2,}/.exec(line)?.[0].length)
    expect(new Set(columns).size).toBe(1)
  })

  it('check does not touch the store, whose folder another process holds', async () => {
    await stage.startHub()
    const { code, out } = await stage.fixproof(['check', '--direct'])
    expect([code, out]).toEqual([0, expect.stringContaining('Not looked at: only the running hub')])
  })

  it('check asks the running hub by itself, which sees the webhook come back', async () => {
    await stage.startHub()
    await stage.jira('admin', 'POST', '/rest/api/3/issue', {
      fields: { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary: 'For fixproof check' },
    })
    const { code, out, err } = await stage.fixproof(['check'])
    expect(said(err)).toBe(`Asked the hub at http://127.0.0.1:${stage.config.server.port}.\n`)
    expect(code).toBe(0)
    expect(out).toMatch(/ {2}pass {2}webhook +A change of SEC-1 came back after/)
    expect(out).toMatch(/ {2}pass {2}tickets +No ticket waits for a person\./)
  })

  it('check --url asks the hub there with the key of the environment, and needs no configuration', async () => {
    const { url } = await stage.startHub()
    const env = { FIXPROOF_CONFIG: `${stage.folder}/none.json` }
    const keys = { FIXPROOF_API_KEY: 'cli-admin', FIXPROOF_APPLICATION_KEY: 'cli-app' }
    const good = await stage.fixproof(['check', '--url', `${url}/`, '--json'], { ...env, ...keys })
    const report = JSON.parse(good.out)
    expect(report).toMatchObject({ from: url, result: 'fail', counts: { fail: 1 } })
    // The test issue was never made.
    expect(report.lines).toContainEqual({
      subject: 'jira main',
      check: 'webhook',
      result: 'fail',
      text: 'Jira shows no issue SEC-1. Name one that exists in checkIssue.',
    })
    expect(good.code).toBe(1)
    const none = await stage.fixproof(['check', '--url', url], env)
    expect([none.code, said(none.err)]).toEqual([2, expect.stringContaining('FIXPROOF_API_KEY')])
    const wrong = await stage.fixproof(['check', '--url', url], { ...env, FIXPROOF_API_KEY: 'guess' })
    expect([wrong.code, wrong.out]).toEqual([2, ''])
    expect(said(wrong.err)).toMatch(/refused \(401\)\. This key is not known here/)
  })

  it('check fails with 1 when a line fails, and never prints a secret', async () => {
    await stage.save(json => {
      json.connections.jira[0].apiToken = 'planted-Secret-1'
      json.connections.datadog.apiKey = 'planted-Secret-2'
    })
    const { code, out, err } = await stage.fixproof(['check'])
    expect(code).toBe(1)
    expect(out).toMatch(/ {2}fail {2}credentials +.*Check e-mail, API token and base URL/)
    expect(out + err).not.toContain('planted-Secret')
  })

  it('check ends with 2 when the configuration cannot be used, naming the field', async () => {
    await stage.save(json => {
      json.projects[0].jira.connection = 'elsewhere'
    })
    const { code, out, err } = await stage.fixproof(['check'])
    expect([code, out]).toEqual([2, ''])
    expect(said(err)).toContain('projects[0].jira.connection: there is no connection elsewhere')
    const missing = await stage.fixproof(['check'], { FIXPROOF_CONFIG: `${stage.folder}/none.json` })
    expect([missing.code, said(missing.err)]).toEqual([2, expect.stringContaining('does not exist')])
  })

  it('plan tells what the running hub would do, and says when none runs', async () => {
    const none = await stage.fixproof(['plan'])
    expect([none.code, said(none.err)]).toEqual([2, expect.stringContaining('Start it with pnpm start')])
    await stage.startHub()
    const all = await stage.fixproof(['plan'])
    expect([all.code, all.out]).toEqual([0, '0 cases looked at, 0 with something to do.\n'])
    const unknown = await stage.fixproof(['plan', 'SEC-99'])
    expect([unknown.code, said(unknown.err)]).toEqual([
      2,
      expect.stringContaining('There is no case SEC-99.'),
    ])
  })

  it('config-schema prints the schema that stands in the repository', async () => {
    const { code, out } = await stage.fixproof(['config-schema'])
    const file = resolve(import.meta.dirname, '../../hub/fixproof.config.schema.json')
    expect([code, out]).toEqual([0, readFileSync(file, 'utf8')])
  })

  it('lists exactly the commands there are, and refuses what it does not know with 2', async () => {
    const help = await stage.fixproof(['--help'])
    expect(help.code).toBe(0)
    const commands = [...help.out.matchAll(/^ {2}(\S+)/gm)].map(match => match[1])
    expect(commands).toEqual([
      'check',
      'plan',
      'apply',
      'backup',
      'restore',
      'migrate-store',
      'export-config',
      'config-schema',
    ])
    const unknown = await stage.fixproof(['export-everything'])
    expect([unknown.code, unknown.out]).toEqual([2, ''])
    expect(said(unknown.err)).toMatch(/^There is no command export-everything\./)
  })
})
