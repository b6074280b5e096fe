/** What passes between the instance and a script's world. Plain data only. */

/** Values by column; all strings. */
export interface Values {
  [column: string]: string
}

export interface ColumnShape {
  label: string
  /** `string`, `boolean`, `reference`, `journal`, `datetime`, `password2`, … */
  type: string
  /** Table a reference points to. */
  to?: string
}

export interface TableShape {
  name: string
  label: string
  columns: { [name: string]: ColumnShape }
}

/** The record a rule or a UI action works on. */
export interface Subject {
  table: string
  values: Values
  /** As it was; null on insert, and where the platform gives none (async). */
  previous: Values | null
  operation: 'insert' | 'update' | 'delete' | null
  /** Journal texts that come with the write. */
  journals: Values
  /** False: nothing may be compared with what was (async rules). */
  compares: boolean
  /** An earlier rule has stopped the write. */
  aborted?: boolean
  /** Not stored yet: the form of a new record. */
  fresh?: boolean
}

/** What is to be run. */
export interface Entry {
  scope: string
  kind: 'rule' | 'script' | 'rest' | 'action' | 'ajax' | 'condition'
  /** For messages. */
  name: string
  source: string
  subject?: Subject
  /** Of `rest`. */
  request?: RestRequest
  /** Of `ajax`: the script include, and what the page sent. */
  ajax?: { include: string; parameters: { [name: string]: string } }
}

export interface RestRequest {
  uri: string
  pathParams: { [name: string]: string }
  queryParams: { [name: string]: string[] }
  headers: { [name: string]: string }
  body: string
}

/** What came of it. */
export interface Outcome {
  /** What the script threw and nobody caught. */
  error?: string
  /** Value of the last expression of a script or a condition, as text; `undefined` when it is none. */
  value?: string
  /** Of a rule or a UI action. */
  subject?: { values: Values; journals: Values; aborted: boolean }
  /** Of `rest`. `raw`: written by a stream writer, not wrapped in `result`. */
  response?: { status: number; headers: { [name: string]: string }; body: string; raw: boolean }
  /** Of `ajax`. */
  answer?: string | null
  /** Where a UI action leads. */
  redirect?: string
}

/** Script includes by scope. */
export interface IncludeList {
  [scope: string]: { name: string; public: boolean }[]
}

/** A call out of the instance. */
export interface RestCall {
  url: string
  method: string
  headers: { [name: string]: string }
  body: string
  timeoutMs: number
}
/** `status` 0: nothing answered; `error` says why. */
export interface RestAnswer {
  status: number
  headers: { [name: string]: string }
  body: string
  error: string | null
}
