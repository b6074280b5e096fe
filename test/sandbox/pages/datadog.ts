/** Pages of the simulated Datadog: all findings, and one finding with what a scan or a person may change. */
import type { Finding, Tree } from '../datadog/model'
import { matcher, parseQuery, QueryError } from '../datadog/query'
import { searchable } from '../datadog/search'
import { at, contentOf, isTree, type State, settle } from '../datadog/state'
import type { World } from '../port'
import { type Html, html, linked } from './html'
import { formOf, noticeOf, type PageKit, type Told } from './mount'
import { columns, facts, listing, lozenge, moment, section, type Tone } from './parts'

const DAY_MS = 86_400_000
/** What the button "Mute for 30 days" asks for. Days. */
const MUTE_DAYS = 30
const MUTE = '/api/v2/security/findings/mute'
const KEYS = { 'dd-api-key': 'dd-api', 'dd-application-key': 'dd-app' }
const ACTS = 'A scan changes what the simulated Datadog detects; mutes go through its API.'

/** Datadog no longer sees the problem. */
const CLOSED: readonly unknown[] = ['resolved', 'auto_closed']
const STATUS_TONES: Readonly<Record<string, Tone>> = {
  open: 'bad',
  'in-progress': 'moving',
  muted: 'warn',
  resolved: 'good',
  auto_closed: 'good',
}
/** Most severe first. */
const SEVERITIES: readonly unknown[] = ['critical', 'high', 'medium', 'low', 'info']
const SEVERITY_TONES: Readonly<Record<string, Tone>> = { critical: 'bad', high: 'moving' }

const isMuted = (content: Tree): boolean => at(content, 'workflow.mute.is_muted') === true

interface Action {
  words: string
  fits(content: Tree): boolean
  done: string
  run(finding: Finding, now: number, call: PageKit['call']): Promise<Told>
}

/** What the buttons do; each through a door of the simulated Datadog. */
const ACTIONS: Readonly<Record<string, Action>> = {
  fixed: {
    words: 'Scan: it is fixed',
    fits: ({ status }) => !CLOSED.includes(status),
    done: 'The scan no longer found it.',
    run: (finding, _now, call) => scan(finding, 'resolved', 'pass', call),
  },
  back: {
    words: 'Scan: it is back',
    fits: ({ status }) => CLOSED.includes(status),
    done: 'The scan found it again.',
    // A mute outlives a fix: what comes back under a mute that still stands is muted.
    run: (finding, _now, call) => scan(finding, isMuted(finding.content) ? 'muted' : 'open', 'fail', call),
  },
  mute: {
    words: `Mute for ${MUTE_DAYS} days`,
    fits: content => !isMuted(content) && !CLOSED.includes(content.status),
    done: 'Datadog has taken the mute and shows it in a moment.',
    run: (finding, now, call) =>
      setMute(finding, call, {
        is_muted: true,
        reason: 'RISK_ACCEPTED',
        description: 'Accepted on the page of the sandbox',
        expire_at: now + MUTE_DAYS * DAY_MS,
      }),
  },
  unmute: {
    words: 'Unmute',
    fits: isMuted,
    done: 'Datadog has taken it and shows it in a moment.',
    run: (finding, _now, call) =>
      setMute(finding, call, { is_muted: false, reason: 'NO_LONGER_ACCEPTED_RISK' }),
  },
}

function scan(finding: Finding, status: string, evaluation: string, call: PageKit['call']): Promise<Told> {
  const judged = at(finding.content, 'compliance.evaluation') !== undefined
  const attributes = { status, ...(judged ? { compliance: { evaluation } } : {}) }
  return call('POST', '/_sandbox/findings', { data: [{ id: finding.id, attributes: { attributes } }] }, {})
}

function setMute(finding: Finding, call: PageKit['call'], mute: Record<string, unknown>): Promise<Told> {
  const findings = { data: [{ id: finding.id, type: 'findings' }] }
  return call(
    'PATCH',
    MUTE,
    { data: { type: 'mute', attributes: { mute }, relationships: { findings } } },
    KEYS,
  )
}

/** The address Datadog's own links have for a finding of any type. */
const pathOf = (finding: Finding): string =>
  `/security/findings?query=${encodeURIComponent(`@finding_id:${finding.id}`)}`

/** Adds `/`, everything below `/security/`, and what the buttons post to. */
export function datadogPages(state: () => State, world: World): (kit: PageKit) => void {
  return ({ app, show, missing, back, call }) => {
    /** With every promise kept whose moment has come, as any call would see it. */
    const settled = (): State => {
      settle(state(), world)
      return state()
    }

    app.get('/', c => {
      const now = settled()
      const main = indexOf(now, [...now.findings.values()], 'Findings')
      return show(c, { title: 'Findings', index: true, acts: ACTS, main })
    })

    app.get('/security/*', c => {
      const now = settled()
      const found = asked(now, new URL(c.req.url))
      const [finding] = found
      if (finding === undefined) return missing(c, ACTS, 'There is no such finding')
      if (found.length > 1) {
        const main = indexOf(now, found, `${found.length} findings fit this address`)
        return show(c, { title: 'Findings', acts: ACTS, main })
      }
      const main = findingPage(contentOf(now, finding), finding)
      return show(c, { title: String(finding.content.title ?? finding.id), acts: ACTS, main })
    })

    app.post('/_sandbox/browse/finding/:id', async c => {
      const finding = settled().findings.get(c.req.param('id'))
      if (finding === undefined) return missing(c, ACTS, 'There is no such finding')
      const name = (await formOf(c)).get('do') ?? ''
      const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
      // Somebody else may have been quicker; a button of an old page then fits no more.
      if (action === undefined || !action.fits(finding.content))
        return back(pathOf(finding), { kind: 'refused', text: 'That does not fit the finding any more.' })
      const told = await action.run(finding, world.clock.now(), call)
      return back(pathOf(finding), noticeOf(told, action.done, datadogSentence))
    })
  }
}

