/**
 * A sweep over links on which nothing has changed: what it asks of the vendors, counted in the sandbox's log, beside the
 * budget of CONTRACTS. It must change nothing anywhere.
 */
import { cpuUsed } from './common/cpu'
import type { Figure, Report } from './common/report'
import { makeTickets, ownCalls, withScene } from './common/stage'

/** Links that one read may take in, and reads it may take for them (CONTRACTS, call budgets). */
const BUDGETS = {
  issues: { perRead: 50, reads: 1 },
  incidents: { perRead: 50, reads: 2 },
  findings: { perRead: 100, reads: 1 },
} as const

/** Long enough for everything the making of tickets left to do. Milliseconds. */
const REST_MS = 60_000

/** `links` of them: half of them issues, half incidents, each with a finding. */
export async function benchSweep({ links }: { links: number }): Promise<Report> {
  const issues = Math.ceil(links / 2)
  const incidents = links - issues
  return withScene(async s => {
    await makeTickets(s, 'jira', issues)
    await makeTickets(s, 'servicenow', incidents)
    await s.later(REST_MS)
    const made = (await s.h.store.find('link', 'connection', 'jira/main')).length
    const commits = await commitsCounted(s)
    s.forget()
    const cpu = cpuUsed()
    await s.wake('sweep:jira:main')
    await s.wake('sweep:servicenow:main')
    await s.wake('poll:attached')
    const spent = (cpuUsed() - cpu) / 1000
    const reads = {
      issues: ownCalls(s, 'jira').length,
      incidents: ownCalls(s, 'servicenow').length,
      findings: ownCalls(s, 'datadog').length,
    }
    const of = { issues, incidents, findings: links }
    const figures = (Object.keys(BUDGETS) as (keyof typeof BUDGETS)[]).map((what): Figure => {
      const budget = Math.ceil(of[what] / BUDGETS[what].perRead) * BUDGETS[what].reads
      return {
        what: `reads of ${of[what]} ${what}, ÷ budget of ${budget}`,
        value: reads[what] / budget,
        unit: '×',
        target: { most: 1 },
      }
    })
    const writes = s.writes()
    const kept = (await commitsCounted(s)) - commits
    return {
      bench: 'sweep',
      figures: [
        { what: 'writes at the vendors', value: writes.length, unit: 'calls', target: { most: 0 } },
        ...figures,
        {
          what: 'processor time of 1,000 links, simulated vendors included',
          value: (spent * 1000) / links,
          unit: 'ms',
        },
      ],
      notes: [],
      broken: [
        ...writes.slice(0, 10),
        ...(made === issues ? [] : [`Only ${made} of ${issues} issues were made`]),
        // Its three rows of work are claimed and given back; the marks that woke them are one more each.
        ...(kept > 3 ? [`${kept} commits were made over links on which nothing changed`] : []),
      ],
      sizes: { links, issues, incidents },
    }
  })
}

async function commitsCounted(s: {
  h: { hub: { metrics: { registry: { getSingleMetric(name: string): unknown } } } }
}): Promise<number> {
  const metric = s.h.hub.metrics.registry.getSingleMetric('fixproof_commit_seconds') as
    | { get(): Promise<{ values: { metricName?: string; value: number }[] }> }
    | undefined
  const { values } = (await metric?.get()) ?? { values: [] }
  return values
    .filter(each => each.metricName === 'fixproof_commit_seconds_count')
    .reduce((sum, each) => sum + each.value, 0)
}
