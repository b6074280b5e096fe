/** Pages of the simulated ServiceNow: incidents, forms and lists of applications, and what an administrator does. */
import type { Context } from 'hono'
import { NEW } from '../servicenow/form'
import type { Engine } from '../servicenow/glide/engine'
import type { Instance } from '../servicenow/instance'
import type { Row } from '../servicenow/tables'
import { html } from './html'
import type { PageParts } from './layout'
import { formOf, type PageKit, type Told } from './mount'
import type { Notice } from './notices'
import { ASK, clientScript } from './servicenow-client'
import { type Draft, formPath, type Seen } from './servicenow-fields'
import { listPage, recordPage } from './servicenow-form'
import { changesOf, incidentPage } from './servicenow-incident'
import { indexOf, REPORT, reportPage } from './servicenow-menu'
import { CHOOSE, choosePerson, personOf, switcher } from './servicenow-person'
import { mayAdminister, SYSTEM, SYSTEM_POST, systemCall, systemNotice, systemPage } from './servicenow-system'

/** A form of an application's table, or a list of one. */
const OTHER_FORM = '/:form{x_[a-z0-9_]+\\.do}'

/** Adds the pages, the addresses that lead to them, and what they post to. */
export function servicenowPages(instance: Instance, engine: Engine): (kit: PageKit) => void {
  const seenBy = (c: Context): Seen => ({ instance, engine, person: personOf(c, instance) })
  return ({ app, show, back, call, draft }) => {
    const page = (c: Context, parts: Omit<PageParts, 'acts'>, status = 200): Response => {
      const { person } = seenBy(c)
      const { pathname, search } = new URL(c.req.url)
      const acts = `Buttons on this page act as ${person.name}, as the forms of the simulated ServiceNow do.`
      return show(c, { ...parts, acts, person: switcher(person, pathname + search) }, status)
    }
    const missing = (c: Context, words: string): Response => {
      const main = html`<h1>${words}</h1><p><a href="/">See what there is</a></p>`
      return page(c, { title: words, main }, 404)
    }
    const HIDDEN = 'There is no such record, or it is hidden from you'

    app.get('/', c => {
      const seen = seenBy(c)
      const system =
        mayAdminister(seen) &&
        html`<p><a href="${SYSTEM}">System: update sets, fix scripts, jobs and roles</a></p>`
      return page(c, { title: 'Incidents', index: true, main: html`${indexOf(seen)}${system}` })
    })

    app.post(CHOOSE, async c => choosePerson(c, await formOf(c)))

    app.get('/incident.do', c => {
      const seen = seenBy(c)
      const row = named(instance, new URL(c.req.url).searchParams)
      if (row === undefined || !instance.may(seen.person.session, 'read', 'incident', row))
        return missing(c, 'There is no such incident')
      const title = `${row.number} ${row.short_description}`
      const script = clientScript(instance, 'incident')
      return page(c, { title, main: incidentPage(seen, row, draft(c)), script })
    })

    app.get(OTHER_FORM, c => {
      const seen = seenBy(c)
      const name = (c.req.param('form') ?? '').slice(0, -'.do'.length)
      const query = new URL(c.req.url).searchParams
      const found = name.endsWith('_list')
        ? listPage(seen, name.slice(0, -'_list'.length), query.get('sysparm_query') ?? '')
        : recordPage(seen, name, query, draft(c))
      return found === null ? missing(c, HIDDEN) : page(c, found)
    })

    app.get(REPORT, c => {
      const found = reportPage(seenBy(c), c.req.query('jvar_report_id') ?? '')
      return found === null ? missing(c, HIDDEN) : page(c, found)
    })

    app.get(SYSTEM, c => {
      const seen = seenBy(c)
      return mayAdminister(seen)
        ? page(c, { title: 'System', main: systemPage(seen) })
        : missing(c, 'Only an administrator sees this')
    })
    app.post(SYSTEM_POST, async c => {
      const asked = systemCall(await formOf(c))
      if (!mayAdminister(seenBy(c)) || asked === null)
        return back('/', { kind: 'refused', text: 'Only an administrator does this.' })
      const told = await call(asked.method, asked.path, asked.body, {})
      return back(SYSTEM, systemNotice(told, asked.done))
    })

    // Links of the classic frame and of the newer one carry the form's address inside.
    app.get('/nav_to.do', c => framed(c.req.query('uri') ?? '') ?? missing(c, 'There is no such page'))
    app.get('/now/nav/ui/classic/params/target/:target', c => {
      const asked = decodeURIComponent(c.req.param('target'))
      return framed(asked + new URL(c.req.url).search) ?? missing(c, 'There is no such page')
    })

    app.post('/_sandbox/browse/incident/:id', async c => {
      const { person } = seenBy(c)
      const row = instance.db.get('incident', c.req.param('id'))
      if (row === undefined) return missing(c, 'There is no such incident')
      const path = formPath('incident', row)
      const changes = changesOf(await formOf(c))
      if (Object.keys(changes).length === 0)
        return back(path, { kind: 'refused', text: 'Nothing was changed on the form.' })
      const told = await call('POST', path, { changes, action: null }, person.headers)
      return back(path, formNotice(told, `${person.name} saved ${row.number}.`, changes))
    })

    app.post('/_sandbox/browse/record/:table/:id', async c => {
      const { person } = seenBy(c)
      const { table, id } = c.req.param()
      const form = await formOf(c)
      const action = form.get('action')
      const changes = changedFields(form)
      const path = `/${table}.do?sys_id=${encodeURIComponent(id)}`
      if (action === null && Object.keys(changes).length === 0)
        return back(path, { kind: 'refused', text: 'Nothing was changed on the form.' })
      const told = await call('POST', path, { changes, action }, person.headers)
      // A secret is typed again rather than kept on a page.
      const columns = instance.db.definition(table)?.columns ?? {}
      const open = Object.entries(changes).filter(([name]) => columns[name]?.type !== 'password2')
      const kept = Object.fromEntries(open)
      const next = nextPage(told, table, id, kept)
      const notice = formNotice(told, action === null ? 'Saved.' : '', kept)
      // A button that only leads on has nothing to say.
      return notice.text === '' ? c.redirect(next, 303) : back(next, notice)
    })

    app.post(ASK, async c => {
      // GlideAjax sends a form; the door takes its text.
      const path = '/xmlhttp.do'
      const asked = Object.fromEntries(await formOf(c))
      const told = await call('POST', path, asked, seenBy(c).person.headers)
      return c.json(told.ok ? told.body : { answer: null })
    })
  }
}

