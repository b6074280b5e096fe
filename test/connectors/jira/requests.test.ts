import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../sandbox/port'
import { draft, testSite } from './site'

/** Atlassian's description of the API; reference data that stands beside the project, never in it. */
const SHARED = process.env.FIXPROOF_SHARED ?? resolve(import.meta.dirname, '../../../../shared')
const SPEC = join(SHARED, 'specs/jira-cloud-v3.openapi.json')

interface Operation {
  parameters?: { name: string; in: string }[]
  requestBody?: { content: { 'application/json'?: { schema: object } } }
}
interface Spec {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

/** Everything the connector ever asks of Jira. */
async function everyCall(): Promise<Call[]> {
  const site = testSite()
  const { tool, world } = site
  const one = await tool.create(draft({ fields: { labels: ['team'] } }))
  const two = await tool.create(draft({ marker: 'ba9876543210' }))
  await tool.find('0123456789ab', draft().target)
  const view = await tool.read(one.id)
  await tool.readMany([one.id, two.id])
  const moves = await tool.moves(one.id)
  const done = moves.find(move => move.to.category === 'done')
  await tool.workflow(view?.workflow.projectId ?? '', view?.workflow.issueTypeId ?? '')
  await tool.write(one.id, {
    kind: 'transition',
    transitionId: done?.id ?? '',
    fields: { resolution: { name: 'Done' } },
    comment: 'why',
  })
  await tool.write(one.id, { kind: 'comment', text: 'why', marker: 'm' })
  await tool.hasComment(one.id, 'm')
  await tool.write(one.id, { kind: 'fields', fields: { summary: 'New' } })
  await tool.write(one.id, { kind: 'property', key: 'fixproof', value: { v: 1 } })
  const link = { globalId: 'g', url: 'https://x.example', title: 'T', summary: 'S', resolved: true }
  await tool.write(one.id, { kind: 'remote-link', ...link })
  await tool.write(one.id, { kind: 'issue-link', type: 'Relates', toKey: two.key })
  const close = { jira: { remediated: { status: 'Done', resolution: 'Done', fields: {} } } }
  await tool.check({ target: draft().target, close })
  return world.calls.list('jira').filter(call => call.path.startsWith('/rest/'))
}

/** Why a call does not fit Atlassian's description; empty when it does. */
function faultsOf(call: Call, spec: Spec, ajv: Ajv): string[] {
  const parts = call.path.split('/')
  const fits = (template: string): boolean => {
    const wanted = template.split('/')
    return (
      wanted.length === parts.length && wanted.every((part, i) => part.startsWith('{') || part === parts[i])
    )
  }
  // A path without placeholders goes before one with: `/issue/bulkfetch` is no issue.
  const paths = Object.keys(spec.paths).filter(fits)
  const path = paths.sort((a, b) => a.split('{').length - b.split('{').length)[0]
  const operation = path === undefined ? undefined : spec.paths[path]?.[call.method.toLowerCase()]
  if (operation === undefined) return [`${call.method} ${call.path} is not described`]
  const known = (operation.parameters ?? []).filter(one => one.in === 'query').map(one => one.name)
  const strange = [...new URLSearchParams(call.query).keys()].filter(name => !known.includes(name))
  const schema = operation.requestBody?.content['application/json']?.schema
  if (call.method === 'GET') return strange
  if (schema === undefined) return [...strange, 'a body that is not described']
  const valid = ajv.validate({ ...schema, components: spec.components }, call.requestBody)
  return valid ? strange : [...strange, ajv.errorsText(ajv.errors)]
}

const missing = !existsSync(SPEC)
describe(`every request fits Atlassian's description${missing ? ' (skipped: no reference data beside the project)' : ''}`, () => {
  it.skipIf(missing)('in path, query and body', async () => {
    const spec = JSON.parse(readFileSync(SPEC, 'utf8')) as Spec
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
    const calls = await everyCall()
    expect(calls.length).toBeGreaterThan(20)
    const faults = calls.map(call => [`${call.method} ${call.path}`, faultsOf(call, spec, ajv)] as const)
    expect(faults.filter(([, found]) => found.length > 0)).toEqual([])
  })
})
