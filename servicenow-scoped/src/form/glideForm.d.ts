/** The part of ServiceNow's client API that the form's scripts use. Source: client-api-reference (GlideForm, GlideAjax). */
declare const g_form: {
  isNewRecord(): boolean
  getUniqueValue(): string
  getValue(field: string): string
  addErrorMessage(text: string): void
  addWarningMessage?: (text: string) => void
  addInfoMessage(text: string): void
  showFieldMsg(field: string, text: string, kind: 'error' | 'warning' | 'info'): void
  hideFieldMsg(field: string, all?: boolean): void
}
declare class GlideAjax {
  constructor(scriptInclude: string)
  addParam(name: string, value: string): void
  /** Asynchronous; null when the server refused. */
  getXMLAnswer(then: (answer: string | null) => void): void
}
/** Shared by the scripts of one form. */
declare const g_scratchpad: { fixproofSaid?: boolean; fixproofAsked?: number }
