import {
  FORGE_REASON_CHARS_MAX,
  INCIDENT_FINDINGS_MAX,
  type IncidentFacts,
  REQUEST_LIMITS,
} from '@fixproof/rules'
import { z } from '@hono/zod-openapi'

/** What the ServiceNow app sends and reads, one schema each; the types of both sides are in `shared/src/incidentApi.ts`. */

/** Characters of a user name and of a name on an instance: `sys_user.user_name` holds 40, `name` 151. */
const USER_CHARS_MAX = 100
const NAME_CHARS_MAX = 255
/** Link of a finding, or its id. */
const LINK_CHARS_MAX = 4000

const time = z.iso.datetime()
const actor = z
  .object({
    userName: z.string().min(1).max(USER_CHARS_MAX),
    name: z.string().max(NAME_CHARS_MAX),
  })
  .openapi('IncidentActor')
const findings = z.array(z.string().min(1).max(LINK_CHARS_MAX)).min(1)
const reason = z.string().min(1).max(FORGE_REASON_CHARS_MAX)

export const askBody = z.object({ actor })
export const attachBody = askBody.extend({ findings: findings.max(REQUEST_LIMITS.findingsPerAttach.max) })
export const detachBody = askBody.extend({
  findings: findings.max(REQUEST_LIMITS.findingsPerDetach.max),
  reason,
})
export const exceptionBody = detachBody.extend({ until: z.string().max(10) })

const exception = z.object({
  id: z.string(),
  findings: z.array(z.string()),
  reason: z.string(),
  until: z.string(),
  state: z.enum(['asked', 'approved', 'refused']),
  askedBy: z.string(),
  answeredBy: z.string().nullable(),
  answer: z.string().nullable(),
})
const finding = z.object({
  id: z.string(),
  title: z.string(),
  severity: z.string(),
  category: z.string(),
  state: z.enum(['open', 'in-progress', 'resolved', 'auto-closed', 'muted', 'unread']),
  open: z.boolean(),
  url: z.string(),
  openSince: time.nullable(),
  mutedUntil: time.nullable(),
  where: z.string().nullable(),
})

export const factsAnswer: z.ZodType<IncidentFacts> = z
  .object({
    sysId: z.string(),
    seq: z.number(),
    linked: z.boolean(),
    caseKey: z.string(),
    caseTitle: z.string(),
    caseUrl: z.string().nullable(),
    policy: z.enum(['strict', 'fixed-only', 'observe']),
    phase: z.enum(['open', 'closed', 'leave']),
    open: z.number(),
    severity: z.string().nullable(),
    findings: z.array(finding).max(INCIDENT_FINDINGS_MAX),
    notFixed: z.object({
      resolutions: z.array(z.string()),
      statuses: z.array(z.string()),
      closeCodes: z.array(z.string()),
    }),
    issue: z.object({ key: z.string(), url: z.string(), status: z.string() }).nullable(),
    sync: z.object({ condition: z.string(), reason: z.string().nullable() }),
    exceptions: z.array(exception),
    falseFixes: z.number(),
    checkedAt: time.nullable(),
  })
  .openapi('IncidentFacts')

export const pingAnswer = z
  .object({ hub: z.string(), connection: z.string(), now: time })
  .openapi('IncidentPing')
