import { coverage } from '../coverage'
import { MUTE_REASONS, PRIORITIES, STATUSES, UNMUTE_REASONS } from './model'

/** Limits from docs.datadoghq.com/api/latest/security-monitoring (prose of the operations). */
export const MAX_TICKETS_A_REQUEST = 50
export const MAX_FINDINGS_A_TICKET = 50
export const MAX_FINDINGS_A_MUTE = 100
export const MAX_PAGE = 150
export const MAX_MUTE_DESCRIPTION = 280

type Body = { errors: (string | Record<string, unknown>)[] }
type Row = readonly [status: number, body: (said: string) => Body]

const titled = (status: number, title: string) => (detail: string) => ({
  errors: [{ status: String(status), title, detail }],
})
const badRequest = titled(400, 'Bad Request')
const notFound = titled(404, 'Not Found')
const invalid = titled(422, 'Invalid Request')
const coded = (title: string) => (): Body => ({ errors: [{ code: 'resource_not_found', title }] })
const generic = (detail: string): Body => ({ errors: [{ title: 'Generic Error', detail }] })
const always = (body: Body) => (): Body => body

/**
 * Every way simulated Datadog says no. `said` is the part of the text that depends on the request.
 * Bodies marked [R] are as recorded; for the others Datadog's wording is not known and only status and form are sure.
 */
export const REFUSALS = {
  'no API key': [401, always({ errors: ['Unauthorized'] })],
  'wrong key': [403, always({ errors: ['Forbidden'] })],
  'key may not write': [403, always({ errors: ['Forbidden', 'Failed permission authorization checks'] })],
  'rate limit reached': [429, said => ({ errors: [said] })],
  'no such route': [404, always({ errors: ['Not found'] })],
  'body is not JSON': [400, always(badRequest('invalid JSON in the request body'))],
  'body does not fit': [400, badRequest],

  // [R] Findings and tickets
  'no finding': [400, always(badRequest('no finding provided'))],
  'unknown finding': [404, always(notFound('finding not found'))],
  'unknown project for a ticket': [404, always(notFound('project not found'))],
  'unknown case to attach to': [404, always(notFound('failed to get case: case not found'))],
  'too many findings': [400, badRequest],
  'too many tickets': [400, badRequest],
  'ticket URL is not usable': [400, badRequest],

  'unknown signal': [404, always({ errors: ['Signal not found'] })],

  // [R] Mute
  'mute ends in the past': [
    422,
    always(invalid('Invalid expiration date. Please provide an expiration date in the future')),
  ],
  'reason does not mute': [
    422,
    always(
      invalid(
        `The provided reason is not valid for the specified mute action. Possible values: [${MUTE_REASONS.join(' ')}]`,
      ),
    ),
  ],
  'reason does not unmute': [
    422,
    always(
      invalid(
        `The provided reason is not valid for the specified mute action. Possible values: [${UNMUTE_REASONS.join(' ')}]`,
      ),
    ),
  ],
  'mute description too long': [
    422,
    always(invalid(`The description must not be longer than ${MAX_MUTE_DESCRIPTION} characters`)),
  ],

  // [R] Search
  'bad cursor': [400, always({ errors: [{ status: '400', detail: 'Invalid filters' }] })],
  'bad query': [400, always({ errors: [{ status: '400', detail: 'Invalid filters' }] })],
  'bad page or sort': [400, badRequest],
  'search without data': [
    400,
    always(
      badRequest(
        'document is missing required top-level members; must have one of: "data", "meta", "errors"',
      ),
    ),
  ],

  // [R] Cases
  'wrong type': [400, badRequest],
  'bad request': [400, always({ errors: [{ status: '400', title: 'Bad Request' }] })],
  'attribute is a string': [
    400,
    always(badRequest('error decoding attribute "attributes": invalid type string')),
  ],
  'unknown case': [404, coded('case not found')],
  'unknown project for a case': [404, coded('project not found')],
  'unknown project to update': [404, coded('failed to get project: project not found')],
  'unknown custom attribute': [
    404,
    key => ({
      errors: [
        {
          code: 'resource_not_found',
          title:
            'failed to update batch: failed to update custom attribute: custom attribute configuration not found',
          meta: { key },
        },
      ],
    }),
  ],
  'comment id is no UUID': [
    400,
    always({
      errors: [
        {
          status: '400',
          title: 'Invalid Parameter',
          detail: 'invalid parameter "CommentID" in "path"; expected type "uuid"',
        },
      ],
    }),
  ],
  'unknown comment': [404, coded('timeline cell not found')],
  'unknown status': [
    400,
    status => generic(`invalid status ${status}. Must be one of ${Object.keys(STATUSES).join(', ')}`),
  ],
  'unknown priority': [
    400,
    priority => generic(`invalid priority ${priority}. Must be one of ${PRIORITIES.join(', ')}`),
  ],
  'reserved project key': [400, badRequest],
  'Jira issue already linked': [409, titled(409, 'Conflict')],
  'case has a Jira issue already': [400, always(badRequest('case already has a Jira issue'))],

  // [R] Rules
  'unknown automation rule': [404, always(notFound('rule does not exist'))],
  'unknown notification rule': [
    404,
    id => ({ errors: [`not_found(Notification rule with id '${id}' not found)`] }),
  ],
  'notification rule without version': [
    400,
    always({
      errors: [
        "input_validation_error(Field 'data.attributes.version' is invalid: Specify the notification rule version to update, it cannot be 0.)",
      ],
    }),
  ],
  'notification rule does not fit': [400, said => ({ errors: [`input_validation_error(${said})`] })],
  'stale notification rule version': [422, said => ({ errors: [said] })],

  // Webhooks integration, v1: plain strings
  'webhook does not fit': [400, said => ({ errors: [said] })],
  'unknown webhook': [404, always({ errors: ['Webhook not found'] })],
} as const satisfies Record<string, Row>

export type Refusal = keyof typeof REFUSALS

coverage('datadog').refusals(Object.keys(REFUSALS))

/** Thrown by a route; the app answers with its status and body. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number
  readonly body: Body
  constructor(refusal: Refusal, said = '') {
    super(refusal)
    const [status, body] = REFUSALS[refusal]
    this.status = status
    this.body = body(said)
    coverage('datadog').hitRefusal(refusal)
  }
}
