import { nowMs, TABLES } from './tables'

/** A lease nobody gave back is over after this. Longer than the longest call to the hub. Milliseconds. Ours. */
const LEASE_MS = 60_000

/**
 * Runs `work` alone, on any node of the instance: `name` is unique in its table, so a second insert fails. False when
 * somebody else holds the lease; what they leave undone the next run does.
 */
export function alone(name: string, work: (goOn: () => boolean) => void): boolean {
  const lease = taken(name)
  if (lease === null) return false
  const until = nowMs() + LEASE_MS / 2
  try {
    work(() => nowMs() < until)
  } finally {
    const mine = new GlideRecord(TABLES.lease)
    if (mine.get(lease)) mine.deleteRecord()
  }
  return true
}

function taken(name: string): string | null {
  const now = nowMs()
  const held = new GlideRecord(TABLES.lease)
  if (held.get('name', name)) {
    if (Number(held.getValue('until_ms')) > now) return null
    held.deleteRecord()
  }
  const lease = new GlideRecord(TABLES.lease)
  lease.initialize()
  lease.setValue('name', name)
  lease.setValue('until_ms', String(now + LEASE_MS))
  return lease.insert()
}
