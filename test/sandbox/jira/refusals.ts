/** How Jira says no: one named row per refusal, so that a run can tell which ones it never met. */

/** Jira's `ErrorCollection`. */
export interface ErrorBody {
  errorMessages: string[]
  errors: Record<string, string>
}

/**
 * Status of every refusal by name. The words are given where it is thrown, since they name things.
 * Sources: the Jira Cloud platform REST reference and Jira's own answers.
 */
export const REFUSALS = {
  'bad-credentials': 401,
  'not-signed-in': 401,
  'unreadable-body': 400,
  'not-json': 415,
  'issue-not-visible': 404,
  'project-not-visible': 404,
  'nothing-here': 404,
  'field-errors': 400,
  'transition-missing': 400,
  'transition-not-a-number': 400,
  'transition-unknown': 400,
  'transition-not-now': 400,
  'validator-refused': 400,
  'changed-meanwhile': 409,
  'may-not-create': 400,
  'may-not-edit': 403,
  'may-not-delete': 403,
  'may-not-assign': 403,
  'may-not-comment': 400,
  'may-not-change-comment': 400,
  'may-not-link': 403,
  'may-not-read-workflows': 401,
  'may-not-administer': 403,
  'comment-missing': 404,
  'comment-ids-invalid': 400,
  'property-missing': 404,
  'property-invalid': 400,
  'remote-link-invalid': 400,
  'remote-link-missing': 404,
  'link-type-missing': 404,
  'link-missing': 404,
  'create-form-missing': 400,
  'link-invalid': 400,
  'user-missing': 404,
  'user-search-invalid': 400,
  'jql-invalid': 400,
  'jql-unbounded': 400,
  'page-token-invalid': 400,
  'reconcile-invalid': 400,
  'bulk-size': 400,
  'search-removed': 410,
  'workflow-query-invalid': 400,
  'workflow-invalid': 400,
  'workflow-changed': 409,
  'workflow-missing': 404,
  'webhook-invalid': 400,
  'webhook-missing': 404,
  'per-issue-limit': 413,
  'too-many-requests': 429,
} as const

/** Name of a row of the table. */
export type RefusalName = keyof typeof REFUSALS

/** Thrown by a route; the app answers it as Jira would. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly status: number
  readonly body: unknown
  readonly headers: Record<string, string>
  constructor(
    readonly refusal: RefusalName,
    body: unknown,
    headers: Record<string, string> = {},
  ) {
    super(refusal)
    this.status = REFUSALS[refusal]
    this.body = body
    this.headers = headers
  }
}

/** A refusal in words: `{"errorMessages":[…],"errors":{}}`. */
export function refuse(name: RefusalName, ...messages: string[]): Refusal {
  return new Refusal(name, { errorMessages: messages, errors: {} } satisfies ErrorBody)
}

/** A refusal by field: `{"errorMessages":[],"errors":{field: words}}`. */
export function refuseFields(errors: Record<string, string>, name: RefusalName = 'field-errors'): Refusal {
  return new Refusal(name, { errorMessages: [], errors } satisfies ErrorBody)
}

const NOT_VISIBLE = 'Issue does not exist or you do not have permission to see it.'

/** Jira says the same for "does not exist" and "not for you", so that nobody can probe. */
export function issueNotVisible(): Refusal {
  return refuse('issue-not-visible', NOT_VISIBLE)
}

/** The same inside the answer to a bulk read. */
export const issueError = (id: string): { id: string; errorMessage: string } => ({
  id,
  errorMessage: NOT_VISIBLE,
})

/** For properties of issues and of comments. */
export function propertyMissing(key: string): Refusal {
  return refuse('property-missing', `The property ${key} does not exist.`)
}
