import { describe, expect, it } from 'vitest'
import { reportOf } from '../check/report'
import { CONFIG } from '../http/appTesting'
import { checkTable } from './checkTable'
import { ownHub, ownUrl } from './hub'
import { type CliIo, wrapped } from './io'
import { cli } from './main'

interface Terminal extends CliIo {
  said: { out: string; err: string }
}

function terminal(more: Partial<CliIo> = {}): Terminal {
  const said = { out: '', err: '' }
  const to = (name: 'out' | 'err') => ({
    write: (text: string) => {
      said[name] += text
    },
    color: false,
    width: null,
  })
  return {
    said,
    env: {},
    readFile: () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOENT' })),
    out: to('out'),
    err: to('err'),
    fetch: () => Promise.reject(new Error('nothing answers')),
    ...more,
  }
}

describe('the command line', () => {
  it.each<[string, string[], RegExp]>([
    ['no command', [], /^Name a command\.\n\nUsage: fixproof <command>/],
    ['a command there is not', ['toString'], /^There is no command toString\./],
    ['an option there is not', ['check', '--loud'], /^Unknown option '--loud'\.\n\nUsage: fixproof check\n/],
    ['a word too many', ['check', 'SEC'], /^SEC is one word too many\.\n\nUsage: fixproof check\n/],
    ['an address that is none', ['check', '--url', 'nonsense'], /^--url must be a web address/],
    ['a hub without a key', ['check', '--url', 'http://127.0.0.1:1'], /FIXPROOF_API_KEY/],
    ['two ways at once', ['check', '--url', 'http://127.0.0.1:1', '--direct'], /exclude each other/],
    ['no configuration', ['check'], /fixproof\.config\.json cannot be used/],
  ])('refuses %s with 2 and a sentence', async (_, args, text) => {
    const io = terminal()
    expect(await cli(args, io)).toBe(2)
    expect(io.said.out).toBe('')
    expect(io.said.err).toMatch(text)
  })

  it('says that no hub answers at the address given', async () => {
    const io = terminal({ env: { FIXPROOF_API_KEY: 'k' } })
    expect(await cli(['check', '--url', 'http://127.0.0.1:1'], io)).toBe(2)
    expect(io.said.err).toBe(
      'No hub answers at http://127.0.0.1:1 (nothing answers). Start it, or name another with --url.\n',
    )
  })

  it('follows no redirect with its key, and says when what answers is no hub', async () => {
    const asked: RequestInit[] = []
    const answers = [
      new Response('moved', { status: 302, headers: { location: 'https://elsewhere.example.com' } }),
      new Response('<html>', { status: 200 }),
    ]
    const io = terminal({
      env: { FIXPROOF_API_KEY: 'k' },
      fetch: async (_url, init) => {
        asked.push(init ?? {})
        return answers.shift() ?? new Response()
      },
    })
    for (const _ of answers.slice()) expect(await cli(['check', '--url', 'http://127.0.0.1:1'], io)).toBe(2)
    expect(asked.map(each => each.redirect)).toEqual(['manual', 'manual'])
    expect(io.said.err).toMatch(/refused \(302\)\. It sent no JSON, so it may be no hub\.\nWhat answers at/)
  })

  it('sends its keys only where a hub says that it is alive', async () => {
    const keys: unknown[] = []
    const answering = (body: string): CliIo =>
      terminal({
        fetch: async (_url, init) => {
          keys.push(init?.headers)
          return new Response(body)
        },
      })
    const config = {
      ...CONFIG,
      keys: [{ name: 'ci', scopes: ['read' as const], apiKey: 'secret' }],
    }
    expect(await ownHub(config, answering('{"status":"alive"}'))).toMatchObject({
      url: 'http://127.0.0.1:8787',
    })
    for (const stranger of ['<html>', '{"ok":true}', 'null'])
      expect(await ownHub(config, answering(stranger))).toBeNull()
    expect(keys).toEqual([undefined, undefined, undefined, undefined])
  })

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:8787'],
    ['0.0.0.0', 'http://127.0.0.1:8787'],
    ['::', 'http://[::1]:8787'],
    ['hub.example.com', 'http://hub.example.com:8787'],
  ])('finds its own hub that listens on %s', (host, url) => {
    expect(ownUrl({ ...CONFIG, server: { ...CONFIG.server, host } })).toBe(url)
  })
})

