/** Pages of the simulated Jira: all issues, and one issue with the buttons a person has there. */
import type { ForgeHost } from '../forge/host'
import { appFrame, appPages, pageUrl } from '../forge/page'
import { FunctionFailed } from '../forge/realm'
import { documentOf } from '../jira/adf'
import { ADA, ADMIN_USER } from '../jira/seed'
import type { Ask, Site } from '../jira/site'
import {
  CATEGORIES,
  type Category,
  findIssue,
  findProject,
  type Issue,
  type JiraUser,
  LINK_TYPES,
  PRIORITIES,
  type Project,
  projectOf,
  RESOLUTIONS,
  statusOf,
  type Transition,
  typeOf,
} from '../jira/state'
import { available } from '../jira/transitions'
import { adfHtml } from './adf'
import { anchor, type Html, html } from './html'
import { screenInputs, screenValues } from './jira-screen'
import { basic, formOf, noticeOf, type PageKit } from './mount'
import { columns, facts, listing, lozenge, moment, section, type Tone } from './parts'

/** Whom the buttons act for. */
const ACTS = 'Buttons on this page act as Ada Example, through the REST API of the simulated Jira.'

const ADMIN_ACTS = 'The settings on this page are shown to Admin Example, the gadget to Ada Example.'

const TONES: Readonly<Record<Category, Tone>> = { new: 'calm', indeterminate: 'moving', done: 'good' }

/** Adds `/`, `/browse/{key}` and what their buttons post to. */
export function jiraPages(site: Site, forge: ForgeHost): (kit: PageKit) => void {
  return ({ app, show, missing, back, call, draft }) => {
    /** The person whose buttons these are; a reset may have made her anew. */
    const ada = (): JiraUser => {
      for (const user of site.state.users.values()) if (user.email === ADA) return user
      throw new Error(`${ADA} is not among the people of the simulated Jira`)
    }
    const askOf = (issue: Issue): Ask => ({
      site,
      actor: ada(),
      param: () => issue.id,
      query: new URLSearchParams(),
      body: undefined,
    })
    const post = (path: string, body: unknown) => call('POST', path, body, basic(ada().email, ada().apiToken))
    const person = (): string => ada().displayName

    appPages(app, site, forge)

    app.get('/', c =>
      show(c, { title: 'Issues', index: true, acts: ACTS, main: indexOf(site, forge.manifest !== null) }),
    )

    app.get('/projects/:key', c => {
      const project = findProject(site.state, c.req.param('key'))
      if (project === undefined) return missing(c, ACTS, `There is no project ${c.req.param('key')}`)
      const main = html`<p class="trail">${project.key}</p><h1>${project.name}</h1>`
      const apps = appFrame(forge, 'project', pageUrl('project', ADA, { project: project.key }))
      return show(c, { title: project.name, acts: ACTS, main, apps })
    })

    app.get('/apps', c => {
      const main = html`<h1>Apps</h1>${forge.manifest === null && html`<p class="empty">No app is installed.</p>`}`
      const apps = html`${appFrame(forge, 'admin', pageUrl('admin', ADMIN_USER))}${appFrame(forge, 'gadget', pageUrl('gadget', ADA))}`
      return show(c, { title: 'Apps', acts: ADMIN_ACTS, main, apps })
    })

    app.get('/browse/:key', async c => {
      const issue = findIssue(site.state, c.req.param('key'))
      if (issue === undefined) return missing(c, ACTS, `There is no issue ${c.req.param('key')}`)
      // A moved issue is found by its old key, under its new address.
      if (issue.key !== c.req.param('key')) return c.redirect(`/browse/${issue.key}`)
      const moves = available(askOf(issue), issue, projectOf(site.state, issue))
      const reader = {
        person: person(),
        comment: draft(c).comment ?? '',
        glance: await glanceOf(forge, issue),
      }
      const main = issuePage(site, issue, moves, reader)
      const apps = appFrame(forge, 'panel', pageUrl('panel', ADA, { issue: issue.key }))
      return show(c, { title: `${issue.key} ${summaryOf(issue)}`, acts: ACTS, main, apps })
    })

    app.post('/_sandbox/browse/:key/transition', async c => {
      const issue = findIssue(site.state, c.req.param('key'))
      if (issue === undefined) return missing(c, ACTS, `There is no issue ${c.req.param('key')}`)
      const form = await formOf(c)
      const project = projectOf(site.state, issue)
      const id = form.get('transition') ?? ''
      const transition = project.transitions.find(one => one.id === id)
      const fields = transition ? screenValues(form, transition, { state: site.state, project, issue }) : {}
      const body = { transition: { id }, ...(Object.keys(fields).length > 0 ? { fields } : {}) }
      const told = await post(`/rest/api/3/issue/${issue.id}/transitions`, body)
      const done = `${person()} used “${transition?.name ?? id}”.`
      return back(`/browse/${issue.key}`, noticeOf(told, done, jiraSentence))
    })

    app.post('/_sandbox/browse/:key/comment', async c => {
      const issue = findIssue(site.state, c.req.param('key'))
      if (issue === undefined) return missing(c, ACTS, `There is no issue ${c.req.param('key')}`)
      const text = (await formOf(c)).get('comment')?.trim() ?? ''
      if (text === '') return back(`/browse/${issue.key}`, { kind: 'refused', text: 'The comment is empty.' })
      const told = await post(`/rest/api/3/issue/${issue.id}/comment`, { body: documentOf(text) })
      return back(
        `/browse/${issue.key}`,
        noticeOf(told, `${person()} wrote a comment.`, jiraSentence, { comment: text }),
      )
    })
  }
}

