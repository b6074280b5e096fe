import { readFile } from 'node:fs/promises'
import { systemClock, systemIds, systemRandom } from '../src/clock'
import { reachOf } from '../src/compose'
import { type Config, ConfigError, loadConfig } from '../src/config'
import { networkFetch } from '../src/fetch'
import { startHub } from '../src/hub'
import { type LogOptions, makeLogger, secretsIn } from '../src/logs'
import { ProofKeyError, proofKeys } from '../src/proofKeys'
import { StoreFailed } from '../src/store/port'

/**
 * `pnpm start`. Exit codes: 0 stopped as asked, 1 could not run, 2 the configuration cannot be used, 130 stopped at
 * once by a second signal. Environment: FIXPROOF_CONFIG, FIXPROOF_PORT, FIXPROOF_LOG_LEVEL (debug, info, warn,
 * error), FIXPROOF_PROOF_KEY (PEM, instead of the file).
 */
const LEVELS: readonly LogOptions['level'][] = ['debug', 'info', 'warn', 'error']

async function main(): Promise<void> {
  // Before anything is waited for: as the first process of a container nobody else would end it.
  let stop = async (): Promise<void> => {}
  let crash = (error: unknown): never => {
    process.stderr.write(`${explain(error)}\n`)
    process.exit(1)
  }
  let asked = false
  const onSignal = (): void => {
    if (asked) process.exit(130)
    asked = true
    stop().then(
      () => process.exit(0),
      error => crash(error),
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)

  const config = await configOrExit()
  const wanted = process.env.FIXPROOF_LOG_LEVEL
  const pem = process.env.FIXPROOF_PROOF_KEY
  const level = LEVELS.find(each => each === wanted) ?? 'info'
  const logger = makeLogger({ level, secrets: [...secretsIn(config), ...(pem === undefined ? [] : [pem])] })
  const network = networkFetch(reachOf(config))
  const starting = startHub({
    config,
    clock: systemClock,
    ids: systemIds,
    random: systemRandom,
    fetch: network.fetch,
    logger,
    ...(pem !== undefined && { proofKeys: proofKeys(pem, 'FIXPROOF_PROOF_KEY') }),
  })
  // A database ends what a session began when the session ends, and its lock may be long in coming. A folder is let go by
  // whoever has it: that start is soon over.
  if (config.store.kind === 'embedded') stop = async () => (await starting).close()
  else stop = async () => logger.info({}, 'The hub was stopped before it was up')
  const hub = await starting
  stop = () => hub.close().then(() => network.close())
  hub.metrics.watchProcess()
  // Nobody can open 0.0.0.0 or [::] everywhere; from this machine the loopback address is the same hub.
  const here = hub.url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
  process.stderr.write(`Fixproof listens on ${hub.url} · API reference: ${here}/docs\n`)

  // What nobody caught leaves unknown state in memory. The store is right at every moment, so a new process is better.
  crash = error => {
    logger.error({ err: error }, 'The hub stops because of an unexpected error')
    process.exit(1)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
}

async function configOrExit(): Promise<Config> {
  try {
    return await loadConfig({ env: process.env, readFile: path => readFile(path, 'utf8') })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    return process.exit(2)
  }
}

/** Errors an operator can mend are one sentence; anything else is a defect and keeps its stack. */
function explain(error: unknown): string {
  if (error instanceof StoreFailed || error instanceof ProofKeyError) return error.message
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number }
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${address} is taken. Stop what uses it, or set server.port or FIXPROOF_PORT.`
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
    return `The hub cannot listen on ${address}:${port} (${code}). Set server.host and server.port to an address of this machine.`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
})
