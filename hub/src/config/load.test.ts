import { describe, expect, it } from 'vitest'
import { personDocs, projectDocs } from './documents'
import { ConfigError, loadConfig, parseConfig } from './load'

const datadog = { apiKey: 'dd-api-secret', applicationKey: 'dd-app-secret' }
const jira = {
  id: 'main',
  baseUrl: 'https://example.atlassian.net/',
  email: 'bot@example.com',
  apiToken: 't0ken',
}
const servicenow = {
  id: 'snow',
  baseUrl: 'https://example.service-now.com',
  auth: { kind: 'basic', user: 'bot', password: 'hunter2' },
}
const project = { key: 'SEC', jira: { connection: 'main', project: 'SEC' } }
const whole = { connections: { datadog, jira: [jira], servicenow: [servicenow] }, projects: [project] }

/** A variable as it stands in the file. */
const variable = (name: string): string => `\${${name}}`

/** The problems as `field: text`. */
function problems(work: () => unknown): string[] {
  try {
    work()
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(p => `${p.field}: ${p.text}`)
    throw error
  }
  return []
}

const problemsOf = (file: unknown, env: Record<string, string> = {}): string[] =>
  problems(() => parseConfig(file, env))

describe('a variable that stands in a file', () => {
  const file = JSON.stringify({
    connections: { datadog: { apiKey: variable('DD_KEY'), applicationKey: 'b' } },
  })
  const load = (env: Record<string, string>) =>
    loadConfig({
      path: 'a.json',
      env,
      readFile: async path => {
        if (path === 'a.json') return file
        if (path === '/run/secrets/dd') return 'from the file\n'
        throw Object.assign(new Error('gone'), { code: 'ENOENT' })
      },
    }).then(config => config.connections.datadog.apiKey)

  it('is taken from there, unless the environment has it itself', async () => {
    expect(await load({ DD_KEY_FILE: '/run/secrets/dd' })).toBe('from the file')
    expect(await load({ DD_KEY_FILE: '/run/secrets/dd', DD_KEY: 'from the environment' })).toBe(
      'from the environment',
    )
  })

  it('is told by its name when that file cannot be read', async () => {
    await expect(load({ DD_KEY_FILE: '/run/secrets/gone' })).rejects.toThrow(
      'DD_KEY_FILE: names a file that cannot be read (ENOENT)',
    )
  })
})

it.each(['change-me', 'x-change-me'])('the placeholder of the examples is no secret: %s', apiKey => {
  expect(problemsOf({ connections: { datadog: { ...datadog, apiKey } } })).toEqual([
    expect.stringContaining(
      'connections.datadog.apiKey: is still the placeholder change-me of the examples. Put the real one there',
    ),
  ])
})

