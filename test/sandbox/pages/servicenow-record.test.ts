/** What installed applications bring to the pages of the simulated ServiceNow. */
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { type Made, record, SCOPE, setXml, table } from '../servicenow/suites/setXml'
import { ESCAPED, notice, refusal, SCRIPT, type Started, start } from './pageTesting'

const NOTES = `${SCOPE}_note`
const USER = record('sys_user_role', { name: `${SCOPE}.user` })
const acl = record('sys_security_acl', { name: NOTES, type: 'record', operation: 'read', active: 'true' })
const PARTS: Made[] = [
  ...table(NOTES, {
    title: { display: 'true' },
    incident: { internal_type: 'reference', reference: 'incident' },
    secret: { internal_type: 'password2' },
    url: {},
    kind: {},
  }),
  ...[USER, acl],
  record('sys_security_acl_role', {
    sys_security_acl: acl.values.sys_id ?? '',
    sys_user_role: USER.values.sys_id ?? '',
  }),
  record('sys_choice', {
    name: NOTES,
    element: 'kind',
    value: 'open',
    label: 'Still open',
    inactive: 'false',
  }),
]

const button = (name: string, more: Record<string, string>): Made =>
  record('sys_ui_action', { table: 'incident', name, active: 'true', action_name: name, ...more })

/** A sandbox with a small app; Abel has its role unless said otherwise. */
async function withApp(more: Made[] = [], role = true): Promise<Started & { id: string }> {
  const on = start()
  const { engine, instance } = on.servicenow
  engine.install(setXml(SCOPE, [...PARTS, ...more]))
  if (role) await on.door('servicenow', 'servicenow/roles', { user: 'abel', role: `${SCOPE}.user` })
  const [list] = instance.db.rows('sys_ui_related_list')
  const entry = { list_id: list?.sys_id ?? '', related_list: `${NOTES}.incident`, position: '1' }
  instance.db.insert('sys_ui_related_list_entry', entry, 'admin')
  const id = await on.incident()
  const values = {
    title: SCRIPT,
    incident: id,
    secret: 'open sesame',
    url: 'https://example.com/1',
    kind: 'open',
  }
  instance.db.insert(NOTES, values, 'admin')
  return { ...on, id }
}

