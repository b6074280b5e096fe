import { FORGE_REASON_CHARS_MAX, FORGE_SEARCH_CHARS_MAX, REQUEST_LIMITS } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'

/** What the Jira app sends and reads, one schema each; the types of both sides are in `shared/src/forgeApi.ts`. */

/** Characters of an account id. Source: Jira Cloud REST API v3, `accountId`. */
const ACCOUNT_CHARS_MAX = 128
const NAME_CHARS_MAX = 255
/** A sentence of a validator names a handful of findings by their titles. */
const SENTENCE_CHARS_MAX = 4000
/** Link of a finding, or its id. */
const LINK_CHARS_MAX = 4000

const time = z.iso.datetime()
const actor = z
  .object({
    accountId: z.string().min(1).max(ACCOUNT_CHARS_MAX),
    name: z.string().min(1).max(NAME_CHARS_MAX),
  })
  .openapi('ForgeActor')
const findings = z.array(z.string().min(1).max(LINK_CHARS_MAX)).min(1)
const reason = z.string().min(1).max(FORGE_REASON_CHARS_MAX)

export const refusedBody = z.object({
  actor,
  sentence: z.string().max(SENTENCE_CHARS_MAX),
  claim: z.enum(['fixed', 'other']).optional(),
})
export const attachBody = z.object({
  actor,
  findings: findings.max(REQUEST_LIMITS.findingsPerAttach.max),
})
export const detachBody = z.object({
  actor,
  findings: findings.max(REQUEST_LIMITS.findingsPerDetach.max),
  reason,
})
export const askBody = z.object({
  actor,
  findings: findings.max(REQUEST_LIMITS.findingsPerDetach.max),
  reason,
  until: z.string().max(10),
})
export const searchBody = z.object({ query: z.string().max(FORGE_SEARCH_CHARS_MAX) })

const findingState = z.enum(['open', 'in-progress', 'resolved', 'auto-closed', 'muted', 'unread'])
const finding = z
  .object({
    id: z.string(),
    title: z.string(),
    severity: z.string(),
    category: z.string(),
    state: findingState,
    open: z.boolean(),
    url: z.string(),
    openSince: time.nullable(),
    mutedUntil: time.nullable(),
    where: z.string().nullable(),
  })
  .openapi('ForgeFinding')
const ticket = z
  .object({
    tool: z.enum(['jira', 'servicenow']),
    key: z.string().nullable(),
    url: z.string().nullable(),
    status: z.string().nullable(),
    closed: z.boolean(),
    sync: z.object({
      condition: z.enum([
        ...['well', 'pending', 'trouble', 'contested', 'blocked'],
        ...['held', 'replaced', 'gone', 'let-go'],
      ] as const),
      reason: z.string().nullable(),
    }),
  })
  .openapi('ForgeTicket')
const exception = z
  .object({
    id: z.string(),
    findings: z.array(z.string()),
    reason: z.string(),
    until: z.string(),
    state: z.enum(['asked', 'approved', 'refused']),
    askedBy: z.string(),
    askedAt: time,
    answeredBy: z.string().nullable(),
    answer: z.string().nullable(),
  })
  .openapi('ForgeException')
const policy = z.enum(['strict', 'fixed-only', 'observe'])

export const issueAnswer = z
  .discriminatedUnion('linked', [
    z.object({ linked: z.literal(false) }),
    z.object({
      linked: z.literal(true),
      mayClose: z.boolean(),
      sentence: z.string(),
      findings: z.array(finding),
      case: z.object({
        key: z.string(),
        title: z.string(),
        url: z.string().nullable(),
        status: z.string(),
      }),
      policy,
      ticket,
      other: ticket.nullable(),
      exceptions: z.array(exception),
      timeline: z.array(
        z.object({
          id: z.string(),
          at: time,
          text: z.string(),
          actor: z.string(),
          kind: z.enum(['observed', 'decided', 'did']),
        }),
      ),
      checkedAt: time.nullable(),
      falseFixes: z.number(),
    }),
  ])
  .openapi('ForgeIssue')

const proofContent = {
  issueId: z.string(),
  caseKey: z.string(),
  policy,
  phase: z.enum(['open', 'closed', 'leave']),
  open: z.number(),
  severity: z.string().nullable(),
  blocking: z.array(z.object({ title: z.string(), severity: z.string(), url: z.string() })),
}
export const proofAnswer = z
  .object({
    proof: z
      .object({
        ...{ v: z.literal(1), kid: z.string(), cloudId: z.string(), ...proofContent },
        ...{ seq: z.number(), checkedAt: z.number(), validUntil: z.number().nullable(), sig: z.string() },
      })
      .nullable(),
    ahead: z.object(proofContent).nullable(),
  })
  .openapi('ForgeProof')
export const recordedAnswer = z.object({ recorded: z.boolean() }).openapi('ForgeRecorded')
export const foundAnswer = z
  .object({ findings: z.array(finding.extend({ case: z.string().nullable() })) })
  .openapi('ForgeFound')
export const projectAnswer = z
  .object({
    name: z.string(),
    openFindings: z.array(finding),
    openCount: z.number(),
    tickets: z.object({ open: z.number(), closed: z.number(), blocked: z.number() }),
    falseFixes: z.object({ refused: z.number(), undone: z.number() }),
    hoursToFix: z.object({
      byTruth: z.number().nullable(),
      byTicket: z.number().nullable(),
      findings: z.number(),
    }),
  })
  .openapi('ForgeProject')
export const falseFixesAnswer = z
  .object({
    refused: z.number(),
    undone: z.number(),
    issues: z.array(
      z.object({
        id: z.string(),
        key: z.string(),
        at: time,
        who: z.string(),
        how: z.enum(['refused', 'undone']),
      }),
    ),
  })
  .openapi('ForgeFalseFixes')
export const connectionAnswer = z
  .object({
    hub: z.string(),
    connection: z.string(),
    cloudId: z.string(),
    keys: z.array(
      z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), kid: z.string() }),
    ),
    projects: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        policy,
        jiraProject: z.string().nullable(),
        notFixed: z.object({
          resolutions: z.array(z.string()),
          statuses: z.array(z.string()),
          closeCodes: z.array(z.string()),
        }),
      }),
    ),
    now: time,
  })
  .openapi('ForgeConnection')
export const eventAnswer = z
  .object({ outcome: z.enum(['accepted', 'duplicate', 'ignored']) })
  .openapi('ForgeEventTaken')
