import { listedUpTo, plural } from '@fixproof/rules'
import type { CheckLine } from '../connectors/port'
import { syncHealth } from '../domain/health'
import { nameOf } from '../domain/links'
import { strangeProofKey } from '../sharedProofKey'
import { StoreFailed } from '../store/port'
import type { CheckContext, CheckedHub } from './index'
import { liner } from './lines'

const line = liner('hub')
/** Tickets named in one line before it says "and 4 more". */
const NAMED_MAX = 3

/** The hub itself: who may call it, where people find it, whose help its tickets need. */
export async function checkHub({ config, hub, projects }: CheckContext): Promise<CheckLine[]> {
  const { publicUrl } = config.server
  return [
    publicUrl === undefined
      ? line(
          'public address',
          'warn',
          'Tickets cannot link to their case: set server.publicUrl to the address people and webhooks reach the hub at.',
        )
      : line('public address', 'pass', `People and webhooks reach the hub at ${publicUrl}.`),
    keysLine(hub === null ? config.keys.length : await hub.store.count('key')),
    projects.length === 0
      ? line('projects', 'warn', 'There is no project, so no ticket can be made. Add one under projects.')
      : line(
          'projects',
          'pass',
          `${plural(projects.length, 'project')}: ${projects.map(p => p.key).join(', ')}.`,
        ),
    ...(hub === null ? [] : [...(await storeLines(hub)), await blockedLine(hub)]),
    ...(hub === null || config.store.kind !== 'postgres' ? [] : [await proofKeyLine(hub)]),
  ]
}

function keysLine(count: number): CheckLine {
  return count === 0
    ? line('keys', 'warn', 'No key may call the API of the hub. Add one under keys.')
    : line('keys', 'pass', `${plural(count, 'key')} may call the API of the hub.`)
}

/** A store that answers reads may take no writes all the same. */
async function storeLines({ store }: CheckedHub): Promise<CheckLine[]> {
  if (store.mayWrite === undefined) return []
  try {
    await store.mayWrite()
    return [line('store', 'pass', 'The store answers and takes writes.')]
  } catch (error) {
    if (!(error instanceof StoreFailed)) throw error
    return [line('store', 'fail', error.message)]
  }
}

/** This hub may have been started before the others were given another key. */
async function proofKeyLine({ store, proofKeys }: CheckedHub): Promise<CheckLine> {
  const kid = await strangeProofKey(store, proofKeys)
  return kid === undefined
    ? line('proof key', 'pass', 'This hub knows the key that hubs on its database sign with.')
    : line(
        'proof key',
        'fail',
        `Another hub on this database signs with the key ${kid}, which this hub does not have. Give every hub the same ` +
          'key file, and start this one again.',
      )
}

async function blockedLine({ store, unit }: CheckedHub): Promise<CheckLine> {
  const waiting: string[] = []
  for (const { doc } of await store.find('link', 'blocked', 'yes')) {
    const state = await unit.load(doc.caseId)
    if (state !== undefined && syncHealth(state, doc).condition === 'blocked') {
      waiting.push(doc.ticket === null ? `${nameOf(doc)} of ${state.case.key}` : doc.ticket.key)
    }
  }
  if (waiting.length === 0) return line('tickets', 'pass', 'No ticket waits for a person.')
  const [need, are] = waiting.length === 1 ? ['needs', 'it is'] : ['need', 'they are']
  return line(
    'tickets',
    'warn',
    `${listedUpTo(waiting, NAMED_MAX)} ${need} a person. GET /api/v1/links?state=blocked tells why; once mended, ` +
      `${are} resumed by POST /api/v1/links/resume.`,
  )
}
