/** `pnpm sandbox`: the three vendors on their ports until stopped. */

import { makeClock } from './core'
import { makeSandbox, PORTS } from './index'
import type { Vendor } from './port'

const WHO: Record<Vendor, string> = {
  datadog: 'API key dd-api, application key dd-app (dd-app-read may only read)',
  jira: 'bot@example.com:bot, ada@example.com:ada, admin@example.com:admin',
  servicenow: 'bot:bot, abel:abel (itil), carol:carol (no role), admin:admin',
}

const VENDORS = ['datadog', 'jira', 'servicenow'] as const

/** The port of a vendor from `FIXPROOF_SANDBOX_<VENDOR>_PORT`; a sentence on stderr and exit 1 when it is none. */
function portOf(vendor: Vendor): number {
  const name = `FIXPROOF_SANDBOX_${vendor.toUpperCase()}_PORT`
  const text = process.env[name]
  if (text === undefined || text === '') return PORTS[vendor]
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  process.stderr.write(`${name} must be a port between 0 and 65535, not "${text}".\n`)
  process.exit(1)
}

const ports = { datadog: portOf('datadog'), jira: portOf('jira'), servicenow: portOf('servicenow') }
const sandbox = makeSandbox({ clock: makeClock('real'), ports })

try {
  const { close } = await sandbox.listen()
  for (const vendor of VENDORS) {
    process.stdout.write(`${vendor.padEnd(10)} ${sandbox.urls[vendor]}  ${WHO[vendor]}\n`)
  }
  process.stdout.write(
    'Control doors on every port under /_sandbox/ (reset, clock, faults, calls, webhooks, limits).\n' +
      'The Jira app: POST /_sandbox/forge {"installed":true,"hubUrl":"…","validators":[{"project":"SEC"}]} at Jira.\n' +
      'The ServiceNow app: POST /_sandbox/servicenow/apps {"shipped":"app"}, then {"shipped":"guard"}, at ServiceNow; roles by\n' +
      '/_sandbox/servicenow/roles {"user":"abel","role":"x_fxprf_sync.operator"}, jobs by /_sandbox/servicenow/run {"job":"…"}.\n',
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${String(error)}\n`)
          process.exit(1)
        },
      )
    })
  }
} catch (error) {
  process.stderr.write(
    `The sandbox cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
  )
  process.exit(1)
}
