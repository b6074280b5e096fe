/**
 * The part of ServiceNow's server API that the app uses, in the app's own words. Source: server-api-reference (scoped
 * APIs). Every value of a record is text; a missing column gives null.
 */
interface GlideElement {
  changes(): boolean
  canRead(): boolean
  canWrite(): boolean
  getName(): string
  /** Of a Password2 column. */
  getDecryptedValue(): string
  toString(): string
}

declare class GlideRecord {
  constructor(table: string)
  addQuery(column: string, value: string | number | boolean): void
  addQuery(column: string, operator: string, value: string | number | boolean): void
  addNotNullQuery(column: string): void
  addEncodedQuery(query: string): void
  orderBy(column: string): void
  orderByDesc(column: string): void
  setLimit(rows: number): void
  query(): void
  next(): boolean
  get(sysIdOrColumn: string, value?: string): boolean
  initialize(): void
  isNewRecord(): boolean
  getValue(column: string): string | null
  getDisplayValue(column?: string): string
  setValue(column: string, value: string | number | boolean | null): void
  getUniqueValue(): string
  getElement(column: string): GlideElement | null
  getElements(): GlideElement[]
  isValidField(column: string): boolean
  canRead(): boolean
  canWrite(): boolean
  canCreate(): boolean
  /** sys_id; null when a rule or a unique column refused it. */
  insert(): string | null
  update(): string | null
  deleteRecord(): boolean
  getLastErrorMessage(): string
  setAbortAction(abort: boolean): void
}

declare class GlideAggregate {
  constructor(table: string)
  addQuery(column: string, value: string | number | boolean): void
  addAggregate(kind: 'COUNT' | 'MIN', column?: string): void
  query(): void
  next(): boolean
  getAggregate(kind: 'COUNT' | 'MIN', column?: string): string | null
}

declare class GlideDateTime {
  constructor(value?: string)
  /** Epoch milliseconds. */
  getNumericValue(): number
}

declare class GlideDigest {
  getSHA256Hex(text: string): string
}

/** The scoped name of GlideCertificateEncryption. Source: c_CertificateEncryptionScopedAPI.md */
declare class CertificateEncryption {
  /** Base64 of the MAC; the key is given in base64. */
  generateMac(key: string, algorithm: 'HmacSHA256', data: string): string
}

declare namespace sn_ws {
  class RESTMessageV2 {
    setEndpoint(url: string): void
    setHttpMethod(method: string): void
    setRequestHeader(name: string, value: string): void
    setRequestBody(body: string): void
    setHttpTimeout(milliseconds: number): void
    execute(): RESTResponseV2
  }
  interface RESTResponseV2 {
    getStatusCode(): number
    getBody(): string
    getHeader(name: string): string | null
    getErrorMessage(): string
  }
}

interface ScriptedRestRequest {
  body?: { dataString: string } | null
  pathParams: { [name: string]: string }
}
interface ScriptedRestResponse {
  setStatus(status: number): void
  setContentType(type: string): void
  getStreamWriter(): { writeString(text: string): void }
}

declare const gs: {
  getUserName(): string
  getUserDisplayName(): string
  getUserID(): string
  hasRole(role: string): boolean
  base64Encode(text: string): string
  error(message: string): void
  warn(message: string): void
  info(message: string): void
  addErrorMessage(message: string): void
  addInfoMessage(message: string): void
  nil(value: unknown): boolean
  getProperty(name: string): string
  /** 32 hex digits. */
  generateGUID(): string
}

/** Where a button's script says which page comes next. */
declare const action: {
  setRedirectURL(target: GlideRecord | string): void
  setReturnURL(target: string): void
}