describe('the form of an incident with an application', () => {
  it('lists the records that point to it, for those who may read them, with planted markup as text', async () => {
    const on = await withApp()
    const page = await on.look('servicenow', `/incident.do?sys_id=${on.id}`)
    expect(page.text).toContain(`${ESCAPED}</span></a>`)
    expect(page.text).not.toContain('<script>alert')
    expect(page.text).toContain('<a href="https://example.com/1" rel="noreferrer">Open</a>')
    expect(page.text).toContain('Still open')
    expect(page.text).not.toMatch(/sesame|enc:/)
    const hidden = await withApp([], false)
    const other = await hidden.look('servicenow', `/incident.do?sys_id=${hidden.id}`)
    expect(other.text).not.toContain(ESCAPED)
  })

  it('has the buttons of the application, which do what they are for and lead where they say', async () => {
    const one = button('Say', {
      form_button: 'true',
      show_update: 'true',
      script: "gs.addInfoMessage('Said')",
    })
    const to = button('Go', {
      form_link: 'true',
      script: `action.setRedirectURL('${NOTES}.do?sys_id=-1&sysparm_query=title=given')`,
    })
    const bad = button('Fail', { form_button: 'true', script: "gs.addErrorMessage('Not now')" })
    const leave = button('Leave', {
      form_link: 'true',
      script: "action.setRedirectURL('https://elsewhere.example/')",
    })
    const make = button('Make', {
      ...{ table: NOTES, form_button: 'true', show_insert: 'true' },
      script: "current.title = current.title + '!'; current.insert(); action.setRedirectURL(current)",
    })
    const on = await withApp([one, to, bad, leave, make])
    const press = (action: Made) =>
      on.press('servicenow', `/_sandbox/browse/record/incident/${on.id}`, {
        action: action.values.sys_id ?? '',
      })
    expect(notice(await press(one))).toBe('Said')
    expect(refusal(await press(bad))).toBe('Not now')
    expect((await press(leave)).text).toContain('<p class="trail">INC0010001</p>')
    const form = await press(to)
    expect(form.text).toContain('value="given"')
    const path = `/_sandbox/browse/record/${NOTES}/-1`
    const made = await on.press('servicenow', path, { action: make.values.sys_id ?? '', title: 'mine' })
    expect(made.text).toContain('<h1>mine!</h1>')
    expect(made.text).not.toContain('sesame')
  })

  it('runs its client scripts, and nothing that only looks like one', async () => {
    const script =
      "function onChange(control, before, now, loading) { if (!loading) g_form.showFieldMsg('state', before + now + '</script>', 'error') }"
    const load = "function onLoad() { g_form.addInfoMessage('Loaded ' + g_form.getUniqueValue()) }"
    const made = (type: string, text: string, more = {}): Made =>
      record('sys_script_client', {
        table: 'incident',
        type,
        script: text,
        active: 'true',
        name: type,
        ...more,
      })
    const on = await withApp([made('onLoad', load), made('onChange', script, { field: 'state' })])
    const page = await on.look('servicenow', `/incident.do?sys_id=${on.id}`)
    const scripts = [...page.text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(found => found[1] ?? '')
    expect(scripts).toHaveLength(2)
    expect(page.headers.get('content-security-policy')?.match(/'sha256-/g)).toHaveLength(3)
    const { said, change } = browser(scripts[1] ?? '', on.id)
    expect(said).toEqual([`Loaded ${on.id}`])
    change('6')
    expect(said).toEqual([`Loaded ${on.id}`, '16</script>'])
  })

  it('names the lists of the application’s menu on the first page, and shows them', async () => {
    const module = record('sys_app_module', {
      ...{
        title: 'All notes',
        name: NOTES,
        link_type: 'LIST',
        active: 'true',
        order: '1',
        filter: 'kind=open',
      },
    })
    const on = await withApp([module])
    expect((await on.look('servicenow', '/')).text).toContain(
      `href="/${NOTES}_list.do?sysparm_query=kind%3Dopen"`,
    )
    const list = await on.look('servicenow', `/${NOTES}_list.do?sysparm_query=kind%3Dopen`)
    expect(list.text).toContain(ESCAPED)
    expect((await on.look('servicenow', `/${SCOPE}_none_list.do`)).status).toBe(404)
    expect((await on.look('servicenow', `/${NOTES}.do?sys_id=none`)).status).toBe(404)
    const hidden = await withApp([module], false)
    expect((await hidden.look('servicenow', '/')).text).not.toContain('All notes')
    expect((await hidden.look('servicenow', `/${NOTES}_list.do`)).status).toBe(404)
  })
})

/** Runs a form's script on the least of a browser: one field and the place for messages. */
function browser(script: string, id: string): { said: string[]; change(value: string): void } {
  const said: string[] = []
  const listeners: Record<string, (event: unknown) => void> = {}
  const line = () => ({ dataset: {}, setAttribute() {}, textContent: '', className: '' })
  const state = { name: 'state', value: '1', setAttribute() {}, removeAttribute() {}, after: keep }
  const places: Record<string, unknown> = {
    record: { dataset: { table: 'incident', id, new: 'false', user: 'abel' } },
    'form-messages': { append: keep, replaceChildren() {} },
    'field-state': state,
  }
  function keep(made: { textContent: string }): void {
    said.push(made.textContent)
  }
  const document = {
    getElementById: (name: string) => places[name] ?? null,
    createElement: line,
    addEventListener: (name: string, listener: (event: unknown) => void) => {
      listeners[name] = listener
    },
  }
  runInNewContext(script, { document, URLSearchParams, fetch: () => Promise.reject(new Error('no')) })
  return {
    said,
    change(value) {
      state.value = value
      listeners.change?.({ target: state })
    },
  }
}