/** Jira's own words: `errorMessages`, then those of single fields, or the one `message` of older answers. */
export function jiraSentence(body: unknown): string {
  if (typeof body !== 'object' || body === null) return typeof body === 'string' ? body : ''
  const words = (value: unknown): string[] =>
    typeof value === 'object' && value !== null ? Object.values(value).map(String) : []
  const { errorMessages, errors, message } = body as Record<string, unknown>
  return [...words(errorMessages), ...words(errors), ...(typeof message === 'string' ? [message] : [])].join(
    ' ',
  )
}

const summaryOf = (issue: Issue): string => String(issue.fields.summary ?? '')
const named = (list: readonly { id: string; name: string }[], id: unknown): string | undefined =>
  list.find(one => one.id === id)?.name
const nameOf = (site: Site, accountId: unknown): string =>
  site.state.users.get(String(accountId))?.displayName ?? 'Unknown person'

function statusMark(project: Project, issue: Issue): Html {
  const { name, category } = statusOf(project, issue.statusId)
  return lozenge(TONES[category], name)
}

/** None in a team-managed project: it has no resolution field. */
function resolutionWords(project: Project, issue: Issue): string | null {
  if (project.style === 'next-gen') return null
  return named(RESOLUTIONS, issue.fields.resolution) ?? 'Unresolved'
}

function indexOf(site: Site, apps: boolean): Html {
  const issues = [...site.state.issues.values()].sort((a, b) => b.updated - a.updated)
  const entries = issues.map(issue => {
    const project = projectOf(site.state, issue)
    const resolution = named(RESOLUTIONS, issue.fields.resolution)
    return {
      href: `/browse/${issue.key}`,
      key: issue.key,
      title: summaryOf(issue),
      marks: [statusMark(project, issue)],
      more: [resolution && `Resolution: ${resolution}`, html`changed ${moment(issue.updated)}`],
    }
  })
  const projects = [...site.state.projects.values()].map(
    ({ key, name }) => html`<li><a href="/projects/${key}">${name}</a></li>`,
  )
  const ways = html`<details id="projects"><summary>Projects and apps</summary><ul>${projects}<li><a href="/apps">Apps</a></li></ul></details>`
  return html`<h1>Issues</h1>${apps && ways}<div class="sheet">${listing(
    entries,
    'There are no issues yet. Fixproof makes one when a ticket is asked for; the demo does that.',
  )}</div>`
}

/** Who looks at the issue, and the comment that was refused a moment ago. */
interface Reader {
  person: string
  comment: string
  /** What the app says in the right column; null without the app. */
  glance: { label: string; tone: Tone } | null
}

/** Colours of an app's lozenge, as Forge names them. */
const GLANCE_TONES: Readonly<Record<string, Tone>> = {
  success: 'good',
  removed: 'bad',
  moved: 'warn',
  inprogress: 'moving',
}

async function glanceOf(forge: ForgeHost, issue: Issue): Promise<Reader['glance']> {
  try {
    const told = (await forge.glance(issue)) as {
      status?: { value?: { label?: unknown; type?: unknown } }
    } | null
    const { label, type } = told?.status?.value ?? {}
    return typeof label === 'string' ? { label, tone: GLANCE_TONES[String(type)] ?? 'calm' } : null
  } catch (error) {
    // Jira shows the rest of the issue all the same.
    if (error instanceof FunctionFailed) return { label: 'not available', tone: 'calm' }
    throw error
  }
}

