import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { SandboxEnv, World } from '../port'
import { callerId } from './auth'
import { type NotificationRule, RULE_TYPES, type RuleFamily, type TicketRule } from './model'
import { Refused } from './refusals'
import type { State } from './state'
import { answer, issueText, readData, readJson } from './wire'

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info', 'none', 'unknown'] as const
const SOURCES: Record<RuleFamily, 'security_findings' | 'security_signals'> = {
  vulnerabilities: 'security_findings',
  signals: 'security_signals',
}

const selectors = z.object({
  trigger_source: z.enum(['security_findings', 'security_signals']),
  rule_types: z.array(z.string()).optional(),
  severities: z.array(z.enum(SEVERITIES)).optional(),
  query: z.string().optional(),
})
const createBody = z.object({
  data: z.object({
    type: z.literal('notification_rules'),
    attributes: z.object({
      name: z.string().min(1),
      selectors,
      targets: z.array(z.string().startsWith('@')).min(1),
      enabled: z.boolean().default(true),
      time_aggregation: z.int().min(0).optional(),
    }),
  }),
})
const patchBody = z.object({
  data: z.object({
    type: z.literal('notification_rules'),
    id: z.string(),
    attributes: z.object({
      name: z.string().min(1).optional(),
      selectors: selectors.optional(),
      targets: z.array(z.string().startsWith('@')).min(1).optional(),
      enabled: z.boolean().optional(),
      time_aggregation: z.int().min(0).optional(),
      version: z.int().default(0),
    }),
  }),
})

/** These endpoints refuse in bare strings. */
async function readRule<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const read = schema.safeParse(await readJson(c))
  if (!read.success) throw new Refused('notification rule does not fit', issueText(read.error))
  return read.data
}

/** Notification rules of one family: who is told of **new** findings (or signals). */
export function notificationRuleRoutes(
  app: Hono<SandboxEnv>,
  family: RuleFamily,
  state: () => State,
  world: World,
): void {
  const root = `/api/v2/security/${family}/notification_rules`
  const known = (c: Context): NotificationRule => {
    const id = c.req.param('id') ?? ''
    const rule = state().notificationRules.get(id)
    if (rule?.family !== family) throw new Refused('unknown notification rule', id)
    return rule
  }
  const shown = (c: Context, rule: NotificationRule, status: 200 | 201 = 200): Response =>
    answer(c, { data: ruleView(state(), rule) }, status)

  app.get(root, c => {
    const rules = [...state().notificationRules.values()].filter(one => one.family === family)
    return answer(c, { data: rules.map(rule => ruleView(state(), rule)) })
  })

  app.post(root, async c => {
    const { attributes } = (await readRule(c, createBody)).data
    if (attributes.selectors.trigger_source !== SOURCES[family]) {
      throw new Refused('notification rule does not fit', `trigger_source must be ${SOURCES[family]}`)
    }
    const at = world.clock.now()
    const rule: NotificationRule = {
      id: ruleId(world),
      family,
      name: attributes.name,
      enabled: attributes.enabled,
      selectors: attributes.selectors,
      targets: attributes.targets,
      timeAggregation: attributes.time_aggregation ?? null,
      version: 1,
      createdAt: at,
      modifiedAt: at,
      byId: callerId(c),
    }
    state().notificationRules.set(rule.id, rule)
    c.set('write', true)
    return shown(c, rule, 201)
  })

  app.get(`${root}/:id`, c => shown(c, known(c)))

  app.patch(`${root}/:id`, async c => {
    const rule = known(c)
    const { attributes } = (await readRule(c, patchBody)).data
    if (attributes.version === 0) throw new Refused('notification rule without version')
    if (attributes.version !== rule.version) {
      throw new Refused(
        'stale notification rule version',
        `version ${attributes.version} is not the current one`,
      )
    }
    rule.name = attributes.name ?? rule.name
    rule.selectors = attributes.selectors ?? rule.selectors
    rule.targets = attributes.targets ?? rule.targets
    rule.enabled = attributes.enabled ?? rule.enabled
    rule.timeAggregation = attributes.time_aggregation ?? rule.timeAggregation
    rule.version++
    rule.modifiedAt = world.clock.now()
    rule.byId = callerId(c)
    c.set('write', true)
    return shown(c, rule)
  })

  app.delete(`${root}/:id`, c => {
    state().notificationRules.delete(known(c).id)
    c.set('write', true)
    return c.body(null, 204)
  })
}

