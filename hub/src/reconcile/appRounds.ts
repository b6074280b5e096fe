import { INCIDENT_APP_SILENT_EVERY_MS } from '@fixproof/rules'
import type { AppHealth, TicketTool } from '../connectors/port'
import type { LinkDoc } from '../domain/model'
import { planFacts } from '../domain/planFacts'
import type { Finish, Store } from '../store/port'
import { isByHand } from './apply'
import type { AppSeen } from './apps'
import { type Telling, type ToTell, tell } from './telling'
import { type Tools, toolKey } from './tools'

export interface AppRound extends Telling {
  store: Store
  tools: Tools
}

/**
 * Asks the app on an instance how it is. When it comes back, or was installed anew, it is told everything it does not
 * know, many incidents a call; the passes over cases tell of what changes from then on.
 */
export async function lookAfterApp(round: AppRound, connection: string, everyMs: number): Promise<Finish> {
  const { tools, apps, clock } = round
  const tool = tools.tickets.get(toolKey('servicenow', connection))
  if (tool?.appHealth === undefined) return { kind: 'done' }
  const before = await apps.seen(connection)
  const health = await tool.appHealth()
  const now = await seenNow(round, connection, before, health)
  await apps.keep(connection, now)
  await apps.load()
  if (now.is === 'here')
    await tellWhatItLacks(
      round,
      tool,
      now,
      before?.is === 'here' && now.since === before.since ? 'untold' : 'all',
    )
  const againMs = now.is === 'silent' ? Math.min(everyMs, INCIDENT_APP_SILENT_EVERY_MS) : everyMs
  return { kind: 'again', runAt: clock.now() + againMs }
}

async function seenNow(
  { clock, store }: AppRound,
  connection: string,
  before: AppSeen | null,
  asked: AppHealth,
): Promise<AppSeen> {
  if (asked.is !== 'here')
    return { is: asked.is, since: before?.since ?? 0, health: null, reason: asked.reason }
  const { app, guard, missingRoles, linked } = asked.health
  const health = { app, guard, missingRoles }
  // One that merely did not answer for a while still knows what it was told.
  const stayed = before !== null && before.since > 0 && (before.is === 'here' || before.is === 'silent')
  const fewer = stayed && linked < (await toldOf(store, connection, before.since))
  // A deleted incident is missed as well until the next sweep; everything is told again only for what stays missing.
  const lost = fewer && (linked === 0 || before.fewer === true)
  return {
    ...{ is: 'here', since: stayed && !lost ? before.since : clock.now(), health, reason: null },
    ...(fewer && !lost && { fewer: true }),
  }
}

/** How many incidents the app was told of. */
async function toldOf(store: Store, connection: string, since: number): Promise<number> {
  const links = await linksOf(store, connection)
  const told = links.filter(
    ({ state, factsTold: said }) =>
      state === 'live' && said?.linked === true && said.known && said.seq >= since,
  )
  return new Set(told.map(each => each.ticket?.id)).size
}

async function linksOf(store: Store, connection: string): Promise<LinkDoc[]> {
  const all = await store.find('link', 'connection', `servicenow/${connection}`)
  return all.map(each => each.doc).filter(each => each.ticket !== null && each.state !== 'gone')
}

/** `untold`: only those it was never told of since it is there; the passes over the cases tell of every change. */
async function tellWhatItLacks(
  round: AppRound,
  tool: TicketTool,
  { since }: AppSeen,
  which: 'all' | 'untold',
): Promise<void> {
  const { store, unit } = round
  const apps = new Map([[tool.connection, { since }]])
  const lacking: ToTell[] = []
  for (const { id, caseId, factsTold: told } of await linksOf(store, tool.connection)) {
    if (which === 'untold' && told !== undefined && told.seq >= since) continue
    const state = await unit.load(caseId)
    const link = state?.links.find(each => each.id === id)
    // What is applied by hand is told by hand, too.
    if (state === undefined || link === undefined || isByHand(state)) continue
    const content = planFacts(state, link, { apps }, 'whole')?.content
    if (content !== undefined) lacking.push({ state, link, content })
  }
  await tell(round, tool, lacking)
}