describe('a configuration that can be used', () => {
  it('fills in what the file leaves out, so that a short file works out of the box', () => {
    const config = parseConfig(whole)
    expect(config.server).toEqual({ port: 8787, host: '127.0.0.1', metrics: 'open' })
    expect(config.store).toEqual({ kind: 'embedded', folder: './fixproof-data' })
    expect(config.connections.datadog).toMatchObject({
      id: 'main',
      baseUrl: 'https://api.datadoghq.com',
      pollSeconds: 30,
      webhook: {},
    })
    expect(config.connections.jira[0]).toMatchObject({ indexLagSeconds: 60, webhookSecrets: [] })
    expect(config.projects[0]).toMatchObject({
      policy: 'strict',
      reopenWindowDays: null,
      jira: { workType: 'Task' },
    })
  })

  it('takes a folder alone for the embedded store', () => {
    expect(parseConfig({ ...whole, store: { folder: './here' } }).store).toEqual({
      kind: 'embedded',
      folder: './here',
    })
  })

  it('takes a database for the store, whatever its password holds', () => {
    const url = 'postgresql://fixproof:p%40ss@db.example.com:5432/fixproof?sslmode=verify-full'
    expect(parseConfig({ ...whole, store: { kind: 'postgres', url } }).store).toEqual({
      kind: 'postgres',
      url,
    })
  })

  it('takes a user and a password of the environment as they are, whatever signs they hold', () => {
    const env = {
      DB_USER: 'ada@example',
      DB_PASSWORD: 'p@ss/w0rd#1?:%41',
      DB_BOTH: 'ada:p@ss:w#rd',
      DB_HOST: 'db.example.com:5432',
      DB_URL: 'postgresql://ada:p%40ss@db.example.com/fixproof?sslmode=require',
    }
    const from = (name: string) => `\${${name}}`
    const urlOf = (url: string) => {
      const { store } = parseConfig({ ...whole, store: { kind: 'postgres', url } }, env)
      return store.kind === 'postgres' ? store.url : ''
    }
    const written = new URL(
      urlOf(`postgresql://${from('DB_USER')}:x-${from('DB_PASSWORD')}@${from('DB_HOST')}/fixproof`),
    )
    expect([written.username, written.password].map(decodeURIComponent)).toEqual([
      env.DB_USER,
      `x-${env.DB_PASSWORD}`,
    ])
    expect([written.host, written.pathname]).toEqual([env.DB_HOST, '/fixproof'])
    const both = new URL(urlOf(`postgres://${from('DB_BOTH')}@${from('DB_HOST')}/fixproof`))
    expect([both.username, both.password].map(decodeURIComponent)).toEqual(['ada', 'p@ss:w#rd'])
    expect(urlOf(from('DB_URL'))).toBe(env.DB_URL)
  })

  it.each([
    'p@ss#w0rd',
    'p@ss/w0rd',
    'p@ss?w0rd',
    '1/w0rd',
    '1#w0rd',
    'a/w0rd',
    'a?w0rd',
    '1/x#w0rd',
    'p@h/x?w0rd',
  ])(
    'refuses an address whose password holds signs that stand for something else (%s), and tells no part of it',
    password => {
      const url = `postgresql://fixproof:${password}@db.example.com:5432/fixproof`
      const said = problemsOf({ ...whole, store: { kind: 'postgres', url } }).join('\n')
      expect(said).toContain(
        'In the user and the password, the signs @ : / ? # % are percent-encoded: %40 for @, %23 for #',
      )
      expect(said).not.toMatch(/p@|w0rd|db\.example/)
    },
  )

  it('says what is missing or too much where the store is named', () => {
    expect(problemsOf({ ...whole, store: { kind: 'postgres' } })).toEqual([
      'store.url: is missing. Expected: Address of the database: postgresql://user:password@host:5432/name',
    ])
    const url = 'postgresql://fixproof:secret-word@db.example.com/fixproof'
    expect(problemsOf({ ...whole, store: { url } })).toEqual([
      expect.stringContaining('store.url: needs "kind": "postgres" beside it'),
    ])
    expect(problemsOf({ ...whole, store: { kind: 'postgres', url, folder: './here' } })).toEqual([
      expect.stringContaining('store.folder: means nothing with "postgres": take it out'),
    ])
    const [wrong = ''] = problemsOf({ ...whole, store: { kind: 'postgres', url: 'db:secret-word' } })
    expect(wrong).toContain(
      'store.url: must begin with postgresql:// and name a database. In the user and the password, the signs @ : / ? # % ' +
        'are percent-encoded: %40 for @, %23 for #',
    )
    expect(wrong).not.toContain('secret-word')
  })

  it('pairs people with their accounts, and lets a project name how its tools call a status or priority', () => {
    const [project] = whole.projects
    const map = { P1: ['Blocker'], P2: ['High'] }
    const config = parseConfig({
      ...whole,
      users: [{ email: 'ada@example.com', jira: { main: 'account-1' } }],
      projects: [{ ...project, sync: { jira: { priority: { type: 'two-way', map } } } }],
    })
    expect(personDocs(config)).toEqual([
      expect.objectContaining({
        email: 'ada@example.com',
        accounts: { 'jira/main': 'account-1' },
        declared: true,
      }),
    ])
    expect(projectDocs(config, 0)[0]?.sync.jira?.priority).toEqual({ type: 'two-way', map })
  })

  it.each([
    ['nobody', [{}], 'users[0]: names nobody'],
    [
      'an account of a connection that is not there',
      [{ jira: { other: 'x' } }],
      'users[0].jira.other: there is no connection other',
    ],
    [
      'an account paired twice',
      [{ jira: { main: 'x' } }, { name: 'B', jira: { main: 'x' } }],
      'users[1].jira.main: is already an account of users[0]',
    ],
  ])('refuses %s', (_, users, said) => {
    expect(() => parseConfig({ ...whole, users })).toThrow(said)
  })

  it('refuses labels for ServiceNow, which has none', () => {
    const [project] = whole.projects
    const sync = { servicenow: { labels: { type: 'two-way' } } }
    expect(() => parseConfig({ ...whole, projects: [{ ...project, sync }] })).toThrow(
      'projects[0].sync.servicenow.labels.type: must be one of "off"',
    )
  })

  it('takes the closing slash off an address', () => {
    expect(parseConfig(whole).connections.jira[0]?.baseUrl).toBe('https://example.atlassian.net')
  })

  it('lets FIXPROOF_PORT win over the file and FIXPROOF_CONFIG name it', async () => {
    const read: string[] = []
    const config = await loadConfig({
      env: { FIXPROOF_PORT: '9000', FIXPROOF_CONFIG: '/etc/fixproof.json' },
      readFile: async path => {
        read.push(path)
        return JSON.stringify(whole)
      },
    })
    expect(config.server.port).toBe(9000)
    expect(read).toEqual(['/etc/fixproof.json'])
  })
})