/** Ids of notification rules look like `abc-def-ghi`. */
function ruleId(world: World): string {
  const part = (): string => world.random().toString(36).slice(2, 5).padEnd(3, '0')
  return [part(), part(), part()].join('-')
}

function ruleView(state: State, rule: NotificationRule): Record<string, unknown> {
  const user = state.users.get(rule.byId)
  const by = { handle: user?.email ?? '', name: user?.name ?? '' }
  return {
    id: rule.id,
    type: 'notification_rules',
    attributes: {
      created_at: rule.createdAt,
      created_by: by,
      enabled: rule.enabled,
      modified_at: rule.modifiedAt,
      modified_by: by,
      name: rule.name,
      selectors: rule.selectors,
      targets: rule.targets,
      ...(rule.timeAggregation === null ? {} : { time_aggregation: rule.timeAggregation }),
      version: rule.version,
    },
  }
}

const ticketRuleData = z.object({
  type: z.literal('ticket_creation_rules'),
  attributes: z.object({
    name: z.string().min(1).max(255),
    enabled: z.boolean(),
    rule: z.object({
      finding_types: z.array(z.enum(Object.keys(RULE_TYPES))).min(1),
      query: z.string().max(30_000).optional(),
    }),
    action: z.object({
      target: z.enum(['jira', 'case_management', 'linear']),
      project_id: z.string(),
      max_tickets_per_day: z.int().min(1).max(500),
      assignee_id: z.string().optional(),
    }),
  }),
})

/** Datadog's own ticket creation rules: kept and shown, so that a hub can see that two tools would make tickets. */
export function ticketRuleRoutes(app: Hono<SandboxEnv>, state: () => State, world: World): void {
  const root = '/api/v2/security/findings/automation/ticket_creation_rules'
  const known = (c: Context): TicketRule => {
    const rule = state().ticketRules.get(c.req.param('ruleId') ?? '')
    if (rule === undefined) throw new Refused('unknown automation rule')
    return rule
  }

  app.get(root, c => {
    const rules = [...state().ticketRules.values()]
    const self = `${root}?page[number]=1&page[size]=50`
    return answer(c, {
      data: rules.map(rule => ticketRuleView(state(), rule)),
      links: { first: self, last: self },
      meta: { page: { total_filtered_count: rules.length } },
    })
  })

  app.post(root, async c => {
    const { attributes } = await readData(c, 'ticket_creation_rules', ticketRuleData)
    const at = world.clock.now()
    const rule = { id: world.ids.uuid(), attributes, createdAt: at, modifiedAt: at, byId: callerId(c) }
    state().ticketRules.set(rule.id, rule)
    c.set('write', true)
    return answer(c, { data: ticketRuleView(state(), rule) }, 201)
  })

  app.get(`${root}/:ruleId`, c => answer(c, { data: ticketRuleView(state(), known(c)) }))

  app.delete(`${root}/:ruleId`, c => {
    state().ticketRules.delete(known(c).id)
    c.set('write', true)
    return c.body(null, 204)
  })
}

function ticketRuleView(state: State, rule: TicketRule): Record<string, unknown> {
  const by = { id: rule.byId, name: state.users.get(rule.byId)?.name ?? '', type: 'user' }
  return {
    id: rule.id,
    type: 'ticket_creation_rules',
    attributes: {
      ...rule.attributes,
      created_at: rule.createdAt,
      created_by: by,
      modified_at: rule.modifiedAt,
      modified_by: by,
    },
  }
}
