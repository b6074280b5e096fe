import { runCheck } from '../check'
import { type CheckReport, reportOf } from '../check/report'
import { systemClock, systemIds, systemRandom } from '../clock'
import { makeTools, reachOf } from '../compose'
import type { Config } from '../config'
import { networkFetch } from '../fetch'
import type { Logger } from '../ports'
import { checkTable } from './checkTable'
import { type HubClient, HubRefused, namedHub, ownHub, ownUrl, readConfig } from './hub'
import { type CliIo, EXIT, type ExitCode, UsageError } from './io'

export interface CheckOptions {
  /** Ask the hub there. */
  url?: string | undefined
  /** Ask the vendors from here, whether or not a hub runs. */
  direct?: boolean | undefined
  json?: boolean | undefined
}

/**
 * `fixproof check`: asks the running hub, which knows what webhooks arrived, else the vendors directly, with what the
 * configuration says. The hub's store is not touched: its folder is the hub's alone.
 */
export async function checkCommand(options: CheckOptions, io: CliIo): Promise<ExitCode> {
  if (options.url !== undefined && options.direct === true)
    throw new UsageError('--url and --direct exclude each other: one asks a hub, the other asks none.')
  const { report, from } = await reportFor(options, io)
  if (options.json === true) {
    const checkedAt = new Date(report.checkedAt).toISOString()
    io.out.write(`${JSON.stringify({ ...report, checkedAt, from }, null, 2)}\n`)
  } else io.out.write(checkTable(report, io.out))
  return report.result === 'fail' ? EXIT.failed : EXIT.good
}

interface Checked {
  report: CheckReport
  /** Address of the hub that was asked; null when the vendors were asked from here. */
  from: string | null
}

async function reportFor({ url, direct }: CheckOptions, io: CliIo): Promise<Checked> {
  if (url !== undefined) return askedHub(namedHub(url, io))
  const config = await readConfig(io)
  const hub = direct === true ? null : await ownHub(config, io)
  if (hub !== null) {
    try {
      const checked = await askedHub(hub)
      io.err.write(`Asked the hub at ${hub.url}.\n`)
      return checked
    } catch (error) {
      if (!(error instanceof HubRefused)) throw error
      io.err.write(`${error.message} The vendors were asked directly instead.\n`)
    }
  } else if (direct !== true)
    io.err.write(`No hub runs at ${ownUrl(config)}; the vendors were asked directly.\n`)
  return { report: await askedVendors(config), from: null }
}

async function askedHub(hub: HubClient): Promise<Checked> {
  const { lines, checkedAt } = (await hub.call('GET', '/api/v1/check')) as {
    lines: CheckReport['lines']
    checkedAt: string
  }
  return { report: reportOf(lines, Date.parse(checkedAt)), from: hub.url }
}

/** What the connectors would log is in the lines of the report. */
const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }

async function askedVendors(config: Config): Promise<CheckReport> {
  const network = networkFetch(reachOf(config))
  const outside = {
    clock: systemClock,
    ids: systemIds,
    random: systemRandom,
    fetch: network.fetch,
    logger: SILENT,
  }
  try {
    return await runCheck({
      config,
      tools: makeTools(config, outside),
      clock: systemClock,
      hub: null,
      probe: false,
    })
  } finally {
    await network.close()
  }
}
