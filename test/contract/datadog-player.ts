/** Plays recorded calls of the real Datadog to the simulated one. */
import { makeWorld } from '../sandbox/core'
import { makeDatadog } from '../sandbox/datadog'
import { findingId } from '../sandbox/datadog/controls'
import { PROJECTS, USERS } from '../sandbox/datadog/seed'

export type Json = string | number | boolean | null | Json[] | Tree
export interface Tree {
  [name: string]: Json
}
export interface Interaction {
  role: 'setup' | 'subject' | 'cleanup'
  at: string
  request: { method: string; url: string; body: Json }
  response: { status: number; headers: Record<string, string>; body: Json }
}
const KEYS = { 'dd-api-key': 'dd-api', 'dd-application-key': 'dd-app', 'content-type': 'application/json' }
const NOBODY = '00000000-0000-0000-0000-000000000000'

export const isTree = (value: Json | undefined): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The kind of finding an insight's path belongs to, so that ours links the same way. */
function kindOf(ref: string | undefined): string {
  if (ref?.startsWith('/security/compliance')) return 'misconfiguration'
  if (ref?.startsWith('/security/csm/vm')) return 'host_and_container_vulnerability'
  return 'library_vulnerability'
}

/** Plays a recording to simulated Datadog: unknown ids become known ones, everything else is sent as recorded. */
export function player() {
  const world = makeWorld()
  const { app } = makeDatadog(world)
  const cases = new Map<string, string>()
  const call = async (method: string, path: string, body: Json | undefined) => {
    const sent = body === undefined || body === null ? {} : { body: JSON.stringify(body) }
    const answer = await app.request(path, { method, headers: KEYS, ...sent })
    const text = await answer.text()
    return {
      status: answer.status,
      type: answer.headers.get('content-type'),
      body: (text === '' ? null : JSON.parse(text)) as Json,
    }
  }
  const detect = (id: string, type: string) =>
    call('POST', '/_sandbox/findings', {
      data: [
        { id, attributes: { attributes: { custom: { finding_type: type, title: id, severity: 'low' } } } },
      ],
    })
  const newCase = async (findings: string[]): Promise<string> => {
    const made = await call('POST', '/api/v2/security/findings/cases', {
      data: [
        {
          type: 'cases',
          relationships: {
            findings: { data: findings.map(id => ({ id, type: 'findings' })) },
            project: { data: { id: PROJECTS.security, type: 'projects' } },
          },
        },
      ],
    })
    return pick(made.body, 'data.0.id')
  }
  /** A case with these findings; one without any is made by taking its only finding off again. */
  const standingCase = async (findings: string[]): Promise<string> => {
    if (findings.length > 0) return newCase(findings)
    const passing = findingId('def-000-abc~passing')
    await detect(passing, 'secret')
    const id = await newCase([passing])
    const relationships = { findings: { data: [{ id: passing, type: 'findings' }] } }
    await call('DELETE', '/api/v2/security/findings/cases', { data: { type: 'cases', relationships } })
    return id
  }
  const translate = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(translate)
    if (!isTree(value)) return value
    const entries = Object.entries(value).map(([name, one]) => [name, translate(one)])
    const result = Object.fromEntries(entries) as Tree
    if (/^projects?$/.test(String(value.type)) && value.id !== NOBODY) result.id = PROJECTS.security
    if (value.type === 'user') result.id = USERS.ada
    if (typeof value.assignee_id === 'string') result.assignee_id = USERS.ada
    return result
  }
  const play = async ({ at, request, response }: Interaction) => {
    world.clock.set(Date.parse(at))
    const url = new URL(request.url)
    for (const id of findingsIn(request.body)) {
      await detect(id, kindOf(insightsIn(response.body).find(one => one.resource_id === id)?.ref))
    }
    const named = /\/cases\/([0-9a-f-]{36})/.exec(url.pathname)?.[1]
    if (named !== undefined && !cases.has(named)) {
      // The case was there before the recording: with the findings it lists and the request does not bring.
      const held = insightsIn(response.body).filter(
        one => !findingsIn(request.body).includes(one.resource_id),
      )
      for (const one of held) await detect(one.resource_id, kindOf(one.ref))
      cases.set(named, await standingCase(held.map(one => one.resource_id)))
    }
    const path = url.pathname.replace(named ?? '', cases.get(named ?? '') ?? '') + url.search
    const answer = await call(request.method, path, translate(request.body))
    const [theirs, ours] = [pick(response.body, 'data.id'), pick(answer.body, 'data.id')]
    if (theirs !== '') cases.set(theirs, ours)
    return answer
  }
  return { world, app, call, detect, newCase, play }
}

/** The text under a dotted path; empty when there is none. */
function pick(value: Json, path: string): string {
  let here: Json | undefined = value
  for (const name of path.split('.')) {
    here = Array.isArray(here) ? here[Number(name)] : isTree(here) ? here[name] : undefined
  }
  return typeof here === 'string' ? here : ''
}

function walk(value: Json, visit: (tree: Tree) => void): void {
  if (Array.isArray(value)) for (const one of value) walk(one, visit)
  if (!isTree(value)) return
  visit(value)
  for (const one of Object.values(value)) walk(one, visit)
}

function findingsIn(body: Json): string[] {
  const ids: string[] = []
  walk(body, tree => {
    if (tree.type === 'findings' && typeof tree.id === 'string') ids.push(tree.id)
  })
  return ids
}

export function insightsIn(body: Json): { ref: string; resource_id: string }[] {
  const found: { ref: string; resource_id: string }[] = []
  walk(body, tree => {
    const { ref, resource_id: id } = tree
    if (tree.type === 'SECURITY_FINDING' && typeof ref === 'string' && typeof id === 'string') {
      found.push({ ref, resource_id: id })
    }
  })
  return found
}
