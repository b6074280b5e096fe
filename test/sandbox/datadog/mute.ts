import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { SandboxEnv, World } from '../port'
import { callerId } from './auth'
import { type Finding, MUTE_REASONS, type Tree, UNMUTE_REASONS } from './model'
import { MAX_FINDINGS_A_MUTE, MAX_MUTE_DESCRIPTION, Refused } from './refusals'
import { mute, type State, unmute, watchMute } from './state'
import { answer, readData } from './wire'

const findingsPart = z.object({
  findings: z.object({
    data: z.array(z.object({ id: z.string(), type: z.literal('findings') })).default([]),
  }),
})

const muteData = z.object({
  type: z.literal('mute'),
  attributes: z.object({
    mute: z.object({
      is_muted: z.boolean(),
      reason: z.enum([...MUTE_REASONS, ...UNMUTE_REASONS]),
      description: z.string().optional(),
      expire_at: z.int().optional(),
    }),
  }),
  relationships: findingsPart,
})

const assigneeData = z.object({
  type: z.literal('assignee'),
  attributes: z.object({ assignee_id: z.string().nullish() }).optional(),
  relationships: findingsPart,
})

/** The findings named in a request, each once; refuses none, too many and unknown ones. */
function asked(state: State, part: z.infer<typeof findingsPart>): Finding[] {
  const ids = [...new Set(part.findings.data.map(one => one.id))]
  if (ids.length === 0) throw new Refused('no finding')
  if (ids.length > MAX_FINDINGS_A_MUTE) {
    throw new Refused('too many findings', `at most ${MAX_FINDINGS_A_MUTE} findings are allowed`)
  }
  return ids.map(id => {
    const finding = state.findings.get(id)
    if (finding === undefined) throw new Refused('unknown finding')
    return finding
  })
}

/** `PATCH …/mute` and `…/assignee`: answered with 202 at once, visible after the configured lag. */
export function muteRoutes(app: Hono<SandboxEnv>, state: () => State, world: World): void {
  const promise = (apply: () => void): void => {
    const now = state()
    now.promised.push({ at: world.clock.now() + now.settings.muteLagMs, apply })
  }

  app.patch('/api/v2/security/findings/mute', async c => {
    const now = state()
    const data = await readData(c, 'mute', muteData)
    const wish = data.attributes.mute
    checkMute(wish, world.clock.now())
    const findings = asked(now, data.relationships)
    const shown = muteShown(c, now, world, wish)
    promise(() => {
      for (const finding of findings) {
        if (wish.is_muted) mute(finding, shown)
        else unmute(finding, shown)
        watchMute(now, finding)
      }
    })
    c.set('write', true)
    return answer(c, { data: { id: world.ids.uuid(), type: 'mute' } }, 202)
  })

  app.patch('/api/v2/security/findings/assignee', async c => {
    const now = state()
    const data = await readData(c, 'assignee', assigneeData)
    const findings = asked(now, data.relationships)
    const assigneeId = data.attributes?.assignee_id ?? null
    const user = assigneeId === null ? null : now.users.get(assigneeId)
    const made = { id: world.ids.uuid(), type: 'assignee' }
    if (user === undefined) {
      const failures = findings.map(one => ({
        finding_id: one.id,
        status: 404,
        title: 'Not Found',
        detail: 'user not found',
      }))
      return answer(c, { data: { ...made, attributes: {} }, meta: { failures } }, 202)
    }
    const by = person(now, callerId(c))
    const updatedAt = world.clock.now()
    promise(() => {
      for (const finding of findings) {
        const workflow = (finding.content.workflow ?? {}) as Tree
        const { triage: _before, ...rest } = workflow
        const triage = { assignee: { ...person(now, user?.id ?? ''), updated_at: updatedAt, updated_by: by } }
        finding.content = { ...finding.content, workflow: user === null ? rest : { ...rest, triage } }
      }
    })
    c.set('write', true)
    const attributes = assigneeId === null ? {} : { assignee_id: assigneeId }
    return answer(c, { data: { ...made, attributes } }, 202)
  })
}

type Wish = z.infer<typeof muteData>['attributes']['mute']

function checkMute(wish: Wish, now: number): void {
  const fitting: readonly string[] = wish.is_muted ? MUTE_REASONS : UNMUTE_REASONS
  if (!fitting.includes(wish.reason)) {
    throw new Refused(wish.is_muted ? 'reason does not mute' : 'reason does not unmute')
  }
  if (wish.expire_at !== undefined && wish.expire_at <= now) throw new Refused('mute ends in the past')
  if ((wish.description?.length ?? 0) > MAX_MUTE_DESCRIPTION) throw new Refused('mute description too long')
}

/** `workflow.mute` as the finding will show it; reasons appear in lower case there. */
function muteShown(c: Context<SandboxEnv>, state: State, world: World, wish: Wish): Tree {
  return {
    is_muted: wish.is_muted,
    is_muted_by_rule: false,
    reason: wish.reason.toLowerCase(),
    ...(wish.description === undefined ? {} : { description: wish.description }),
    ...(wish.is_muted && wish.expire_at !== undefined ? { expire_at: wish.expire_at } : {}),
    ...(wish.is_muted ? { muted_at: world.clock.now(), muted_by: person(state, callerId(c)) } : {}),
  }
}

function person(state: State, id: string): Tree {
  return { id, name: state.users.get(id)?.name ?? '' }
}
