/** A small app for tests of the platform itself: a manifest with one module of each kind, and its functions as a script. */
import type { Built } from './build'
import type { Manifest } from './manifest'

const called = (name: string) => ({ function: name })

/** The manifest of the small app; `change` bends it. */
export function fixtureManifest(change: (manifest: Manifest) => void = () => {}): Manifest {
  const names = ['resolver', 'validate', 'glance', 'seen', 'beat', 'find', 'ask']
  const page = (key: string) => ({ key, title: key, resource: 'ui/panel', resolver: called('resolver') })
  const manifest: Manifest = {
    app: {
      id: 'ari:cloud:ecosystem::app/00000000-0000-4000-8000-00000000000a',
      runtime: { name: 'nodejs22.x' },
    },
    modules: {
      'jira:issuePanel': [page('panel')],
      'jira:issueContext': [{ ...page('glance'), label: 'Small', dynamicProperties: called('glance') }],
      'jira:adminPage': [page('admin')],
      'jira:projectPage': [page('project')],
      'jira:dashboardGadget': [page('gadget')],
      'jira:workflowValidator': [
        {
          key: 'validator',
          name: 'Small validator',
          description: 'Asks the small app.',
          function: 'validate',
          projectTypes: ['company-managed', 'team-managed'],
        },
      ],
      'jira:entityProperty': [
        {
          propertyKey: 'small',
          entityType: 'issue',
          values: [
            { path: 'count', type: 'number', searchAlias: 'smallCount' },
            { path: 'word', type: 'string', searchAlias: 'smallWord' },
            { path: 'deep.at', type: 'date', searchAlias: 'smallAt' },
          ],
        },
      ],
      'jira:jqlFunction': [
        {
          key: 'find',
          name: 'smallOnes',
          arguments: [{ name: 'least', required: false }],
          operators: ['in', 'not in'],
          function: 'find',
        },
      ],
      trigger: [
        {
          key: 'remote-events',
          events: ['avi:jira:updated:issue', 'avi:jira:assigned:issue', 'avi:jira:commented:issue'],
          filter: { ignoreSelf: true },
          endpoint: 'events',
        },
        {
          key: 'lifecycle',
          events: ['avi:forge:installed:app'],
          filter: { ignoreSelf: false },
          function: 'seen',
        },
        {
          key: 'own-events',
          events: ['avi:jira:set:issue-property'],
          filter: { ignoreSelf: true },
          function: 'seen',
        },
      ],
      scheduledTrigger: [{ key: 'beat', interval: 'hour', function: 'beat' }],
      action: [{ key: 'ask', function: 'ask' }],
      function: names.map(name => ({ key: name, handler: `index.${name}` })),
      endpoint: [{ key: 'events', remote: 'hub', route: { path: '/events' } }],
    },
    resources: [{ key: 'ui', path: 'src', entry: { panel: 'panel.tsx' } }],
    remotes: [{ key: 'hub', operations: ['compute'] }],
    permissions: {
      scopes: [
        'read:jira-work',
        'write:jira-work',
        'read:jira-user',
        'manage:jira-configuration',
        'storage:app',
      ],
    },
  }
  change(manifest)
  return manifest
}

/**
 * Its functions. `validate` does what the property `small` says; `resolver` runs the named step, so that a test
 * can ask the platform anything.
 */
const CODE = `
const kvs = async (path, body) => {
  const answer = await __forge_fetch__({ type: 'kvs', provider: 'app', remote: 'kvs' }, path, { method: 'POST', body: JSON.stringify(body) })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
}
const call = async (target, path, init) => {
  const answer = await __forge_fetch__(target, path, init)
  const text = await answer.text()
  return { status: answer.status, proxyError: answer.headers.get('forge-proxy-error'), body: text }
}
const STEPS = {
  asApp: p => call({ type: 'fpp', provider: 'app', remote: 'jira' }, p.path, p.init),
  asUser: p => call({ type: 'fpp', provider: 'user', remote: 'jira', accountId: p.accountId }, p.path, p.init),
  remote: p => call({ type: 'frc', remote: p.remote ?? 'hub' }, p.path, p.init),
  kvs: p => kvs(p.path, p.body),
  egress: async () => { try { await fetch('https://example.com/'); return 'reached' } catch (error) { return error.name } },
  context: (_, request) => request,
  now: async p => { const began = Date.now(); await new Promise(done => setTimeout(done, p.ms)); return { began, ended: new Date().getTime() } },
  remember: () => { globalThis.kept = (globalThis.kept ?? 0) + 1; return globalThis.kept },
  globals: () => ({ vitest: typeof globalThis.__vitest_worker__, array: [] instanceof Array, process: typeof process.exit }),
  runtime: () => { const { appContext, aaid, lambdaContext } = __forge_runtime__; return { appContext, aaid, left: lambdaContext.getRemainingTimeInMillis() } },
  fail: () => { throw new TypeError('broken on purpose') },
  abort: async p => { const signal = AbortSignal.timeout(p.ms); try { return await call({ type: 'frc', remote: 'hub' }, '/slow', { method: 'POST', signal }) } catch (error) { return error.name } },
}
exports.resolver = async (request, more) => STEPS[request.call.functionKey](request.call.payload ?? {}, { request, more })
exports.validate = async (input, more) => {
  const read = await call({ type: 'fpp', provider: 'app', remote: 'jira' }, '/rest/api/3/issue/' + input.issue.key + '?fields=status&properties=small')
  const small = JSON.parse(read.body).properties?.small ?? {}
  if (small.sleep) await new Promise(done => setTimeout(done, small.sleep))
  if (small.fail) throw new Error('broken on purpose')
  await kvs('/api/v1/set', { key: 'seen', value: { input, more } })
  return small.refuse ? { result: false, errorMessage: small.refuse } : { result: true }
}
exports.glance = async ({ extension }) => ({ status: { type: 'lozenge', value: { label: extension.issue.key, type: 'success' } } })
exports.seen = async event => { await kvs('/api/v1/set', { key: 'event', value: event }) }
exports.beat = async () => { const had = (await kvs('/api/v1/get', { key: 'beats' })).body?.value ?? 0; await kvs('/api/v1/set', { key: 'beats', value: had + 1 }) }
exports.find = async ({ clause }) => clause.arguments[0] === 'bad' ? { error: 'No number.' } : { jql: (clause.operator === 'not in' ? 'NOT ' : '') + 'smallCount >= ' + (clause.arguments[0] ?? 1) }
exports.ask = async (inputs, more) => ({ inputs, who: more.principal.accountId })
`

/** The functions of the small app. */
export const FIXTURE: Built = { name: 'small-app.js', code: CODE }