describe('environment variables', () => {
  it('stand anywhere in a text, also several in one', () => {
    const file = { ...whole, server: { publicUrl: `https://${variable('SUB')}.${variable('DOMAIN')}/hub` } }
    expect(parseConfig(file, { SUB: 'fix', DOMAIN: 'example.com' }).server.publicUrl).toBe(
      'https://fix.example.com/hub',
    )
  })

  it('stay as they are behind a doubled dollar sign', () => {
    const file = { ...whole, keys: [{ name: 'a', scopes: ['read'], apiKey: `x$${variable('HOME')}y` }] }
    expect(parseConfig(file, {}).keys[0]?.apiKey).toBe(`x${variable('HOME')}y`)
  })

  it('that are missing or empty are named with the field that wants them, all at once', () => {
    const connections = { datadog: { apiKey: variable('DD_KEY'), applicationKey: `a${variable('DD_APP')}` } }
    expect(problemsOf({ connections }, { DD_APP: '' })).toEqual([
      'connections.datadog.apiKey: the environment variable DD_KEY is not set. Set it before the hub starts',
      'connections.datadog.applicationKey: the environment variable DD_APP is empty. Set it before the hub starts',
    ])
  })

  it('with a name that cannot be one are refused', () => {
    expect(problemsOf({ server: { host: variable('a b') } })).toEqual([
      `server.host: ${variable('a b')} is not the name of an environment variable`,
    ])
  })
})

describe('what is wrong is told field by field, in words', () => {
  it.each<[string, unknown, string]>([
    ['nothing at all', {}, 'connections: is missing. Expected: The accounts Fixproof works with'],
    [
      'a missing setting',
      { connections: { datadog: { apiKey: 'a' } } },
      'connections.datadog.applicationKey: is missing. Expected: Application key of an account with ' +
        'security_monitoring_findings_read and _write (or appsec_vm_read and _write)',
    ],
    [
      'a misspelt setting',
      { connections: { datadog, jira: [{ ...jira, emial: 'x' }] } },
      'connections.jira[0].emial: is not a setting. Did you mean email?',
    ],
    [
      'a setting nobody knows',
      { ...whole, routes: [] },
      'routes: is not a setting. Known here: $schema, server, store, network, proof, connections, keys, users, projects',
    ],
    [
      'an address that is none',
      { connections: { datadog, jira: [{ ...jira, baseUrl: 'ftp://example.com' }] } },
      'connections.jira[0].baseUrl: must be a web address that begins with https:// or http://. ' +
        'Expected: Address of the Jira site, e.g. https://example.atlassian.net',
    ],
    [
      'an unknown way to sign in',
      { connections: { datadog, servicenow: [{ ...servicenow, auth: { kind: 'token' } }] } },
      'connections.servicenow[0].auth.kind: must be one of "basic", "oauth"',
    ],
    [
      'a sign-in setting that is missing',
      { connections: { datadog, servicenow: [{ ...servicenow, auth: { kind: 'oauth', clientId: 'c' } }] } },
      'connections.servicenow[0].auth.clientSecret: is missing. Expected: Client secret of the OAuth registry entry',
    ],
    [
      'a sync type that is none',
      { ...whole, projects: [{ ...project, sync: { jira: { title: { type: 'both' } } } }] },
      'projects[0].sync.jira.title.type: must be one of "two-way", "to-ticket", "once", "off". ' +
        'Expected: "two-way", "to-ticket", "once" (at creation) or "off"',
    ],
    [
      'the key Datadog keeps for itself',
      { ...whole, projects: [{ key: 'CASE' }] },
      'projects[0].key: cannot be CASE: Datadog keeps that word for itself. ' +
        'Expected: Short key of the project; case keys begin with it, e.g. SEC',
    ],
    [
      'a number as text',
      { ...whole, server: { port: '80' } },
      'server.port: must be a number. Expected: Port the hub listens on; FIXPROOF_PORT wins over it. 8787 by default',
    ],
    [
      'a number out of bounds',
      { connections: { datadog: { ...datadog, pollSeconds: 0 } } },
      'connections.datadog.pollSeconds: must be at least 1. ' +
        'Expected: How often changed findings are asked for. Seconds; 30 by default',
    ],
    [
      'a project on a connection that is not there',
      { ...whole, projects: [{ key: 'SEC', jira: { connection: 'other', project: 'SEC' } }] },
      'projects[0].jira.connection: there is no connection other. Known in connections.jira: main',
    ],
    [
      'a project on a tool that is not connected',
      {
        connections: { datadog },
        projects: [{ key: 'A', servicenow: { connection: 'x', assignmentGroup: 'g' } }],
      },
      'projects[0].servicenow.connection: there is no connection x. ' +
        'No connection stands in connections.servicenow yet: add one',
    ],
    [
      'a connection id used twice',
      { connections: { datadog, jira: [jira, jira] } },
      'connections.jira[1].id: main is already used by connections.jira[0]. Give each its own',
    ],
    [
      'a project key used twice',
      { ...whole, projects: [project, { ...project, id: '6d5c2f1e-8d57-4f0a-9d55-1f1a2b3c4d5e' }] },
      'projects[1].key: SEC is already used by projects[0]. Give each its own',
    ],
    [
      'a close that would claim a fix (rule 21)',
      { ...whole, projects: [{ ...project, close: { jira: { accepted: { resolution: 'Done' } } } }] },
      'projects[0].close.jira.accepted: resolution "Done" means fixed; only remediated may use it. ' +
        'Choose a resolution in notFixed.resolutions or a status in notFixed.statuses, or add it there',
    ],
    [
      'a close code that would claim a fix (rule 21)',
      {
        ...whole,
        projects: [{ ...project, close: { servicenow: { detached: { closeCode: 'Solution provided' } } } }],
      },
      'projects[0].close.servicenow.detached: close code "Solution provided" means fixed; only remediated may use it. ' +
        'Choose a close code that is in notFixed.closeCodes, or add it there',
    ],
    [
      'a port in the environment that is none',
      { env: 'x' },
      'FIXPROOF_PORT: must be a port number, 0 to 65535',
    ],
  ])('%s', (_, file, expected) => {
    const found = expected.startsWith('FIXPROOF_PORT')
      ? problemsOf(whole, { FIXPROOF_PORT: '70000' })
      : problemsOf(file)
    expect(found).toEqual([expected])
  })

  it('names every wrong field in one message', () => {
    const error = (() => {
      try {
        parseConfig({ connections: { datadog: {} }, projects: [{ key: 'lower' }] }, {}, 'my.json')
      } catch (e) {
        return e as ConfigError
      }
      throw new Error('was taken')
    })()
    expect(error.message).toMatch(/^my\.json cannot be used:\n- connections\.datadog\.apiKey: /)
    expect(error.problems.map(p => p.field)).toEqual([
      'connections.datadog.apiKey',
      'connections.datadog.applicationKey',
      'projects[0].key',
    ])
  })
})