/** Datadog's errors: plain strings, or objects with `title` and `detail`. The control door says `error`. */
export function datadogSentence(body: unknown): string {
  if (typeof body !== 'object' || body === null) return ''
  const { errors, error } = body as Record<string, unknown>
  const words = Array.isArray(errors) ? errors : [error]
  return words
    .map((one: unknown) => {
      if (typeof one !== 'object' || one === null) return typeof one === 'string' ? one : ''
      const { detail, title } = one as Record<string, unknown>
      return String(detail ?? title ?? '')
    })
    .join(' ')
}

/**
 * The findings an address means: by search query as links of findings have it, or by the hash of the vulnerability as
 * links in cases have it.
 */
function asked(state: State, url: URL): Finding[] {
  const all = [...state.findings.values()]
  const query = url.searchParams.get('query')
  if (query !== null) return matching(state, all, query)
  const hash = url.searchParams.get('vulnerability') ?? /\/vulnerability\/(\w+)$/.exec(url.pathname)?.[1]
  return hash === undefined
    ? []
    : all.filter(({ id }) => Buffer.from(id, 'base64url').toString().startsWith(`${hash}~`))
}

function matching(state: State, all: readonly Finding[], query: string): Finding[] {
  try {
    const holds = matcher(parseQuery(query))
    return all.filter(finding => holds(searchable(state, finding)))
  } catch (error) {
    // What Datadog cannot read finds nothing.
    if (error instanceof QueryError) return []
    throw error
  }
}

const wordOf = (content: Tree, path: string): string => {
  const value = at(content, path)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
const spaced = (text: string): string => text.replaceAll('_', ' ')
const mark = (tones: Readonly<Record<string, Tone>>, word: string): Html =>
  lozenge(tones[word] ?? 'calm', spaced(word))

/** What is open and severe comes first. */
function rank({ content }: Finding): number {
  const severity = SEVERITIES.indexOf(content.severity)
  return (CLOSED.includes(content.status) ? 20 : content.status === 'muted' ? 10 : 0) + severity
}

function indexOf(state: State, findings: readonly Finding[], heading: string): Html {
  const entries = [...findings]
    .sort((a, b) => rank(a) - rank(b) || wordOf(a.content, 'title').localeCompare(wordOf(b.content, 'title')))
    .map(finding => {
      const content = contentOf(state, finding)
      return {
        href: pathOf(finding),
        title: wordOf(content, 'title'),
        marks: [
          mark(STATUS_TONES, wordOf(content, 'status')),
          mark(SEVERITY_TONES, wordOf(content, 'severity')),
        ],
        more: [spaced(wordOf(content, 'finding_type')), wordOf(content, 'service.name')],
      }
    })
  return html`<h1>${heading}</h1><div class="sheet">${listing(entries, 'There are no findings.')}</div>`
}

function muteWords(content: Tree): Html {
  if (!isMuted(content)) return html`Not muted`
  const end = at(content, 'workflow.mute.expire_at')
  const until = typeof end === 'number' ? html`until ${moment(end)}` : 'until somebody unmutes it'
  const reason = spaced(wordOf(content, 'workflow.mute.reason'))
  return html`Muted ${until}${reason !== '' && ` (${reason})`}<br><span class="soft">${wordOf(content, 'workflow.mute.description')}</span>`
}

function findingPage(content: Tree, finding: Finding): Html {
  const time = (path: string): Html | null => {
    const value = at(content, path)
    return typeof value === 'number' ? moment(value) : null
  }
  const fix = at(content, 'remediation.recommended')
  const state = facts([
    ['Status', mark(STATUS_TONES, wordOf(content, 'status'))],
    ['Severity', mark(SEVERITY_TONES, wordOf(content, 'severity'))],
    ['Mute', muteWords(content)],
    ['Last evaluation', wordOf(content, 'compliance.evaluation')],
    ['First seen', time('first_seen_at')],
    ['Detection changed', time('detection_changed_at')],
  ])
  const subject = facts([
    ['Type', spaced(wordOf(content, 'finding_type'))],
    ['Service', wordOf(content, 'service.name')],
    ['Package', `${wordOf(content, 'package.name')} ${wordOf(content, 'package.version')}`.trim()],
    ['Fixed in', isTree(fix) ? wordOf(fix, 'version') : ''],
    ['Advisory', wordOf(content, 'advisory.id')],
    ['Rule', wordOf(content, 'rule.name')],
    ['Resource', `${wordOf(content, 'resource_name')} (${spaced(wordOf(content, 'resource_type'))})`],
    ['Tags', finding.tags.map(tag => html`<span class="chip">${tag}</span>`)],
    ['Finding ID', html`<code>${finding.id}</code>`],
  ])
  const buttons = Object.entries(ACTIONS)
    .filter(([, action]) => action.fits(content))
    .map(
      ([
        name,
        { words },
      ]) => html`<form method="post" action="/_sandbox/browse/finding/${encodeURIComponent(finding.id)}">
<button class="quiet" id="do-${name}" name="do" value="${name}">${words}</button></form>`,
    )
  const description = wordOf(content, 'description') || 'None'
  return html`<p class="trail">Finding</p><h1>${wordOf(content, 'title')}</h1>${columns(
    [
      section('state', 'State', state),
      section('change', 'Change it', html`<div class="choices">${buttons}</div>`),
    ],
    [
      section('subject', 'What it is about', subject),
      section('description', 'Description', html`<p class="text">${linked(description)}</p>`),
    ],
  )}`
}
