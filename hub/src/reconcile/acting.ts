import type { VendorError } from '../connectors/port'
import type { Shows } from '../domain/fields/table'
import { intended, settle } from '../domain/intents'
import type { Intent, LinkDoc } from '../domain/model'
import type { IntentOf } from '../domain/plan'
import { type CaseState, type FreshMoves, type Step, withLink } from '../domain/step'
import type { Clock, Random } from '../ports'
import type { Commit } from '../store/port'
import type { Apps } from './apps'
import type { Findings } from './findings'
import { LEASE_MS } from './lease'
import type { People } from './people'
import type { Signer } from './proof'
import { type Tools, vendorError } from './tools'
import type { Unit } from './unit'

/** What acting on a case needs from outside. */
export interface Acting {
  unit: Unit
  tools: Tools
  clock: Clock
  random: Random
  signer: Signer
  /** How long a permission to close stays good. Milliseconds. */
  permissionMs: number
  /** How a tool shows a text of ours once it was written. */
  shows: Shows
  /** Jira connections whose app lets people search for false fixes; none when absent. */
  indexed?: ReadonlySet<string>
  people: People
  /** The app on each ServiceNow instance. */
  apps: Apps
  findings: Pick<Findings, 'readAt'>
}

/** What one pass over a case carries along. */
export interface Pass {
  caseId: string
  fence: NonNullable<Commit['fence']>
  fresh: FreshMoves
  /** Links written to since they were last read. */
  written: Set<string>
  /** Links whose ticket somebody else changed just before a write of ours, which was not done: to be looked at anew. */
  changed: Set<string>
  /** Links whose tickets are not known: a call may have been done although it failed, or they could not be looked at. */
  unsure: Set<string>
}

/** A lease holds at least this long after any commit on it: it is renewed when half of it is used. Milliseconds. */
const SURE_MS = LEASE_MS / 2

/** What `commitBefore` needs. */
export interface Commits {
  unit: Pick<Unit, 'edit'>
  clock: Pick<Clock, 'now'>
}

/**
 * Commits what is about to be asked of the vendor, before it is asked: what became of it is then found out after a crash
 * too. `decide` is given the moment, epoch milliseconds. A process that stood still meanwhile commits again, so that it
 * learns whether somebody else does its work by now: nothing at the vendor would stop it. Throws `Fenced` then.
 */
export async function commitBefore(
  { unit, clock }: Commits,
  { caseId, fence }: Pick<Pass, 'caseId' | 'fence'>,
  decide: (state: CaseState, at: number) => Step,
): Promise<void> {
  let at: number
  do {
    at = clock.now()
    const moment = at
    await unit.edit(caseId, state => decide(state, moment), { fence })
  } while (clock.now() - at >= SURE_MS)
}

/** `commitBefore` for a call that is kept on the link as its intent. */
export async function intend(
  acting: Acting,
  pass: Pass,
  linkId: string,
  intent: IntentOf,
  more: Partial<LinkDoc>,
): Promise<void> {
  await commitBefore(acting, pass, (state, at) => ({
    state: withLink(intended(state, linkId, { ...intent, at } as Intent), linkId, more),
    notes: [],
  }))
}

/** The call of the committed intent was done. */
export async function settled(acting: Acting, pass: Pass, linkId: string): Promise<void> {
  await acting.unit.edit(pass.caseId, s => settle(s, linkId, acting.clock.now()), { fence: pass.fence })
}

/** Looking failed, which says nothing about a write of ours that is still in doubt. */
export class LookFailed extends Error {
  override name = 'LookFailed'
  constructor(readonly refusal: VendorError) {
    super(refusal.message)
  }
}

/** A question to a vendor that changes nothing there. Throws `LookFailed`. */
export async function look<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    throw new LookFailed(vendorError(error))
  }
}

/**
 * Through the app on a ServiceNow instance a change is made only while the incident is as we know it. Undefined where no
 * app is there: the change is made as it stands.
 */
export function onlyUnchanged({ apps }: Acting, link: LinkDoc): { version: string } | undefined {
  const through = link.tool === 'servicenow' && link.view !== null && apps.here().has(link.connection)
  return through ? { version: link.view?.version ?? '' } : undefined
}

/** The vendor's id of the ticket. Throws while there is no ticket yet. */
export function ticketId(link: LinkDoc): string {
  if (link.ticket === null) throw new Error(`Link ${link.id} has no ticket yet`)
  return link.ticket.id
}