/** Of a form that says what it showed, only what was changed; of a new one, all that was filled in. */
function changedFields(form: URLSearchParams): Record<string, string> {
  const given = [...form].filter(([name]) => name !== 'action' && !name.startsWith('shown.'))
  return Object.fromEntries(given.filter(([name, value]) => value !== form.get(`shown.${name}`)))
}

/** What a form's answer says: its messages, or that it went well. */
function formNotice(told: Told, done: string, draft: Draft): Notice {
  if (told.lost) return { kind: 'refused', text: 'The connection broke before the answer came.', draft }
  const { ok, messages = [] } = (told.body ?? {}) as {
    ok?: boolean
    messages?: { kind: string; text: string }[]
  }
  const text = messages.map(one => one.text).join(' ')
  if (told.ok && ok === true) return { kind: 'done', text: text || done }
  return {
    kind: 'refused',
    text: text || servicenowSentence(told.body) || `Refused with status ${told.status}.`,
    draft,
  }
}

/** Where a button leads: to the form it names, to the record it made, or back with what was filled in. */
function nextPage(told: Told, table: string, id: string, changes: Draft): string {
  const { redirect, ok, sysId } = (told.body ?? {}) as {
    redirect?: string | null
    ok?: boolean
    sysId?: string | null
  }
  if (ok === true && typeof redirect === 'string' && /^\/?[a-z0-9_]+\.do(\?|$)/.test(redirect))
    return `/${redirect.replace(/^\//, '')}`
  if (table.endsWith('_list')) return `/${table}.do`
  if (id !== NEW) return `/${table}.do?sys_id=${encodeURIComponent(id)}`
  if (ok === true && typeof sysId === 'string') return `/${table}.do?sys_id=${sysId}`
  const given = Object.entries(changes).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `/${table}.do?sys_id=${NEW}&sysparm_query=${encodeURIComponent(given.join('^'))}`
}

/** The detail of a Table API error, which names the rule or the policy; else its message. */
export function servicenowSentence(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('error' in body)) return ''
  const { error } = body
  if (typeof error !== 'object' || error === null) return ''
  const { detail, message } = error as Record<string, unknown>
  return typeof detail === 'string' ? detail : typeof message === 'string' ? message : ''
}

/** By `sys_id`, or by number as in `sysparm_query=number=INC0010001`. */
function named(instance: Instance, query: URLSearchParams): Row | undefined {
  const number = /^number=(\w+)$/.exec(query.get('sysparm_query') ?? '')?.[1]
  return number === undefined
    ? instance.db.get('incident', query.get('sys_id') ?? '')
    : instance.db.first('incident', { number })
}

/** Leads on to the form inside a frame's address; null for anything but an incident, also on another site. */
function framed(target: string): Response | null {
  if (!/^\/?incident\.do\?/.test(target)) return null
  return new Response(null, { status: 302, headers: { location: `/${target.replace(/^\//, '')}` } })
}