describe('secrets', () => {
  it('are never repeated in an error, wherever the fault is', () => {
    const secret = 'hunter2-very-secret'
    const files: unknown[] = [
      { connections: { datadog: { apiKey: [secret], applicationKey: { a: secret } } } },
      { connections: { datadog, jira: [{ ...jira, webhookSecrets: secret, baseUrl: secret }] } },
      { connections: { datadog, servicenow: [{ ...servicenow, auth: { kind: secret } }] } },
      {
        ...whole,
        keys: [
          { name: 'a', scopes: ['read'], apiKey: secret },
          { name: 'b', scopes: ['read'], apiKey: secret },
        ],
      },
    ]
    for (const file of files) {
      const found = problemsOf(file)
      expect(found.length).toBeGreaterThan(0)
      expect(found.join('\n')).not.toContain(secret)
    }
  })

  it.each([
    ['{\n "apiKey": hunter2 }', 2],
    ['{\n "apiKey": "hunter2"\n "b": 1}', 3],
  ])('are not repeated when the file is no JSON; the line is told', async (text, line) => {
    const error = await loadConfig({ env: {}, readFile: async () => text }).then(
      () => null,
      (e: unknown) => e as Error,
    )
    expect(error?.message).toContain('fixproof.config.json cannot be used:\n- the file: is not valid JSON')
    expect(error?.message).toMatch(new RegExp(`line ${line}|near line ${line - 1}`))
    expect(error?.message).not.toContain('hunter2')
  })
})

it('a file that is not there is said so, with what to do', async () => {
  const readFile = (): Promise<string> => Promise.reject(Object.assign(new Error('x'), { code: 'ENOENT' }))
  await expect(loadConfig({ path: 'a.json', env: {}, readFile })).rejects.toThrow(
    'a.json cannot be used:\n- the file: does not exist. Write one, or name another with FIXPROOF_CONFIG',
  )
})