function issuePage(site: Site, issue: Issue, moves: readonly Transition[], reader: Reader): Html {
  const project = projectOf(site.state, issue)
  const { category } = statusOf(project, issue.statusId)
  const { fields } = issue
  const labels = Array.isArray(fields.labels) ? fields.labels.map(String) : []
  const state = facts([
    ['Status', statusMark(project, issue)],
    ['Category', CATEGORIES[category].name],
    ['Resolution', resolutionWords(project, issue)],
    ['Assignee', fields.assignee ? nameOf(site, fields.assignee) : 'Unassigned'],
    ['Priority', named(PRIORITIES, fields.priority)],
    ['Labels', labels.length === 0 ? 'None' : labels.map(one => html`<span class="chip">${one}</span>`)],
    ['Type', `${typeOf(site.state, issue).name} in ${project.name}`],
    ['Reported by', nameOf(site, issue.creatorId)],
    ['Created', moment(issue.created)],
    ['Updated', moment(issue.updated)],
    ['Resolved', issue.resolved === null ? null : moment(issue.resolved)],
    ['Fixproof', reader.glance && lozenge(reader.glance.tone, reader.glance.label)],
  ])
  return html`<p class="trail">${issue.key}</p><h1>${summaryOf(issue)}</h1>${columns(
    [
      section('state', 'State', state),
      section('moves', `Move it, as ${reader.person}`, movesBox(site, project, issue, moves)),
    ],
    [
      section('description', 'Description', descriptionOf(issue)),
      section('links', 'Links', linksOf(site, issue)),
      section('comments', `Comments (${issue.comments.length})`, commentsOf(site, issue, reader)),
      section('record', 'On record', recordOf(site, issue)),
    ],
  )}`
}

function movesBox(site: Site, project: Project, issue: Issue, moves: readonly Transition[]): Html {
  if (moves.length === 0) return html`<p class="empty">Jira offers no transition from here.</p>`
  const forms = moves.map(move => {
    const inputs = screenInputs(move, { state: site.state, project, issue })
    const to = statusOf(project, move.to).name
    const words = to === move.name ? move.name : `${move.name} (to ${to})`
    return html`<form method="post" action="/_sandbox/browse/${issue.key}/transition"${
      inputs.length > 0 && html` class="asks"`
    }>${inputs}<button class="quiet" id="move-${move.id}" name="transition" value="${move.id}">${words}</button></form>`
  })
  return html`<div class="choices">${forms}</div>`
}

function descriptionOf(issue: Issue): Html {
  const { description } = issue.fields
  return description ? adfHtml(description) : html`<p class="empty">None</p>`
}

function linksOf(site: Site, issue: Issue): Html {
  const outside = issue.remoteLinks.map(({ object, relationship }) => {
    const status = typeof object.status === 'object' && object.status !== null ? object.status : {}
    const resolved = 'resolved' in status && status.resolved === true
    const words = anchor(object.url, String(object.title ?? object.url))
    return html`<li>${relationship && `${relationship}: `}${resolved ? html`<s>${words}</s> (resolved)` : words}
<span class="soft">${typeof object.summary === 'string' && object.summary}</span></li>`
  })
  const inside = [...site.state.links.values()].flatMap(link => {
    const outward = link.inwardId === issue.id
    if (!outward && link.outwardId !== issue.id) return []
    const other = site.state.issues.get(outward ? link.outwardId : link.inwardId)
    const type = LINK_TYPES.find(one => one.id === link.typeId)
    if (other === undefined || type === undefined) return []
    return [
      html`<li>${outward ? type.outward : type.inward} <a href="/browse/${other.key}">${other.key}</a> ${summaryOf(other)}</li>`,
    ]
  })
  const all = [...outside, ...inside]
  return all.length === 0 ? html`<p class="empty">None</p>` : html`<ul>${all}</ul>`
}

function commentsOf(site: Site, issue: Issue, { person, comment: refused }: Reader): Html {
  const entries = issue.comments.map(
    comment => html`<li class="entry"><p class="meta"><strong>${nameOf(site, comment.authorId)}</strong>
${moment(comment.created)}${comment.updated !== comment.created && html` <span>edited ${moment(comment.updated)}</span>`}</p>
${adfHtml(comment.body)}</li>`,
  )
  return html`${entries.length > 0 && html`<ol class="entries">${entries}</ol>`}
<form method="post" action="/_sandbox/browse/${issue.key}/comment">
<label for="comment">Comment as ${person}</label><textarea id="comment" name="comment" required>
${refused}</textarea>
<button id="comment-add">Add the comment</button></form>`
}

/** What apps keep on the issue, and who changed what. */
function recordOf(site: Site, issue: Issue): Html {
  const properties = [...issue.properties].map(
    ([key, value]) => html`<h3>${key}</h3><pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>`,
  )
  const changes = issue.changes.map(change => {
    const items = change.items.map(
      item => html`<br>${item.field}: ${shortened(item.fromString)} → ${shortened(item.toString)}`,
    )
    return html`<li><strong>${nameOf(site, change.authorId)}</strong> ${moment(change.at)}${items}</li>`
  })
  return html`<details id="history"><summary>History (${changes.length})</summary><ol>${changes}</ol></details>
<details id="properties"><summary>Properties (${properties.length})</summary>${properties}</details>`
}

/** Longest value shown in the history. Characters. */
const HISTORY_VALUE_MAX = 80

function shortened(value: string | null): string {
  if (value === null || value === '') return 'none'
  return value.length > HISTORY_VALUE_MAX ? `${value.slice(0, HISTORY_VALUE_MAX)}…` : value
}
