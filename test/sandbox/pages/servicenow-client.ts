/**
 * The form's side in the browser: `g_form`, `g_user` and `GlideAjax` as client scripts know them, on the page's own
 * fields. The scripts themselves come from the installed applications.
 */
import type { Instance } from '../servicenow/instance'
import type { Row } from '../servicenow/tables'

/** Where the page asks for a script; it answers as the person of the page. */
export const ASK = '/_sandbox/browse/ajax'

const SHIM = `
const form = () => document.getElementById('record')
const field = name => document.getElementById('field-' + name)
const kinds = { error: 'bad', warning: 'moving', info: 'calm' }
const banner = (kind, text) => {
  const line = document.createElement('p')
  line.className = 'notice ' + kinds[kind]
  line.dataset.kind = kind
  line.textContent = text
  document.getElementById('form-messages').append(line)
}
const g_user = { userName: form().dataset.user }
const g_form = {
  getTableName: () => form().dataset.table,
  getUniqueValue: () => form().dataset.id,
  isNewRecord: () => form().dataset.new === 'true',
  getValue: name => { const one = field(name); return one ? one.value : '' },
  setValue: (name, value) => { const one = field(name); if (one) one.value = value },
  addErrorMessage: text => banner('error', text),
  addWarningMessage: text => banner('warning', text),
  addInfoMessage: text => banner('info', text),
  clearMessages: () => document.getElementById('form-messages').replaceChildren(),
  showFieldMsg(name, text, kind) {
    const one = field(name)
    if (!one) return
    const line = document.createElement('p')
    line.className = 'field-message ' + (kinds[kind] || 'calm')
    line.id = 'message-' + name
    line.textContent = text
    line.setAttribute('role', 'alert')
    g_form.hideFieldMsg(name)
    one.after(line)
    one.setAttribute('aria-describedby', line.id)
    if (kind === 'error') one.setAttribute('aria-invalid', 'true')
  },
  hideFieldMsg(name) {
    const line = document.getElementById('message-' + name)
    if (line) line.remove()
    const one = field(name)
    if (one) { one.removeAttribute('aria-describedby'); one.removeAttribute('aria-invalid') }
  },
}
const g_scratchpad = {}
class GlideAjax {
  constructor(processor) { this.asked = new URLSearchParams({ sysparm_processor: processor }) }
  addParam(name, value) { this.asked.set(name, value) }
  getXMLAnswer(then) {
    fetch('${ASK}', { method: 'POST', body: this.asked })
      .then(answer => (answer.ok ? answer.json() : { answer: null }))
      .then(told => then(told.answer), () => then(null))
  }
}
const onLoads = []
const onChanges = {}
const bring = (kind, name, make) => {
  const made = make(g_form, g_user, GlideAjax, g_scratchpad)
  if (kind === 'onLoad') onLoads.push(made)
  else (onChanges[name] = onChanges[name] || []).push(made)
}
const before = {}
const begin = () => {
  if (!form()) return
  g_form.clearMessages()
  for (const one of onLoads) one()
  for (const name of Object.keys(onChanges)) {
    before[name] = g_form.getValue(name)
    for (const one of onChanges[name]) one(field(name), before[name], before[name], true, false)
  }
}
document.addEventListener('change', event => {
  const name = event.target && event.target.name
  for (const one of onChanges[name] || []) one(event.target, before[name], event.target.value, false, false)
})
document.addEventListener('sandbox:fresh', begin)
`

const KINDS: Readonly<Record<string, string>> = { onLoad: 'onLoad', onChange: 'onChange' }

/** The script of a form: the shim, the active client scripts of the table, and their beginning. Empty without any. */
export function clientScript(instance: Instance, table: string): string {
  const scripts = instance.db
    .rows('sys_script_client')
    .filter(row => row.table === table && row.active !== 'false' && KINDS[row.type ?? ''] !== undefined)
  if (scripts.length === 0) return ''
  return `(() => {${SHIM}${scripts.map(brought).join('\n')}\nbegin()\n})()`
}

function brought(row: Row): string {
  const { type = '', field = '', script = '' } = row
  const names = 'g_form, g_user, GlideAjax, g_scratchpad'
  // A page's script must not end where its text says that one ends.
  const text = script.replaceAll('</', '<\\/')
  return `bring(${JSON.stringify(type)}, ${JSON.stringify(field)}, function (${names}) {\n${text}\nreturn ${type};\n})`
}
