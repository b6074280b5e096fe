/** Simulated Datadog against recorded answers of the real one. */
import { describe, expect, it } from 'vitest'
import { findingId } from '../sandbox/datadog/controls'
import { PROJECTS, USERS } from '../sandbox/datadog/seed'
import { type Interaction, insightsIn, isTree, type Json, player, type Tree } from './datadog-player'
import { haveReference, recordings, skippedNote } from './datadog-reference'

interface Recorded {
  id: string
  type: string
  attributes: { attributes: Tree; tags: string[]; timestamp: number }
}
interface FindingsFile {
  recorded: Recorded[]
  docs_samples: Recorded[]
  workflow_shape: Tree
}

/** Paths with the kinds of value seen there; the members of a list count as one. */
function shape(value: Json, path = '', into = new Map<string, string>()): Map<string, string> {
  const kind = Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value
  into.set(path, kind)
  if (Array.isArray(value)) for (const one of value) shape(one, `${path}[]`, into)
  if (isTree(value)) for (const [name, one] of Object.entries(value)) shape(one, `${path}.${name}`, into)
  return into
}

/** What an answer of one side holds and the other's does not. Free-form parts are compared as wholes. */
const FREE = /^(\.data(\[\])?\.attributes\.(attributes|custom_attributes)|\.data\[\]\.attributes\.tags)[.[]/
/** Members that depend on the case, not on the call: when it was first recorded, or who it belongs to. */
const MAY_DIFFER = [
  // Absent in recordings of October 2025, present from December on (facts, section 3).
  /^\.data\.attributes\.status_group$/,
]

function differences(ours: Json, theirs: Json): string[] {
  const [a, b] = [shape(ours), shape(theirs)]
  const paths = [...new Set([...a.keys(), ...b.keys()])].filter(
    path => !FREE.test(path) && !MAY_DIFFER.some(one => one.test(path)),
  )
  return paths.flatMap(path =>
    a.get(path) === b.get(path)
      ? []
      : [`${path}: ours ${a.get(path) ?? 'absent'}, theirs ${b.get(path) ?? 'absent'}`],
  )
}

/** Case search was recorded over error-tracking cases; ours are security cases that look alike. */
async function closedCases({ newCase, detect, call }: ReturnType<typeof player>): Promise<void> {
  for (const name of ['one', 'two', 'three']) {
    const finding = findingId(`def-000-abc~${name}`)
    await detect(finding, 'misconfiguration')
    const id = await newCase([finding])
    const post = (what: string, attributes: Tree) =>
      call('POST', `/api/v2/cases/${id}/${what}`, { data: { type: 'case', attributes } })
    await post('attributes', { attributes: { service: ['web-frontend'] } })
    await post('assign', { assignee_id: USERS.ada })
    await post('status', { status: 'CLOSED' })
  }
}

/** Why a recorded case search cannot look exactly like ours. */
const ERROR_TRACKING_ONLY = ['.data[].relationships.modified_by', '.data[].relationships.modified_by.data']

/** One way of comparing per kind of file; a file that none takes fails the test. */
const HANDLERS: { takes: (content: Tree) => boolean; compare: (content: Tree) => Promise<void> }[] = [
  { takes: content => Array.isArray(content.interactions), compare: compareInteractions },
  { takes: content => Array.isArray(content.recorded), compare: compareFindings },
]

async function compareInteractions(content: Tree): Promise<void> {
  const play = player()
  for (const interaction of content.interactions as unknown as Interaction[]) {
    const { request, response } = interaction
    const what = `${request.method} ${request.url}`
    if (new URL(request.url).pathname === '/api/v2/cases' && request.method === 'GET') {
      if (interaction === (content.interactions as unknown[])[0]) await closedCases(play)
    }
    const answer = await play.play(interaction)
    expect(answer.status, what).toBe(response.status)
    if (response.status === 204) continue
    expect(answer.type, what).toBe(response.headers['content-type'])
    if (response.status >= 400) {
      expect(answer.body, what).toEqual(response.body)
      continue
    }
    const other = differences(answer.body, response.body).filter(
      one => !ERROR_TRACKING_ONLY.some(path => one.startsWith(path)),
    )
    expect(other, what).toEqual([])
    const plain = (ref: string) => ref.replace('query=%40workflow.integrations.cases.id%3A%2A&', '')
    const links = (body: Json) => new Map(insightsIn(body).map(one => [one.resource_id, plain(one.ref)]))
    const theirs = links(response.body)
    for (const [id, ref] of links(answer.body)) if (theirs.has(id)) expect(ref, what).toBe(theirs.get(id))
  }
}

async function compareFindings(content: Tree): Promise<void> {
  const file = content as unknown as FindingsFile
  const { call } = player()
  for (const item of [...file.recorded, ...file.docs_samples]) {
    const told = await call('POST', '/_sandbox/findings', { data: [item as unknown as Tree] })
    expect(told.body, item.id).toEqual({ ok: true, ids: [item.id] })
    const found = await call('GET', `/api/v2/security/findings?filter[query]=@finding_id:"${item.id}"`, null)
    // Documented samples are condensed: ours may hold more.
    expect(found.body).toMatchObject({ data: [item as unknown as Tree] })
    if (file.recorded.includes(item)) expect(found.body).toHaveProperty('data', [item])
  }
  await compareSeed(file)
  await compareWorkflow(file)
}

/** Members of a seeded finding, two levels deep, are ones that real findings have. */
async function compareSeed(file: FindingsFile): Promise<void> {
  const { call } = player()
  const members = (items: Recorded[]) =>
    new Set(
      items.flatMap(({ attributes }) => {
        const outer = attributes.attributes
        const inner = isTree(outer.custom) ? outer.custom : outer
        return Object.entries(inner).flatMap(([name, value]) => [
          name,
          ...(isTree(value) ? Object.keys(value).map(one => `${name}.${one}`) : []),
        ])
      }),
    )
  const known = members([...file.recorded, ...file.docs_samples])
  // Documented, and in none of the samples: the image of a container.
  for (const one of ['container_image', 'container_image.name']) known.add(one)
  for (const name of Object.keys(file.workflow_shape)) known.add(`workflow.${name}`)
  const seeded = await call('GET', '/api/v2/security/findings?page[limit]=150', null)
  const ours = members((seeded.body as Tree).data as unknown as Recorded[])
  expect([...ours].filter(name => !known.has(name))).toEqual([])
}

/** Everything simulated Datadog writes into `workflow` has the name and kind the documentation gives it. */
async function compareWorkflow(file: FindingsFile): Promise<void> {
  const { call, detect, world } = player()
  const id = findingId('def-000-abc~all-in-one')
  await detect(id, 'secret')
  const findings = { data: [{ id, type: 'findings' }] }
  const project = { data: { id: PROJECTS.security, type: 'projects' } }
  const send = async (method: string, path: string, data: Json) => {
    const { status } = await call(method, `/api/v2/security/findings/${path}`, { data })
    expect(status, path).toBeLessThan(300)
  }
  await send('POST', 'jira_issues', [
    { type: 'jira_issues', attributes: { assignee_id: USERS.ada }, relationships: { findings, project } },
  ])
  const caseKey = 'SECURITY-1'
  await call('POST', `/api/v2/cases/${caseKey}/relationships/servicenow_tickets`, {
    data: { type: 'tickets', attributes: { instance_name: 'example' } },
  })
  const mute = { is_muted: true, reason: 'OTHER', description: 'x', expire_at: world.clock.now() + 60_000 }
  await send('PATCH', 'mute', { type: 'mute', attributes: { mute }, relationships: { findings } })
  await send('PATCH', 'assignee', {
    type: 'assignee',
    attributes: { assignee_id: USERS.ada },
    relationships: { findings },
  })
  world.clock.advance(1000)
  const read = await call('GET', `/_sandbox/findings/${id}`, null)
  const content = ((read.body as Tree).data as unknown as Recorded).attributes.attributes.custom
  const ours = shape(isTree(content) ? (content.workflow ?? null) : null)
  const documented = shape(file.workflow_shape)
  expect([...ours].filter(([path, kind]) => documented.get(path) !== kind)).toEqual([])
  expect([...ours.keys()].filter(path => path.startsWith('.integrations.cases[].')).length).toBeGreaterThan(
    15,
  )
}

describe('simulated Datadog beside recorded answers', () => {
  const files = haveReference ? recordings() : []
  it.skipIf(!haveReference)(`has all recordings before it${skippedNote}`, () => {
    expect(files.length).toBeGreaterThanOrEqual(20)
  })
  it.each(files)('answers as %s', async (name, content) => {
    const tree = content as Tree
    const handler = HANDLERS.find(one => one.takes(tree))
    expect(handler, `nothing here knows how to compare ${name}`).toBeDefined()
    await handler?.compare(tree)
  })
})