describe('plan and apply', () => {
  const hub = (answers: Record<string, unknown>, asked: unknown[] = []) =>
    terminal({
      env: { FIXPROOF_API_KEY: 'k' },
      fetch: async (url, init) => {
        const path = new URL(String(url)).pathname
        asked.push([path, JSON.parse(String(init?.body))])
        return new Response(JSON.stringify(answers[path]))
      },
    })
  const line = {
    ...{
      id: 'SEC-1.1f0c3b7a',
      link: 'l',
      tool: 'jira',
      ticket: 'SEC-1',
      finding: null,
      field: 'priority',
      base: 'P2',
    },
    ...{ ours: 'P2', theirs: null, action: 'write-fields', reason: 'Set the priority of SEC-1: none → P2.' },
  }

  it('lists each line with its id and what both sides agreed on and say', async () => {
    const io = hub({
      '/api/v1/plan': {
        cases: [
          {
            case: { id: 'c', key: 'SEC-1', title: 'Fix it', url: null },
            steps: [],
            lines: [line],
            waits: [],
          },
        ],
        looked: 1,
        next: null,
      },
    })
    expect(await cli(['plan', '--url', 'http://127.0.0.1:1'], io)).toBe(0)
    expect(io.said.out).toContain(
      '  SEC-1.1f0c3b7a  Set the priority of SEC-1: none → P2. [priority: agreed P2 · case P2 · ticket none]\n',
    )
  })

  it('applies the lines named, tells each outcome, and ends with 1 unless all were done', async () => {
    const asked: unknown[] = []
    const reason = 'Changed since the plan: look at it again.'
    const lines = [
      { id: 'SEC-1.1', outcome: 'done', reason: null },
      { id: 'SEC-1.2', outcome: 'refused', reason },
    ]
    const io = hub({ '/api/v1/apply': { lines } }, asked)
    expect(await cli(['apply', 'SEC-1.1', 'SEC-1.2', '--url', 'http://127.0.0.1:1'], io)).toBe(1)
    expect(asked).toEqual([['/api/v1/apply', { lines: ['SEC-1.1', 'SEC-1.2'] }]])
    expect(io.said.out).toBe(`done     SEC-1.1\nrefused  SEC-1.2  ${reason}\n`)
    expect(await cli(['apply'], io)).toBe(2)
    expect(io.said.err).toContain('Name lines of the plan')
  })
})

describe('the table of a check', () => {
  const report = reportOf(
    [
      { subject: 'hub', check: 'keys', result: 'pass', text: 'Fine.' },
      {
        subject: 'jira main',
        check: 'credentials',
        result: 'fail',
        text: 'Jira refuses the sign-in of the bot (401).',
      },
      { subject: 'hub', check: 'tickets', result: 'warn', text: 'One waits.' },
    ],
    0,
  )

  it('keeps the lines of a subject together, aligns the texts and counts', () => {
    expect(checkTable(report, { write: () => {}, color: false, width: null })).toBe(
      [
        'hub',
        '  pass  keys         Fine.',
        '  warn  tickets      One waits.',
        '',
        'jira main',
        '  fail  credentials  Jira refuses the sign-in of the bot (401).',
        '',
        '1 pass, 1 warn, 1 fail',
        '',
      ].join('\n'),
    )
  })

  it('breaks long texts under themselves on a narrow terminal, and colours the words there', () => {
    const table = checkTable(report, { write: () => {}, color: true, width: 52 })
    expect(table).toContain(
      '  \u001b[31mfail\u001b[0m  credentials  Jira refuses the sign-in of the\n                     bot (401).\n',
    )
    expect(table).toContain('\u001b[32mpass\u001b[0m')
    expect(wrapped('one-very-long-word-that-does-not-fit-anywhere two', 4, 20)).toBe(
      'one-very-long-word-that-does-not-fit-anywhere\n    two',
    )
  })

  it('is as bad as its worst line', () => {
    const of = (...results: ('pass' | 'warn' | 'fail')[]) =>
      reportOf(
        results.map(result => ({ subject: 's', check: 'c', result, text: '' })),
        0,
      ).result
    expect([of(), of('pass'), of('pass', 'warn'), of('warn', 'fail', 'pass')]).toEqual([
      'pass',
      'pass',
      'warn',
      'fail',
    ])
  })
})
