import { systemClock } from '@fixproof/hub/clock'
import { openPostgres } from '@fixproof/hub/store/postgres/index'
import { percentile } from '../common/stats'
import { looseFinding } from '../common/tickets'

export type PostgresQuestion =
  | { do: 'fill'; findings: number }
  | {
      do: 'write'
      findings: number
      writers: number
      amount: { ms: number } | { each: number }
      seed: number
    }

export interface Wrote {
  commits: number
  perSecond: number
  p99Ms: number
}

const logger = { debug() {}, info() {}, warn() {}, error() {} }
const FILL_AT_ONCE = 500

/** One hub's store on a database that others share. */
export default async function storePart({ url }: { url: string }) {
  const store = await openPostgres({ url, clock: systemClock, logger })

  async function fill(findings: number): Promise<void> {
    for (let at = 0; at < findings; at += FILL_AT_ONCE) {
      const some = Array.from({ length: Math.min(FILL_AT_ONCE, findings - at) }, (_, n) =>
        looseFinding(at + n),
      )
      await store.commit({ put: some })
    }
  }

  /** A finding is changed and its case marked by each commit, as a poll does it; durable when it resolves. */
  async function write({
    findings,
    writers,
    amount,
    seed,
  }: Extract<PostgresQuestion, { do: 'write' }>): Promise<Wrote> {
    const latencies: number[] = []
    const from = performance.now()
    const until = 'ms' in amount ? from + amount.ms : Number.POSITIVE_INFINITY
    const each = 'each' in amount ? amount.each : Number.POSITIVE_INFINITY
    const writer = async (number: number): Promise<void> => {
      for (let n = 0; n < each && performance.now() < until; n++) {
        const at = (seed * 104_729 + number * 7_919 + n) % findings
        const { doc, ...of } = looseFinding(at)
        const changed = { ...of, doc: { ...doc, title: `Round ${seed}.${n}` } } as ReturnType<
          typeof looseFinding
        >
        const begun = performance.now()
        await store.commit({ put: [changed], marks: [{ key: `case:${at}` }] })
        latencies.push(performance.now() - begun)
      }
    }
    await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)))
    const perSecond = (latencies.length * 1000) / (performance.now() - from)
    return { commits: latencies.length, perSecond, p99Ms: percentile(latencies, 0.99) }
  }

  return {
    async answer(question: PostgresQuestion): Promise<unknown> {
      return question.do === 'fill' ? fill(question.findings) : write(question)
    },
    close: () => store.close(),
  }
}
