/**
 * A hub's process that claims the key it is given, says so, and writes once it is told to: `ok`, or what the store says
 * instead. Arguments: the address of the database, the key.
 */
import { once } from 'node:events'
import { systemClock } from '@fixproof/hub/clock'
import { openPostgres } from '@fixproof/hub/store/postgres/index'

const logger = { debug() {}, info() {}, warn() {}, error() {} }
const [url = '', key = ''] = process.argv.slice(2)
const LEASE_MS = 60_000

const store = await openPostgres({ url, clock: systemClock, logger })
const [row] = await store.claim(systemClock.now(), 1, LEASE_MS)
const leaseId = row?.leaseId ?? 0
process.stdout.write(`${row?.key === key ? 'claimed' : 'nothing to claim'}\n`)
await once(process.stdin, 'data')
const outcome = await store.commit({ fence: { key, leaseId }, marks: [{ key: 'written late' }] })
const finished = await store.finish(key, leaseId, { kind: 'done' })
process.stdout.write(`${outcome} ${finished}\n`)
await store.close()
process.stdin.destroy()
