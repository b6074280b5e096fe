import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { breaches, emptyRooms, type Rooms, type Source } from './support/rooms'

/** The ports of the hub's own parts that many rooms use. */
const PORTS = 'hub/src/ports'
const RULES = 'shared'
const DOMAIN = 'hub/src/domain'
const RECONCILE = 'hub/src/reconcile'
const TOOL_PORT = 'hub/src/connectors/port'
const TOOL_HELP = 'hub/src/connectors/shared'
const TOOL_TEXT = 'hub/src/connectors/text'
const STORE_PORT = 'hub/src/store/port'
const CONFIG = 'hub/src/config'
const CHECK = 'hub/src/check'

/** The house plan: who may import whom. A new folder needs a row, and a reason why its row is no longer than it is. */
const ROOMS: Rooms = {
  // The rules import nothing: they run in Node, in a Forge function and in ServiceNow's Rhino.
  shared: {},

  // The core. Hashes and ids made from names are pure; nothing here calls out or reads the clock.
  [DOMAIN]: { may: [RULES], packages: ['node:crypto', 'uuid'] },
  [RECONCILE]: {
    may: [RULES, DOMAIN, TOOL_PORT, STORE_PORT, 'hub/src/store/turns', PORTS],
    packages: ['node:crypto'],
  },

  // The connectors translate; they decide nothing, so they know the domain's types alone, and never each other.
  [TOOL_PORT]: { types: [DOMAIN, RULES] },
  [TOOL_HELP]: { may: [RULES, TOOL_PORT, PORTS] },
  [TOOL_TEXT]: { may: [RULES], packages: ['marked', 'zod'] },
  'hub/src/connectors/datadog': {
    may: [RULES, TOOL_PORT, TOOL_HELP, PORTS],
    types: [DOMAIN],
    packages: ['node:crypto', 'zod'],
  },
  'hub/src/connectors/jira': {
    may: [RULES, TOOL_PORT, TOOL_HELP, TOOL_TEXT, PORTS],
    types: [DOMAIN],
    packages: ['node:crypto', 'zod'],
  },
  'hub/src/connectors/servicenow': {
    may: [RULES, TOOL_PORT, TOOL_HELP, TOOL_TEXT, PORTS],
    types: [DOMAIN],
    packages: ['node:crypto', 'zod'],
  },

  // The stores keep the domain's documents. Only the search, over any of them, reads a query: the domain compiles it.
  [STORE_PORT]: { types: [DOMAIN] },
  'hub/src/store': { flat: true, may: [DOMAIN, STORE_PORT], packages: ['node:crypto', 'zod'] },
  'hub/src/store/embedded': {
    may: [STORE_PORT, 'hub/src/store/portable', PORTS],
    types: [DOMAIN],
    packages: ['lowdb', 'node:crypto', 'node:fs', 'node:os', 'node:path', 'node:zlib'],
  },
  'hub/src/store/postgres': {
    may: [
      ...[DOMAIN, STORE_PORT, PORTS],
      ...['hub/src/store/portable', 'hub/src/store/search', 'hub/src/store/turns'],
    ],
    packages: ['node:crypto', 'node:fs', 'node:url', 'pg'],
  },
  'hub/src/store/contract': { tests: true },

  // The doors: they ask the loop, the domain and the ports, and know no vendor and no store by name.
  'hub/src/http': {
    may: [
      ...[RULES, DOMAIN, RECONCILE, TOOL_PORT, STORE_PORT, PORTS],
      ...['hub/src/store/overlay', 'hub/src/store/search', 'hub/src/store/searchCases'],
      ...[CHECK, 'hub/src/keys', 'hub/src/logs', 'hub/src/version'],
    ],
    types: [CONFIG, 'hub/src/proofKeys'],
    packages: [
      'node:async_hooks',
      ...['@hono/node-server', '@hono/zod-openapi', 'hono', 'jose', 'prom-client', 'zod'],
      ...['node:crypto', 'node:fs', 'node:http', 'node:module', 'node:net', 'node:path', 'node:stream'],
    ],
  },
  [CHECK]: {
    may: [RULES, DOMAIN, RECONCILE, TOOL_PORT, STORE_PORT, CONFIG, PORTS, 'hub/src/sharedProofKey'],
    types: ['hub/src/proofKeys'],
  },
  // A person the file names has the same id as one a tool names, so ids are made in one place.
  [CONFIG]: {
    may: [RULES, 'hub/src/domain/markers'],
    types: [DOMAIN],
    packages: ['node:crypto', 'uuid', 'zod'],
  },

  // The world outside, one file a part of it.
  [PORTS]: {},
  'hub/src/clock': { types: [PORTS], packages: ['node:crypto'] },
  'hub/src/fetch': {
    may: [PORTS],
    packages: ['node:dns', 'node:net', 'node:stream', 'node:zlib', 'undici'],
  },
  'hub/src/testing': { tests: true },
  'hub/src/clockWatch': { types: [PORTS] },
  'hub/src/logs': { types: [PORTS], packages: ['pino'] },
  'hub/src/version': {},
  'hub/src/keys': { may: [CONFIG, STORE_PORT], types: [DOMAIN], packages: ['node:crypto'] },
  'hub/src/proofKeys': { packages: ['node:crypto', 'node:fs', 'node:path'] },
  'hub/src/sharedProofKey': { may: ['hub/src/proofKeys', STORE_PORT], types: [PORTS] },

  // Where the parts are joined: the only files that name vendors and stores.
  'hub/src/compose': {
    may: [
      ...[CONFIG, RECONCILE, TOOL_HELP],
      ...['hub/src/connectors/datadog', 'hub/src/connectors/jira', 'hub/src/connectors/servicenow'],
    ],
    types: [RULES, DOMAIN, TOOL_PORT, STORE_PORT, PORTS, 'hub/src/fetch'],
  },
  'hub/src/hub': {
    may: [
      ...[
        'hub/src/clockWatch',
        'hub/src/compose',
        CONFIG,
        'hub/src/http',
        'hub/src/keys',
        'hub/src/proofKeys',
        'hub/src/sharedProofKey',
        PORTS,
      ],
      'hub/src/openStore',
    ],
    types: [STORE_PORT, 'hub/src/store/embedded'],
    packages: ['node:path'],
  },
  'hub/src/openStore': {
    may: ['hub/src/store/embedded', 'hub/src/store/postgres'],
    types: [CONFIG, STORE_PORT, 'hub/src/store/portable', PORTS],
  },
  // The commands speak to a running hub through its API, whose shapes they know. What concerns a store as a whole they do
  // themselves: no hub runs then.
  'hub/src/cli': {
    may: [
      ...[CHECK, CONFIG, 'hub/src/clock', 'hub/src/compose', 'hub/src/fetch'],
      ...['hub/src/openStore', 'hub/src/store/backup', 'hub/src/store/portable', STORE_PORT],
      // A backup that is being written is held like the folder of a store.
      ...['hub/src/store/embedded/files', 'hub/src/store/embedded/lock'],
    ],
    types: [PORTS, 'hub/src/http/native/schemas'],
    packages: ['@hono/zod-openapi', 'node:fs', 'node:path', 'node:util'],
  },
  'hub/bin': {
    may: [
      ...['hub/src/cli', CONFIG, 'hub/src/clock', 'hub/src/compose', 'hub/src/fetch', 'hub/src/hub'],
      ...['hub/src/logs', 'hub/src/proofKeys', STORE_PORT, 'hub/tools'],
    ],
    packages: ['node:fs', 'node:url'],
  },

  // What a release is made of and what is known of it: texts in, texts out.
  'hub/tools': {},

  // The Jira app. What Forge calls stands at the top; only the platform folder reaches Jira, the hub and the storage.
  'forge-app/src': {
    flat: true,
    may: [RULES, 'forge-app/src/platform', 'forge-app/src/resolvers', 'forge-app/src/validator'],
  },
  'forge-app/src/defs': { types: [RULES] },
  'forge-app/src/platform': {
    may: [RULES, 'forge-app/src/validator/keys'],
    types: ['forge-app/src/defs'],
    packages: ['@forge/api', '@forge/kvs'],
  },
  'forge-app/src/validator': {
    may: [RULES, 'forge-app/src/platform'],
    types: ['forge-app/src/defs'],
    packages: ['node:crypto'],
  },
  'forge-app/src/resolvers': {
    may: [RULES, 'forge-app/src/platform', 'forge-app/src/validator', 'forge-app/src/workflows'],
    types: ['forge-app/src/defs'],
    packages: ['@forge/resolver'],
  },
  'forge-app/src/workflows': {
    may: [RULES, 'forge-app/src/platform', 'forge-app/src/resolvers'],
    types: ['forge-app/src/defs'],
    packages: ['@forge/api', 'node:crypto'],
  },
  // Forge's own tools, run on the app without a login.
  'forge-app/tools': {
    packages: ['@forge/manifest', 'node:fs', 'node:module', 'node:os', 'node:path', 'node:url', 'yaml'],
  },
  // The pages know what the functions answer, and reach nothing but them.
  'forge-app/src/frontend': {
    may: [RULES],
    types: ['forge-app/src/defs'],
    packages: ['@forge/bridge', '@forge/react', 'react'],
  },
  'forge-app/src/testing': { tests: true },

  // The ServiceNow app. Its scripts and those of the form run on the platform; the Fluent files only the SDK reads.
  'servicenow-scoped/src/scripts': { may: [RULES] },
  'servicenow-scoped/src/form': {},
  'servicenow-scoped/src/fluent': { packages: ['@servicenow/sdk'] },
  'servicenow-scoped/guard/src/fluent': { packages: ['@servicenow/sdk'] },
  'servicenow-scoped/tools': {
    packages: [
      ...['acorn', 'esbuild', 'fast-xml-parser', 'typescript', 'node:child_process', 'node:crypto'],
      ...['node:fs', 'node:os', 'node:path', 'node:timers', 'node:url'],
    ],
  },

  test: { tests: true },
}

