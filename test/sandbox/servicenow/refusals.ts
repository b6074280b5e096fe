/**
 * Every refusal of the simulated instance with the vendor's own body. Table API errors all have the shape
 * `{"error":{"message","detail"},"status":"failure"}`; the token door answers in OAuth's shape instead.
 */
interface Words {
  status: number
  message: string
  detail: string | null
}

export const REFUSALS = {
  /** Also what an expired or unknown Bearer token gets. */
  'not-authenticated': () => ({
    status: 401,
    message: 'User Not Authenticated',
    detail: 'Required to provide Auth information',
  }),
  /** A deleted record and one that access control hides look alike. */
  'no-record': () => ({
    status: 404,
    message: 'No Record found',
    detail: "Record doesn't exist or ACL restricts the record retrieval",
  }),
  'acl-insert': () => ({
    status: 403,
    message: 'Operation Failed',
    detail: 'ACL Exception Insert Failed due to security constraints',
  }),
  'acl-update': () => ({
    status: 403,
    message: 'Operation Failed',
    detail: 'ACL Exception Update Failed due to security constraints',
  }),
  'acl-delete': () => ({
    status: 403,
    message: 'Operation Failed',
    detail: 'ACL Exception Delete Failed due to security constraints',
  }),
  'data-policy': (labels: string) => ({
    status: 403,
    message: 'Operation Failed',
    detail: `Data Policy Exception: The following fields are mandatory: ${labels}`,
  }),
  /** What the rule said to the session (`gs.addErrorMessage`) does not cross REST. */
  'rule-abort': (detail: string) => ({ status: 403, message: 'Operation Failed', detail }),
  /** A unique column; the wording is this simulator's. */
  duplicate: (column: string) => ({
    status: 403,
    message: 'Operation Failed',
    detail: `Error during insert or update: a row with this ${column} exists already`,
  }),
  /** A script include that pages may not call; the wording is this simulator's. */
  'not-callable': (name: string) => ({
    status: 403,
    message: 'Operation Failed',
    detail: `${name} is not client callable`,
  }),
  /** A scripted REST resource threw; the wording is this simulator's. */
  'script-error': (detail: string) => ({ status: 500, message: 'Script error', detail }),
  /** The ACLs of a scripted REST resource. */
  'acl-resource': () => ({
    status: 403,
    message: 'User Not Authorized',
    detail: 'Failed API level ACL Validation',
  }),
  'invalid-table': (table: string) => ({ status: 400, message: `Invalid table ${table}`, detail: null }),
  'bad-payload': () => ({
    status: 400,
    message: 'Exception while reading request',
    detail: 'The payload is not valid JSON.',
  }),
  'unknown-uri': () => ({
    status: 400,
    message: 'Requested URI does not represent any resource',
    detail: null,
  }),
  /** ServiceNow documents the status; the wording is this simulator's. */
  'method-not-allowed': (method: string) => ({
    status: 405,
    message: 'Method not supported',
    detail: `${method} is not supported for this resource`,
  }),
  /** ServiceNow documents the status; the wording is this simulator's. */
  'not-acceptable': (accept: string) => ({
    status: 406,
    message: 'Not acceptable',
    detail: `The response cannot be produced as ${accept}`,
  }),
  /** ServiceNow documents the status; the wording is this simulator's. */
  'unsupported-media-type': (type: string) => ({
    status: 415,
    message: 'Unsupported media type',
    detail: `The request body cannot be read as ${type}`,
  }),
  'rate-limited': (limit: string) => ({
    status: 429,
    message: 'Rate limit exceeded',
    detail: `Rate limit of ${limit} requests per hour for Table API exceeded`,
  }),
} as const satisfies Record<string, (words: string) => Words>

export type RefusalName = keyof typeof REFUSALS

/** The token door's one answer to everything it does not like: wrong client, wrong grant, grant switched off. */
export const TOKEN_REFUSAL = { error_description: 'access_denied', error: 'server_error' } as const

/** Thrown anywhere below the Table API; the door turns it into the vendor's answer. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly refusal: RefusalName
  readonly status: number
  readonly body: { error: { message: string; detail: string | null }; status: 'failure' }
  readonly headers: Record<string, string>

  constructor(refusal: RefusalName, words = '', headers: Record<string, string> = {}) {
    const { status, message, detail } = REFUSALS[refusal](words)
    super(detail ?? message)
    this.refusal = refusal
    this.status = status
    this.body = { error: { message, detail }, status: 'failure' }
    this.headers = headers
  }
}
