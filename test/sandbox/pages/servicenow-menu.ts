/** The first page of the simulated ServiceNow: incidents, and the menus that applications bring. */
import { hasRole } from '../servicenow/rules'
import type { Row } from '../servicenow/tables'
import { type Html, html } from './html'
import { facts, listing, section } from './parts'
import { formPath, type Seen, timeOf } from './servicenow-fields'
import type { OtherPage } from './servicenow-form'
import { openMark, stateMark } from './servicenow-incident'

/** Where reports are shown, as on the platform. */
export const REPORT = '/sys_report_template.do'

export function indexOf(seen: Seen): Html {
  const { instance, person } = seen
  const paths = instance.paths('incident')
  const rows = instance.db
    .rows('incident')
    .filter(row => instance.may(person.session, 'read', 'incident', row))
    .reverse()
  const entries = rows.map(row => ({
    href: formPath('incident', row),
    key: row.number ?? '',
    title: row.short_description || '(no short description)',
    marks: [stateMark(instance, row), ...openMark(row)],
    more: [
      `Priority ${paths.shown(row, 'priority')}`,
      paths.shown(row, 'assignment_group'),
      html`changed ${timeOf(row.sys_updated_on)}`,
    ],
  }))
  return html`<h1>Incidents</h1><div class="sheet">${listing(
    entries,
    'There are no incidents to see yet. Fixproof makes one when a ticket is asked for; the demo does that.',
  )}</div>${modulesOf(seen)}`
}

/** The menus of installed applications: their lists and reports, for those who have the role. */
function modulesOf({ instance, person: { session } }: Seen): Html {
  const { db } = instance
  const tableOf = (row: Row): string =>
    row.link_type === 'REPORT' ? (db.get('sys_report', row.report ?? '')?.table ?? '') : (row.name ?? '')
  const roles = (row: Row): string[] => (row.roles ?? '').split(',').filter(role => role !== '')
  const modules = db
    .rows('sys_app_module')
    .filter(row => (row.link_type === 'LIST' || row.link_type === 'REPORT') && row.active !== 'false')
    .filter(row => roles(row).length === 0 || hasRole(session, roles(row)))
    .filter(
      row => db.definition(tableOf(row)) !== undefined && instance.may(session, 'read', tableOf(row), {}),
    )
    .sort((a, b) => Number(a.order) - Number(b.order))
  if (modules.length === 0) return html``
  const links = modules.map(row => {
    const href =
      row.link_type === 'REPORT'
        ? `${REPORT}?jvar_report_id=${row.report}`
        : `/${row.name}_list.do?sysparm_query=${encodeURIComponent(row.filter ?? '')}`
    return html`<li><a href="${href}">${row.title}</a></li>`
  })
  return section('modules', 'Fixproof', html`<ul>${links}</ul>`)
}

/** A report of an application, as figures; null when there is none or its table is hidden. */
export function reportPage({ instance, person: { session } }: Seen, id: string): OtherPage | null {
  const { db } = instance
  const report = db.get('sys_report', id)
  const { table = '', field = '', title = '', filter = '', aggregate, sumfield = '' } = report ?? {}
  if (report === undefined || db.definition(table) === undefined) return null
  if (!instance.may(session, 'read', table, {})) return null
  const asked = { query: filter, equals: {}, offset: 0, limit: Number.MAX_SAFE_INTEGER }
  const paths = instance.paths(table)
  const figures = new Map<string, number>()
  for (const row of instance.list(session, table, asked).rows) {
    const group = paths.shown(row, field) || '(empty)'
    const more = aggregate === 'SUM' ? Number(row[sumfield] || '0') : 1
    figures.set(group, (figures.get(group) ?? 0) + more)
  }
  const rows = [...figures].sort((a, b) => b[1] - a[1])
  const told = rows.length === 0 ? html`<p class="empty">None</p>` : facts(rows)
  return { title, main: html`<p class="trail">Report</p><h1>${title}</h1><div class="sheet">${told}</div>` }
}
