/** The case page: asks for a key once, reads the case and its history from the hub's API, and shows them. */

const KEY = 'fixproof-api-key'
const APPLICATION_KEY = 'fixproof-application-key'
/** Entries of the history read at a time. */
const ENTRIES = 30

const STATES = {
  open: 'Open',
  'in-progress': 'In progress',
  resolved: 'Fixed',
  'auto-closed': 'Closed by Datadog',
  muted: 'Muted',
  unread: 'Not read yet',
}
const STATUS = { OPEN: 'Open', IN_PROGRESS: 'In progress', CLOSED: 'Closed' }
const CAUSES = {
  remediated: 'everything fixed',
  accepted: 'accepted in Datadog',
  detached: 'no finding attached',
  'by-hand': 'by hand',
}
const TOOLS = { jira: 'Jira issue', servicenow: 'ServiceNow incident' }
const HEALTH = {
  well: ['In step', 'good'],
  pending: ['Not confirmed yet', 'calm'],
  trouble: ['Tried again', 'warn'],
  held: ['Not everything flows', 'warn'],
  contested: ['Closed too early, will be reopened', 'bad'],
  blocked: ['Needs a person', 'bad'],
  replaced: ['Replaced by a new ticket', 'calm'],
  gone: ['No longer exists', 'warn'],
  'let-go': ['Left as it is', 'calm'],
}
const FIELDS = { due_date: 'due date' }
const SOURCES = { datadog: 'Datadog', jira: 'Jira', servicenow: 'ServiceNow', api: 'API', hub: 'Fixproof' }
const SEVERE = { critical: 'bad', high: 'bad', medium: 'warn' }

/** The hub refused, or did not answer (`status` 0); `message` is for the reader. */
class Refused extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

