/** Plays recorded calls of the real Datadog to a hub, and says how its answers differ. */
import { type apis, CASES, FINDINGS } from '../acceptance/api-support'
import type { Json } from '../harness'
import { findingId } from '../sandbox/datadog/controls'

export interface Interaction {
  role: 'setup' | 'subject' | 'cleanup'
  at: string
  request: { method: string; url: string; body: Json }
  response: { status: number; headers: Record<string, string>; body: Json }
}

/** Projects of recordings that are meant not to exist. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** What every recorded case is called. */
const RECORDED_TEXTS = { title: 'A title', description: 'A description' }

type Opened = Awaited<ReturnType<ReturnType<typeof apis>['open']>>

/** The kind of finding an insight's path belongs to. */
function kindOf(ref: string | undefined): string {
  if (ref?.startsWith('/security/compliance')) return 'misconfiguration'
  if (ref?.startsWith('/security/csm/vm')) return 'host_and_container_vulnerability'
  return 'library_vulnerability'
}

/** A hub that answers a recording: what its calls name stands there beforehand, by the ids recorded or by ours. */
export function player(api: Opened) {
  const { h } = api
  /** Case ids: theirs → ours. */
  const known = new Map<string, string>()

  const detect = (id: string, type: string, more: Json = {}) =>
    h.findings({
      id,
      attributes: { attributes: { custom: { finding_type: type, title: id, severity: 'low', ...more } } },
    })

  const refs = (ids: readonly string[]) => ({ data: ids.map(id => ({ id, type: 'findings' })) })
  async function newCase(ids: readonly string[]): Promise<string> {
    const relationships = { findings: refs(ids), project: api.projectRef() }
    const item = { type: 'cases', attributes: RECORDED_TEXTS, relationships }
    const made = await api.ask('POST', `${FINDINGS}/cases`, { data: [item] })
    return made.body.data[0].id
  }
  /** A case with these findings; one without any is made by taking its only finding off again. */
  async function standingCase(ids: readonly string[]): Promise<string> {
    if (ids.length > 0) return newCase(ids)
    const passing = findingId('def-000-abc~passing')
    await detect(passing, 'secret')
    const id = await newCase([passing])
    await api.ask('DELETE', `${FINDINGS}/cases`, {
      data: { type: 'cases', relationships: { findings: refs([passing]) } },
    })
    return id
  }

  function translate(value: Json): Json {
    if (Array.isArray(value)) return value.map(translate)
    if (typeof value !== 'object' || value === null) return value
    const result = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, translate(one)]))
    if (/^projects?$/.test(String(value.type)) && value.id !== NOBODY) result.id = api.projectId()
    return result
  }

  return {
    /** A finding that the hub has read, whatever its state, and that is on no case. */
    async known(id: string): Promise<void> {
      await newCase([id])
      await api.ask('DELETE', `${FINDINGS}/cases`, {
        data: { type: 'cases', relationships: { findings: refs([id]) } },
      })
    },
    /** Sends the request as recorded, with our project and case in the places of theirs. */
    async play({ at, request, response }: Interaction) {
      h.world.clock.set(Date.parse(at))
      const url = new URL(request.url)
      const held = insightsIn(response.body)
      const named = findingsIn(request.body)
      for (const id of named) {
        if (response.status !== 404) await detect(id, kindOf(held.find(one => one.resource_id === id)?.ref))
      }
      const theirs = /\/cases\/([0-9a-f-]{36})/.exec(url.pathname)?.[1]
      if (theirs !== undefined && !known.has(theirs)) {
        // The case was there before: with all it lists up to the last finding that the request does not bring.
        const last = held.findLastIndex(one => !named.includes(one.resource_id))
        const before = held.slice(0, last + 1)
        for (const one of before) await detect(one.resource_id, kindOf(one.ref))
        known.set(theirs, await standingCase(before.map(one => one.resource_id)))
        h.world.clock.advance(1_000)
      }
      const path = url.pathname.replace(theirs ?? '', known.get(theirs ?? '') ?? '') + url.search
      const answer = await api.ask(request.method, path, translate(request.body) ?? undefined)
      // A case made by itself is the one that the calls after it name.
      if (url.pathname === CASES && request.method === 'POST')
        known.set(response.body.data.id, answer.body.data.id)
      return answer
    },
    /** Closed cases as a recorded search shows them: given to somebody, with their attributes and a finding each. */
    async closedCases(all: readonly Json[]): Promise<void> {
      for (const [i, { attributes, relationships }] of [...all].reverse().entries()) {
        h.world.clock.set(Date.parse(attributes.created_at))
        const finding = findingId(`def-000-abc~closed-${i}`)
        await detect(finding, 'secret', { status: 'resolved' })
        const texts = { title: attributes.title, description: attributes.description }
        const item = {
          type: 'cases',
          attributes: texts,
          relationships: { findings: refs([finding]), project: api.projectRef() },
        }
        const id = (await api.ask('POST', `${FINDINGS}/cases`, { data: [item] })).body.data[0].id
        const change = (field: string, attributes: Json) =>
          api.ask('POST', `${CASES}/${id}/${field}`, { data: { type: 'case', attributes } })
        await change('attributes', { attributes: attributes.attributes })
        await change('assign', { assignee_id: relationships.assignee.data.id })
        h.world.clock.advance(1_000)
        await change('status', { status: 'CLOSED' })
      }
    },
  }
}

function walk(value: Json, visit: (tree: Record<string, Json>) => void): void {
  if (Array.isArray(value)) for (const one of value) walk(one, visit)
  else if (typeof value === 'object' && value !== null) {
    visit(value)
    for (const one of Object.values(value)) walk(one, visit)
  }
}

export function findingsIn(body: Json): string[] {
  const ids: string[] = []
  walk(body, tree => {
    if (tree.type === 'findings' && typeof tree.id === 'string') ids.push(tree.id)
  })
  return ids
}

export function insightsIn(body: Json): { ref: string; resource_id: string }[] {
  const found: { ref: string; resource_id: string }[] = []
  walk(body, tree => {
    if (tree.type === 'SECURITY_FINDING') found.push({ ref: tree.ref, resource_id: tree.resource_id })
  })
  return found
}

const kind = (value: Json): string => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value)

/** Every member the recording has is there with the same type, however deep; `as` names the place. */
export function lacking(ours: Json, theirs: Json, as = ''): string[] {
  if (kind(ours) !== kind(theirs)) return [`${as}: ours ${kind(ours)}, theirs ${kind(theirs)}`]
  if (Array.isArray(theirs)) {
    const fewer =
      ours.length < theirs.length ? [`${as}: ours ${ours.length}, theirs ${theirs.length} items`] : []
    return [
      ...fewer,
      ...theirs.flatMap((one, i) => (i < ours.length ? lacking(ours[i], one, `${as}[]`) : [])),
    ]
  }
  if (typeof theirs !== 'object' || theirs === null) return []
  return Object.entries(theirs).flatMap(([name, one]) =>
    name in ours
      ? lacking(ours[name], one, `${as}.${name}`)
      : [`${as}.${name}: ours absent, theirs ${kind(one)}`],
  )
}

/** What two answers say at these places, as recorded order has it. */
export function saying(body: Json, places: RegExp): [place: string, value: Json][] {
  const said: [string, Json][] = []
  const look = (value: Json, at: string): void => {
    if (Array.isArray(value)) for (const one of value) look(one, `${at}[]`)
    else if (typeof value === 'object' && value !== null)
      for (const name of Object.keys(value).sort()) look(value[name], `${at}.${name}`)
    else if (places.test(at)) said.push([at, value])
  }
  look(body, '')
  return said
}
