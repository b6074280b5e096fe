import { systemClock, systemIds, systemRandom } from '@fixproof/hub/clock'
import { startHub } from '@fixproof/hub/hub'
import { newProofKey, proofKeys } from '@fixproof/hub/proofKeys'
import { benchConfig, NOWHERE } from '../common/config'
import { benchLogger } from '../common/logger'

export interface Started {
  /** From asking for the hub to listening. Milliseconds. */
  openMs: number
  /** From the start of the process to listening, loading and compiling its source included. Milliseconds. */
  processMs: number
  /** Held in memory once it listens. Bytes. */
  rss: number
  findings: number
  cases: number
  /** In the timeline of the first case. */
  entries: number
}

/** A hub with its loop, on the store in this folder; it says how long it took, and ends. */
export default async function startPart({ folder }: { folder: string }) {
  const begun = performance.now()
  const config = benchConfig({ kind: 'embedded', folder }, NOWHERE)
  const hub = await startHub({
    config,
    clock: systemClock,
    ids: systemIds,
    random: systemRandom,
    fetch: () => Promise.reject(new Error('Nobody is called here')),
    logger: benchLogger(config),
    proofKeys: proofKeys(newProofKey(), 'the benchmark'),
  })
  const started: Started = {
    openMs: performance.now() - begun,
    processMs: performance.now(),
    rss: process.memoryUsage.rss(),
    findings: await hub.store.count('finding'),
    cases: await hub.store.count('case'),
    entries: (await hub.store.timeline({ caseId: 'case-0' }, { limit: 1_000 })).items.length,
  }
  return { answer: async (_question: { do: 'started' }) => started, close: () => hub.close() }
}