/** Runs the page in a window; everything it needs of the browser comes from there. */
export function startPage(window) {
  const { document, sessionStorage, location } = window
  const $ = id => document.getElementById(id)
  // …/cases/SEC-12, whatever stands before it when the hub is behind a path of its own.
  const at = location.pathname.lastIndexOf('/cases/')
  const base = location.pathname.slice(0, at)
  const name = decodeURIComponent(location.pathname.slice(at + '/cases/'.length))
  /** What was asked last; an answer to anything earlier is too late. */
  let asked = 0
  let next = null

  const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
  // A due date has no time of day: it is the same one everywhere.
  const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' })
  const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

  /** `make('li', { class: 'x' }, child, 'text')`; texts are never read as HTML. */
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
    element.append(...children.filter(child => child !== null))
    return element
  }

  const badge = (text, tone) => make('span', { class: `badge ${tone}` }, text)
  const time = (iso, format) => make('time', { datetime: iso }, format.format(new Date(iso)))

  /** A link to another site, if the address is one of the web; the bare text otherwise. */
  function outside(url, text) {
    if (url === null || !/^https?:\/\//i.test(url)) return document.createTextNode(text)
    return make('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, text)
  }

  function only(...shown) {
    for (const id of ['problem', 'key', 'case']) $(id).hidden = !shown.includes(id)
    $('actions').hidden = !shown.includes('case')
  }

  /** The JSON of an answer; throws what the hub says otherwise. */
  async function read(path) {
    const headers = { accept: 'application/json', 'dd-api-key': sessionStorage.getItem(KEY) ?? '' }
    const applicationKey = sessionStorage.getItem(APPLICATION_KEY)
    if (applicationKey) headers['dd-application-key'] = applicationKey
    let answer
    try {
      answer = await window.fetch(`${base}/api/v1/${path}`, { headers })
    } catch {
      throw new Refused(0, 'The hub does not answer. Check the connection, then try again.')
    }
    const body = await answer.json().catch(() => null)
    if (answer.ok && body !== null) return body
    const said = body?.errors?.[0]?.detail
    throw new Refused(answer.status, said ?? `The hub answered ${answer.status} without saying why.`)
  }

  const casePath = `cases/${encodeURIComponent(name)}`
  const timelinePath = after =>
    `${casePath}/timeline?limit=${ENTRIES}${after === null ? '' : `&after=${encodeURIComponent(after)}`}`

  async function load(focus) {
    const mine = ++asked
    if (sessionStorage.getItem(KEY) === null) return askForKey('')
    $('status').textContent = `Reading case ${name}…`
    $('main').setAttribute('aria-busy', 'true')
    $('refresh').disabled = true
    try {
      const [view, timeline] = await Promise.all([read(casePath), read(timelinePath(null))])
      if (mine !== asked) return
      show(view)
      $('timeline').replaceChildren()
      showEntries(timeline)
      only('case')
      if (focus) $('title').focus()
    } catch (error) {
      if (mine === asked) failed(error)
    } finally {
      if (mine === asked) {
        $('status').textContent = ''
        $('main').removeAttribute('aria-busy')
        $('refresh').disabled = false
      }
    }
  }

  function failed(error) {
    const known = error instanceof Refused
    // Anything else is a mistake of this page itself: the browser's console shows where.
    if (!known) window.console.error(error)
    const status = known ? error.status : -1
    const text = known ? error.message : 'The page could not show what the hub answered.'
    if (status === 401 || status === 403) {
      forget()
      return askForKey(text)
    }
    $('problem-title').textContent = status === 404 ? 'There is no such case' : 'The case could not be read'
    $('problem-text').textContent =
      status === 404 ? `${text} Check the address of this page, or the ticket whose link led here.` : text
    $('retry').hidden = status === 404
    only('problem')
    $('problem').focus()
  }

  function askForKey(problem) {
    document.title = `${name} · Fixproof`
    $('status').textContent = ''
    $('key-error').textContent = problem
    $('key-error').hidden = problem === ''
    const input = $('api-key')
    if (problem === '') input.removeAttribute('aria-invalid')
    else {
      input.setAttribute('aria-invalid', 'true')
      input.setAttribute('aria-describedby', 'key-error')
    }
    only('key')
    input.focus()
  }

  function forget() {
    sessionStorage.removeItem(KEY)
    sessionStorage.removeItem(APPLICATION_KEY)
  }

  function show(view) {
    const { case: one, project, verdict, findings, named, tickets } = view
    document.title = `${one.key}: ${one.title} · Fixproof`
    $('fresh').textContent =
      `As of ${new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }).format(new Date())}`
    $('crumb').textContent = `${one.key} · ${project.name}`
    $('title').textContent = one.title
    $('facts').replaceChildren(...factsOf(one, project).map(each => make('li', {}, each)))
    $('verdict').textContent = verdict.sentence
    $('verdict').setAttribute('class', verdict.mayClose ? 'verdict may' : 'verdict')
    fill(
      'findings',
      [...findings.map(findingRow), ...named.map(namedRow)],
      'No finding is attached to this case.',
    )
    fill(
      'tickets',
      tickets.map(ticket => ticketCard(ticket, one.phase)),
      'This case has no ticket.',
    )
  }

  function factsOf(one, project) {
    const cause = one.closeCause === null ? '' : `: ${CAUSES[one.closeCause]}`
    const facts = [
      badge(
        `${STATUS[one.status]}${one.status === 'CLOSED' ? cause : ''}`,
        one.status === 'CLOSED' ? 'good' : 'warn',
      ),
      ...(one.priority === 'NOT_DEFINED' ? [] : [badge(`Priority ${one.priority}`, 'calm')]),
      badge(one.assignee === null ? 'Assigned to nobody' : `Assigned to ${one.assignee.name}`, 'calm'),
      ...(one.dueDate === null ? [] : [badge(`Due ${calendar.format(new Date(one.dueDate))}`, 'calm')]),
      ...one.labels.map(label => badge(`Label ${label}`, 'calm')),
      badge(`Policy ${project.policy}`, 'calm'),
      badge(`Made ${day.format(new Date(one.createdAt))}`, 'calm'),
    ]
    return one.archived ? [...facts, badge('Archived', 'calm')] : facts
  }

  function fill(id, items, empty) {
    $(id).replaceChildren(...(items.length > 0 ? items : [make('li', { class: 'empty' }, empty)]))
  }

  function findingRow(finding) {
    const about = [STATES[finding.state]]
    if (finding.openSince !== null) about.push(` since ${day.format(new Date(finding.openSince))}`)
    if (finding.mutedUntil !== null) about.push(` until ${day.format(new Date(finding.mutedUntil))}`)
    const gone = finding.notSeenSince
    return make(
      'li',
      {},
      make('span', {}, badge(finding.severity, SEVERE[finding.severity] ?? 'calm')),
      make(
        'span',
        {},
        outside(finding.url, finding.title),
        gone === null
          ? null
          : make('span', { class: 'about' }, ` Not seen in Datadog since ${day.format(new Date(gone))}.`),
      ),
      make('span', { class: 'state' }, badge(about.join(''), finding.open ? 'warn' : 'good')),
    )
  }

  function namedRow(finding) {
    return make(
      'li',
      {},
      make('span', {}, badge(finding.severity, 'calm')),
      make('span', {}, outside(finding.url, finding.title)),
      make('span', { class: 'state about' }, 'Named only; decides nothing'),
    )
  }

  function ticketCard(ticket, phase) {
    const [health, tone] = HEALTH[ticket.sync.condition]
    const status = ticket.status === null ? null : badge(statusOf(ticket), statusTone(ticket, phase))
    return make(
      'li',
      {},
      make('p', { class: 'what' }, TOOLS[ticket.tool]),
      make('p', { class: 'name' }, outside(ticket.url, ticket.key ?? 'Not made yet')),
      make('p', { class: 'badges' }, status, badge(health, tone)),
      // What is held is told field by field.
      ticket.sync.reason === null || ticket.sync.condition === 'held'
        ? null
        : make('p', { class: 'reason' }, ticket.sync.reason),
      ...ticket.sync.held.map(({ field, reason }) =>
        make('p', { class: 'reason' }, make('strong', {}, `${FIELDS[field] ?? field}: `), reason),
      ),
      ticket.sync.nextTryAt === null
        ? null
        : make('p', { class: 'reason' }, 'Next try: ', time(ticket.sync.nextTryAt, when)),
    )
  }

  function statusOf({ status, resolution }) {
    return resolution === null || resolution === status.name ? status.name : `${status.name} (${resolution})`
  }

  function statusTone({ closed }, phase) {
    if (!closed) return 'warn'
    return phase === 'open' ? 'bad' : 'good'
  }

  function showEntries({ entries, next: more }) {
    const list = $('timeline')
    list.append(
      ...entries.map(entry =>
        make(
          'li',
          {},
          time(entry.at, when),
          make('p', {}, entry.text),
          make('span', { class: 'by' }, actorOf(entry)),
        ),
      ),
    )
    if (list.children.length === 0) list.append(make('li', { class: 'empty' }, 'Nothing has happened yet.'))
    next = more
    $('older').hidden = next === null
  }

  /** Who, and where, without saying the same word twice. */
  function actorOf({ actor, source }) {
    const place = SOURCES[source]
    const who = actor === 'fixproof' || actor === 'hub' ? 'Fixproof' : (SOURCES[actor] ?? actor)
    return who === place ? who : `${who}, ${place}`
  }

  async function older() {
    const mine = asked
    const button = $('older')
    button.disabled = true
    try {
      const first = $('timeline').children.length
      const page = await read(timelinePath(next))
      if (mine !== asked) return
      showEntries(page)
      const shown = $('timeline').children[first]
      if (shown !== undefined) {
        shown.setAttribute('tabindex', '-1')
        shown.focus()
      }
    } catch (error) {
      if (mine === asked) failed(error)
    } finally {
      button.disabled = false
    }
  }

  $('key').addEventListener('submit', event => {
    event.preventDefault()
    sessionStorage.setItem(KEY, $('api-key').value.trim())
    const applicationKey = $('application-key').value.trim()
    if (applicationKey === '') sessionStorage.removeItem(APPLICATION_KEY)
    else sessionStorage.setItem(APPLICATION_KEY, applicationKey)
    $('api-key').value = ''
    $('application-key').value = ''
    return load(true)
  })
  $('refresh').addEventListener('click', () => load(false))
  $('retry').addEventListener('click', () => load(true))
  $('older').addEventListener('click', older)
  for (const id of ['forget', 'another']) {
    $(id).addEventListener('click', () => {
      asked += 1
      forget()
      askForKey('')
    })
  }
  return load(false)
}

if (typeof window !== 'undefined') startPage(window)
