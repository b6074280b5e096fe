import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { SandboxEnv, World } from '../port'
import { type Finding, type NotificationRule, RULE_TYPES, type WebhookTarget } from './model'
import { matcher, parseQuery } from './query'
import { Refused } from './refusals'
import { searchable } from './search'
import { at, type State } from './state'
import { issueText, readJson } from './wire'

const ROOT = '/api/v1/integration/webhooks/configuration/webhooks'
const ORG = { id: '1000042', name: 'Example Org' } as const

/** What Datadog sends unless the webhook has a payload of its own. Its variables are filled in as text. */
export const DEFAULT_PAYLOAD = JSON.stringify({
  body: '$EVENT_MSG',
  last_updated: '$LAST_UPDATED',
  event_type: '$EVENT_TYPE',
  title: '$EVENT_TITLE',
  date: '$DATE',
  org: { id: '$ORG_ID', name: '$ORG_NAME' },
  id: '$ID',
})

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

const headersText = z.string().refine(isJsonObject, 'must be a JSON object').nullable()
const targetBody = z.object({
  name: z.string().regex(/^[\w.-]+$/, 'must be letters, digits, dots, dashes and underscores'),
  url: z.url({ protocol: /^https?$/ }),
  custom_headers: headersText.optional(),
  payload: z.string().nullable().optional(),
  encode_as: z.enum(['json', 'form']).default('json'),
})

/** The webhooks integration (v1): bare JSON, errors as strings. */
export function webhookRoutes(app: Hono<SandboxEnv>, state: () => State): void {
  const read = async <T>(c: Context, schema: z.ZodType<T>): Promise<T> => {
    const body = schema.safeParse(await readJson(c))
    if (!body.success) throw new Refused('webhook does not fit', issueText(body.error))
    return body.data
  }
  const known = (c: Context): WebhookTarget => {
    const target = state().webhooks.get(c.req.param('name') ?? '')
    if (target === undefined) throw new Refused('unknown webhook')
    return target
  }

  app.post(ROOT, async c => {
    const body = await read(c, targetBody)
    if (state().webhooks.has(body.name)) {
      throw new Refused('webhook does not fit', `Webhook with name ${body.name} already exists`)
    }
    const target: WebhookTarget = {
      name: body.name,
      url: body.url,
      customHeaders: body.custom_headers ?? null,
      payload: body.payload ?? null,
      encodeAs: body.encode_as,
    }
    state().webhooks.set(target.name, target)
    c.set('write', true)
    return c.json(view(target), 201)
  })

  app.get(`${ROOT}/:name`, c => c.json(view(known(c))))

  app.put(`${ROOT}/:name`, async c => {
    const target = known(c)
    const body = await read(c, targetBody.partial())
    target.url = body.url ?? target.url
    target.customHeaders = body.custom_headers ?? target.customHeaders
    target.payload = body.payload ?? target.payload
    target.encodeAs = body.encode_as ?? target.encodeAs
    c.set('write', true)
    return c.json(view(target))
  })

  app.delete(`${ROOT}/:name`, c => {
    state().webhooks.delete(known(c).name)
    c.set('write', true)
    return c.body(null, 200)
  })
}

function view(target: WebhookTarget): Record<string, unknown> {
  return {
    name: target.name,
    url: target.url,
    custom_headers: target.customHeaders,
    encode_as: target.encodeAs,
    payload: target.payload ?? DEFAULT_PAYLOAD,
  }
}

/** Tells the webhooks that notification rules name of a finding that is new. Nothing is ever told of a change. */
export function announce(state: State, world: World, finding: Finding): void {
  for (const rule of state.notificationRules.values()) {
    if (!applies(state, rule, finding)) continue
    for (const name of rule.targets) {
      const target = state.webhooks.get(name.replace(/^@webhook-/, ''))
      if (target !== undefined) sendTo(world, target, variables(world, finding))
    }
  }
}

function applies(state: State, rule: NotificationRule, finding: Finding): boolean {
  const { rule_types: types, severities, query, trigger_source: source } = rule.selectors
  const own = RULE_TYPES[String(finding.content.finding_type)] ?? []
  return (
    rule.enabled &&
    source === 'security_findings' &&
    (types === undefined || types.length === 0 || types.some(type => own.includes(type))) &&
    (severities === undefined ||
      severities.length === 0 ||
      severities.includes(String(finding.content.severity))) &&
    (query === undefined || matcher(parseQuery(query))(searchable(state, finding)))
  )
}

/** There is no `$FINDING_*`: a receiver learns that something is new, not what exactly. */
function variables(world: World, finding: Finding): Record<string, string> {
  const now = String(world.clock.now())
  const { title, severity, resource_name: resource } = finding.content
  return {
    $EVENT_MSG: `New ${String(severity)} finding on ${String(resource)}: ${String(title)}`,
    $EVENT_TITLE: String(title),
    $EVENT_TYPE: 'security_finding',
    $LAST_UPDATED: now,
    $DATE: now,
    $ORG_ID: ORG.id,
    $ORG_NAME: ORG.name,
    $ID: world.ids.uuid(),
    $LINK: `${world.urls.datadog}/security/findings?query=${encodeURIComponent(`@finding_id:${finding.id}`)}`,
    $PRIORITY: 'normal',
    $TAGS: finding.tags.join(','),
    $SECURITY_RULE_NAME: String(at(finding.content, 'rule.name') ?? title),
  }
}

/** Text of a variable as it stands inside a JSON string. */
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1)

function sendTo(world: World, target: WebhookTarget, values: Record<string, string>): void {
  const filled = (target.payload ?? DEFAULT_PAYLOAD).replace(/\$[A-Z_]+/g, name =>
    Object.hasOwn(values, name) ? escaped(values[name] ?? '') : name,
  )
  const url = new URL(target.url)
  const { username, password } = url
  // A password in the address travels as Basic, as every HTTP client sends it.
  url.username = ''
  url.password = ''
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    'base64',
  )
  const form = target.encodeAs === 'form'
  const own = z.record(z.string(), z.string()).parse(JSON.parse(target.customHeaders ?? '{}'))
  world.webhooks.send({
    vendor: 'datadog',
    url: url.toString(),
    headers: {
      'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
      ...(username === '' ? {} : { authorization: `Basic ${basic}` }),
      ...own,
    },
    body: form ? new URLSearchParams({ payload: filled }).toString() : filled,
  })
}
