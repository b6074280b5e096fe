import type { Hono } from 'hono'
import { z } from 'zod'
import { controlBody } from '../controls'
import type { SandboxEnv, World } from '../port'
import type { Finding, Json, Nesting, Tree } from './model'
import { MAX_PAGE } from './refusals'
import { findingView, isTree, merged, type State, watchMute } from './state'
import { announce } from './webhooks'

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
)

const findingsBody = z.strictObject({
  data: z
    .array(
      z.strictObject({
        id: z.string().refine(isFindingId, 'must be base64url of "<rule or hash>~<resource>", with padding'),
        type: z.literal('finding').optional(),
        attributes: z
          .strictObject({
            attributes: z.record(z.string(), json).optional(),
            tags: z.array(z.string()).optional(),
            timestamp: z.int().optional(),
          })
          .optional(),
      }),
    )
    .min(1),
})

const settingsBody = z.strictObject({
  nesting: z.enum(['custom', 'flat', 'as-stored']).optional(),
  muteLagMs: z.int().min(0).optional(),
})

const timeoutsBody = z.strictObject({ next: z.int().min(1), keep: z.int().min(0).max(MAX_PAGE).default(0) })

/** Members a new finding must bring; all others have a default. */
const REQUIRED = ['finding_type', 'title', 'severity'] as const

/** Ids are base64url with padding of `<rule or hash>~<resource>`. */
export function isFindingId(id: string): boolean {
  if (!/^[\w-]+={0,2}$/.test(id) || id.length % 4 !== 0) return false
  const text = Buffer.from(id, 'base64url').toString()
  return findingId(text) === id && /^[^~]+~.+$/s.test(text)
}

/** The id of a finding from `<rule or hash>~<resource>`. */
export function findingId(text: string): string {
  const bare = Buffer.from(text).toString('base64url')
  return bare.padEnd(Math.ceil(bare.length / 4) * 4, '=')
}

interface Wish {
  id: string
  nesting: Nesting
  content: Tree
  tags: string[] | undefined
}

/** `POST|DELETE /_sandbox/findings`: what the scanners would detect, plus switches for what tests need to provoke. */
export function findingControls(app: Hono<SandboxEnv>, state: () => State, world: World): void {
  app.post('/_sandbox/findings', async c => {
    const read = await controlBody(c, findingsBody)
    if ('refusal' in read) return read.refusal
    const now = state()
    const wishes = read.body.data.map(readWish)
    const lacking = wishes.flatMap(({ id, content }) =>
      now.findings.has(id)
        ? []
        : REQUIRED.filter(name => typeof content[name] !== 'string').map(name => `${name} of ${id}`),
    )
    if (lacking.length > 0) return c.json({ error: `A new finding needs ${lacking.join(', ')}.` }, 400)
    for (const wish of wishes) putFinding(now, world, wish)
    return c.json({ ok: true, ids: wishes.map(one => one.id) })
  })

  app.get('/_sandbox/findings/:id', c => {
    const finding = state().findings.get(c.req.param('id'))
    if (finding === undefined) return c.json({ error: 'There is no finding with this id.' }, 404)
    return c.json({ data: findingView(state(), finding) })
  })

  app.delete('/_sandbox/findings/:id', c => {
    if (!state().findings.delete(c.req.param('id'))) {
      return c.json({ error: 'There is no finding with this id.' }, 404)
    }
    state().version++
    return c.json({ ok: true })
  })

  app.post('/_sandbox/settings', async c => {
    const read = await controlBody(c, settingsBody)
    if ('refusal' in read) return read.refusal
    const { settings } = state()
    settings.nesting = read.body.nesting ?? settings.nesting
    settings.muteLagMs = read.body.muteLagMs ?? settings.muteLagMs
    return c.json({ nesting: settings.nesting, muteLagMs: settings.muteLagMs })
  })

  app.post('/_sandbox/timeouts', async c => {
    const read = await controlBody(c, timeoutsBody)
    if ('refusal' in read) return read.refusal
    state().settings.timeouts = read.body.next
    state().settings.keep = read.body.keep
    return c.json({ ok: true })
  })
}

type Item = z.infer<typeof findingsBody>['data'][number]

/** Takes both nestings. `timestamp` is another word for `detection_changed_at`. */
function readWish({ id, attributes }: Item): Wish {
  const given = attributes?.attributes ?? {}
  const nested = isTree(given.custom)
  const content = isTree(given.custom) ? given.custom : given
  const changed = attributes?.timestamp
  return {
    id,
    nesting: nested ? 'custom' : 'flat',
    content: changed === undefined ? content : { detection_changed_at: changed, ...content },
    tags: attributes?.tags,
  }
}

/** Makes a finding, or merges into one. A new status counts as detected now unless the time is given. */
export function putFinding(state: State, world: World, wish: Wish): Finding {
  const now = world.clock.now()
  const before = state.findings.get(wish.id)
  const content = merged(before?.content ?? defaults(wish.id, now), wish.content)
  const turned = before === undefined || before.content.status !== content.status
  const finding: Finding = before ?? {
    id: wish.id,
    nesting: wish.nesting,
    content,
    tags: [],
    statusBeforeMute: null,
  }
  finding.content = {
    ...content,
    finding_id: wish.id,
    ...(turned && wish.content.detection_changed_at === undefined ? { detection_changed_at: now } : {}),
    ...(turned && wish.content.last_seen_at === undefined ? { last_seen_at: now } : {}),
  }
  if (turned) noteAutoClose(finding, now)
  finding.tags = wish.tags ?? finding.tags
  state.findings.set(finding.id, finding)
  state.version++
  watchMute(state, finding)
  if (before === undefined) announce(state, world, finding)
  return finding
}

/** Every automatically closed finding says since when; an open one does not. */
function noteAutoClose(finding: Finding, now: number): void {
  const { auto_closed_at: since, ...workflow } = isTree(finding.content.workflow)
    ? finding.content.workflow
    : {}
  const closed = finding.content.status === 'auto_closed'
  finding.content = {
    ...finding.content,
    workflow: closed ? { auto_closed_at: since ?? now, ...workflow } : workflow,
  }
}

/** Members that every recorded finding has. */
function defaults(id: string, now: number): Tree {
  const resource = Buffer.from(id, 'base64url').toString().split('~').slice(1).join('~')
  return {
    cloud_resource: {},
    detection_changed_at: now,
    finding_id: id,
    first_seen_at: now,
    k8s: {},
    last_seen_at: now,
    metadata: { schema_version: '2' },
    resource_id: resource,
    resource_name: resource,
    resource_type: 'unknown',
    severity_details: {},
    status: 'open',
    workflow: { mute: { is_muted: false } },
  }
}
