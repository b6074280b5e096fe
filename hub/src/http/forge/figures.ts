import { type ForgeFalseFixes, type ForgeProject, severityRank } from '@fixproof/rules'
import { attributeOf } from '../../domain/attributes'
import { syncHealth } from '../../domain/health'
import type { CaseDoc, FalseFix, FindingDoc, LinkDoc, ProjectDoc } from '../../domain/model'
import { isClosed } from '../../domain/step'
import type { Unit } from '../../reconcile/unit'
import type { Store } from '../../store/port'
import { iso } from '../native/views'
import { foundView } from './views'

const DAY_MS = 24 * 3_600_000
const HOUR_MS = 3_600_000
/** What "mean time to fix" looks back at. Milliseconds. */
const FIXED_SINCE_MS = 90 * DAY_MS
/** Open findings the page lists, the most severe ones; all are counted. */
const LISTED_MAX = 100
/** Issues the gadget and the JQL function name; Jira takes 1,000 values of a function. */
const ISSUES_MAX = 1000
const READ_AT_ONCE = 500

interface Deps {
  store: Store
  unit: Pick<Unit, 'load'>
}

/** What is really fixed in a Jira project: the figures of all case projects whose issues are made there. */
export async function projectFigures(
  { store, unit }: Deps,
  projects: readonly ProjectDoc[],
  connection: string,
  now: number,
): Promise<ForgeProject> {
  const open: FindingDoc[] = []
  const fixes: Fix[] = []
  const tickets = { open: 0, closed: 0, blocked: 0 }
  const falseFixes = { refused: 0, undone: 0 }
  for (const project of projects) {
    const cases = (await store.find('case', 'project', project.id)).map(each => each.doc)
    for (const doc of cases) {
      const links = (await store.find('link', 'case', doc.id))
        .map(each => each.doc)
        .filter(each => each.tool === 'jira' && each.connection === connection)
      for (const link of links) {
        falseFixes.refused += link.falseFixes?.refused ?? 0
        falseFixes.undone += link.falseFixes?.undone ?? 0
        if (link.state === 'live') tickets[await standing(unit, link)] += 1
      }
      const findings = await findingsOf(store, doc)
      open.push(...findings.filter(each => isOpenOn(doc, each.id)))
      fixes.push(...findings.flatMap(each => fixOf(each, links, now) ?? []))
    }
  }
  open.sort((a, b) => severityRank(a.severity) - severityRank(b.severity) || (a.id < b.id ? -1 : 1))
  return {
    name: projects.map(each => each.name).join(', '),
    openFindings: open.slice(0, LISTED_MAX).map(foundView),
    openCount: open.length,
    tickets,
    falseFixes,
    hoursToFix: {
      byTruth: mean(fixes.map(each => each.byTruthMs)),
      byTicket: mean(fixes.flatMap(each => each.byTicketMs ?? [])),
      findings: fixes.length,
    },
  }
}

async function findingsOf(store: Store, doc: CaseDoc): Promise<FindingDoc[]> {
  const ids = doc.attachments.filter(each => each.tracked).map(each => each.findingId)
  const found: FindingDoc[] = []
  for (let at = 0; at < ids.length; at += READ_AT_ONCE)
    found.push(...(await store.getMany('finding', ids.slice(at, at + READ_AT_ONCE))).map(each => each.doc))
  return found
}

function isOpenOn({ attachments }: CaseDoc, id: string): boolean {
  return attachments.some(each => each.findingId === id && each.open)
}

/** Whether a link is blocked depends on its case, which is loaded only where it may be. */
async function standing(unit: Pick<Unit, 'load'>, link: LinkDoc): Promise<'open' | 'closed' | 'blocked'> {
  if (link.blocked !== null) {
    const state = await unit.load(link.caseId)
    if (state !== undefined && syncHealth(state, link).condition === 'blocked') return 'blocked'
  }
  return isClosed(link) ? 'closed' : 'open'
}

interface Fix {
  byTruthMs: number
  /** Until its issue first said so, rightly or not; null when it never did. */
  byTicketMs: number | null
}

const FIXED: readonly string[] = ['resolved', 'auto-closed']

/** How long a finding took that was fixed lately: by Datadog's own moments, and by when its issue first said so. */
function fixOf(finding: FindingDoc, links: readonly LinkDoc[], now: number): Fix | null {
  const { state, detectionChangedAt: fixedAt } = finding
  if (!FIXED.includes(state) || fixedAt === null || now - fixedAt > FIXED_SINCE_MS) return null
  const since = Number(attributeOf(finding, 'first_seen_at') ?? Number.NaN)
  const openedAt = Number.isFinite(since) ? Math.min(since, finding.firstReadAt) : finding.firstReadAt
  if (openedAt > fixedAt) return null
  const closes = links
    .flatMap(({ falseFixes, ownClose, view }) => [
      ...(falseFixes?.last ?? []).filter(each => each.how === 'undone').map(each => each.at),
      ...(ownClose === null ? [] : [ownClose.at]),
      ...(view?.lastMove?.toDone === true ? [view.lastMove.at] : []),
    ])
    .filter(at => at >= openedAt)
  return {
    byTruthMs: fixedAt - openedAt,
    byTicketMs: closes.length === 0 ? null : Math.min(...closes) - openedAt,
  }
}

/** In hours, to a tenth; null of nothing. */
function mean(all: readonly number[]): number | null {
  if (all.length === 0) return null
  return Math.round((all.reduce((sum, each) => sum + each, 0) / all.length / HOUR_MS) * 10) / 10
}

/** The false fixes of a site in the last days. */
export async function falseFixes(
  store: Pick<Store, 'find'>,
  connection: string,
  days: number,
  now: number,
): Promise<ForgeFalseFixes> {
  const since = now - days * DAY_MS
  const links = (await store.find('link', 'falseFixes', `jira/${connection}`)).map(each => each.doc)
  const recent = links.flatMap(link => {
    const fixes = (link.falseFixes?.last ?? []).filter(each => each.at >= since)
    const newest = newestOf(fixes)
    return newest === null ? [] : [{ link, fixes, newest }]
  })
  const count = (how: FalseFix['how']) =>
    recent.reduce((sum, { fixes }) => sum + fixes.filter(each => each.how === how).length, 0)
  const issues = recent
    .flatMap(({ link: { ticket }, newest }) => (ticket === null ? [] : [{ ticket, newest }]))
    .sort((a, b) => b.newest.at - a.newest.at)
    .slice(0, ISSUES_MAX)
    .map(({ ticket: { id, key }, newest: { at, by, how } }) => ({
      ...{ id, key, at: iso(at), who: by ?? 'Somebody', how },
    }))
  return { refused: count('refused'), undone: count('undone'), issues }
}

function newestOf(fixes: readonly FalseFix[]): FalseFix | null {
  return fixes.reduce<FalseFix | null>((a, b) => (a === null || b.at >= a.at ? b : a), null)
}