const root = resolve(__dirname, '../..')
/** Dot folders hold no source of ours. */
const SKIPPED = /^(node_modules|dist|\..*)$/

function sourcesIn(folder: string): Source[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = posix.join(folder, entry.name)
    if (entry.isDirectory()) return SKIPPED.test(entry.name) ? [] : sourcesIn(path)
    return /\.tsx?$/.test(entry.name) ? [{ path, text: readFileSync(join(root, path), 'utf8') }] : []
  })
}

const projectFolders = readdirSync(root, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && !SKIPPED.test(entry.name))
  .map(entry => entry.name)

describe('the rooms of the house', () => {
  const sources = projectFolders.flatMap(sourcesIn)

  it('import only what the plan allows, and no folder stands outside the plan', () => {
    expect(sources.length).toBeGreaterThan(300)
    expect(breaches(sources, ROOMS)).toEqual([])
  }, 120_000) // Every source is parsed: seconds on a free machine, far more on a busy one.

  it('are all still lived in', () => {
    expect(emptyRooms(sources, ROOMS)).toEqual([])
  })
})

describe('the guard of the rooms', () => {
  const rooms: Rooms = {
    shared: {},
    'hub/src/domain': { may: ['shared'], packages: ['uuid'] },
    'hub/src/connectors/port': { types: ['hub/src/domain'] },
    'hub/src/connectors/datadog': { may: ['hub/src/connectors/port'], types: ['hub/src/domain'] },
    'hub/src/connectors/jira': { may: ['hub/src/connectors/port'], types: ['hub/src/domain'] },
    'hub/src/store': { flat: true },
    'hub/src/http': { may: ['hub/src/domain', 'hub/src/store/port'] },
    'hub/src/cli': { types: ['hub/src/http/schemas'] },
    'hub/src/contract': { tests: true },
    test: { tests: true },
  }
  const found = (path: string, text: string) => breaches([{ path, text }], rooms)

  it.each([
    [
      'a room that is not in its row',
      'hub/src/domain/plan.ts',
      "import { VendorError } from '../connectors/port'",
    ],
    ['another vendor', 'hub/src/connectors/jira/a.ts', "import { b } from '../datadog/b'"],
    [
      'anything at all into the rules',
      'shared/src/close.ts',
      "import type { CaseDoc } from '../../hub/src/domain/model'",
    ],
    [
      'a value where types alone are allowed',
      'hub/src/connectors/jira/a.ts',
      "import { plan } from '../../domain/plan'",
    ],
    ['a value among types', 'hub/src/connectors/jira/a.ts', "import { type A, b } from '../../domain/plan'"],
    ['for its side effects', 'hub/src/connectors/jira/a.ts', "import '../../domain/plan'"],
    ['everything as one', 'hub/src/connectors/jira/a.ts', "import * as all from '../../domain/plan'"],
    ['by passing it on', 'hub/src/domain/a.ts', "export { a } from '../http/a'"],
    ['by passing everything on', 'hub/src/domain/a.ts', "export * from '../http/a'"],
    ['a type in passing', 'hub/src/domain/a.ts', "type A = import('../http/a').A"],
    ['late', 'hub/src/domain/a.ts', "const a = async () => import('../http/a')"],
    ['late, by a template', 'hub/src/domain/a.ts', 'const a = async () => import(`../http/a`)'],
    ['by require', 'hub/src/domain/a.ts', "const a = require('../http/a')"],
    ['the old way', 'hub/src/domain/a.ts', "import a = require('../http/a')"],
    ['by the name of our package', 'hub/src/domain/a.ts', "import { a } from '@fixproof/hub/http/a'"],
    ['another file than the one its row names', 'hub/src/http/a.ts', "import { a } from '../store/memory'"],
    ['another file of a room it knows one of', 'hub/src/cli/a.ts', "import type { A } from '../http/a'"],
    ['a package that is not in its row', 'hub/src/domain/a.ts', "import { z } from 'zod'"],
    ['a package of a scope', 'hub/src/domain/a.ts', "import { z } from '@hono/zod-openapi/a'"],
    ['a module of Node', 'hub/src/domain/a.ts', "import { readFile } from 'node:fs/promises'"],
    ['what tests share', 'hub/src/http/a.ts', "import { build } from '../domain/testing/build'"],
    ['what a test helper gives', 'hub/src/http/a.ts', "import { testHub } from './appTesting'"],
    ['a contract of tests', 'hub/src/domain/a.ts', "import { a } from '../contract/a'"],
    ['the test folder', 'hub/src/http/a.ts', "import { sandbox } from '../../../test/sandbox'"],
    [
      'the test folder, into a test beside the code',
      'hub/src/http/a.test.ts',
      "import { a } from '../../../test/a'",
    ],
    ['a folder without a row', 'hub/src/http/a.ts', "import { a } from '../queue/a'"],
  ])('sees it when a file imports %s', (_what, path, text) => {
    expect(found(path, text)).toHaveLength(1)
  })

  it.each([
    ['its own room', 'hub/src/domain/query/a.ts', "import { b } from '../b'"],
    ['a room in its row', 'hub/src/domain/a.ts', "import { judgeClose } from '@fixproof/rules'"],
    ['a package in its row', 'hub/src/domain/a.ts', "import { v5 } from 'uuid'"],
    ['a file in its row', 'hub/src/http/a.ts', "import type { Store } from '../store/port'"],
    [
      'a type where types alone are allowed',
      'hub/src/connectors/jira/a.ts',
      "import type { A } from '../../domain/a'",
    ],
    ['types one by one', 'hub/src/connectors/jira/a.ts', "import { type A, type B } from '../../domain/a'"],
    [
      'the type of a file whose types it may know',
      'hub/src/cli/a.ts',
      "import type { A } from '../http/schemas'",
    ],
    ['another room into a test', 'hub/src/domain/a.test.ts', "import { a } from '../http/a'"],
    ['a package into a test', 'hub/src/domain/a.test.ts', "import { it } from 'vitest'"],
    ['what tests share into a test', 'hub/src/domain/a.test.ts', "import { a } from '../http/testing/a'"],
    ['any room into the test folder', 'test/kill/a.ts', "import { a } from '../../hub/src/http/a'"],
    [
      'nothing: a comment and a text are no import',
      'shared/src/a.ts',
      "// import '../../hub/src/a'\nconst a = \"from 'zod'\"",
    ],
  ])('lets a file import %s', (_what, path, text) => {
    expect(found(path, text)).toEqual([])
  })

  it('says of a file outside every room that its folder needs a row', () => {
    expect(found('hub/src/queue/a.ts', '')).toEqual([
      'hub/src/queue/a.ts stands in no room: give its folder a row',
    ])
    expect(found('hub/src/store/postgres/a.ts', '')).toHaveLength(1)
    expect(found('hub/src/connectors/github/a.ts', '')).toHaveLength(1)
    expect(found('forge-app/src/a.tsx', '')).toHaveLength(1)
    expect(found('hub/src/domain/query/a.ts', '')).toEqual([])
  })

  it('says which rows nobody lives in', () => {
    expect(
      emptyRooms([{ path: 'hub/src/store/port.ts', text: '' }], { 'hub/src/store': {}, 'hub/src/queue': {} }),
    ).toEqual(['hub/src/queue'])
  })

  it('names the file, what it imports and why it must not', () => {
    expect(found('hub/src/connectors/jira/a.ts', "import { b } from '../datadog/b'")).toEqual([
      'hub/src/connectors/jira/a.ts imports ../datadog/b: hub/src/connectors/jira may not import hub/src/connectors/datadog',
    ])
  })
})
