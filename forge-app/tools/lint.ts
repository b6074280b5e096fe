/**
 * `pnpm --filter @fixproof/forge-app lint`: Forge's linter as a library, offline: scopes against the REST calls in the
 * source, handlers, egress. It needs Jira's OpenAPI document, which is no part of this project: without one the step
 * says so and is skipped. Exit code 1 on any error.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { APP, readManifest } from './manifest'

const shared = process.env.FIXPROOF_SHARED ?? resolve(APP, '../../shared')
const description = join(shared, 'specs/jira-cloud-v3.openapi.json')

interface Found {
  file?: string
  errors: { line?: number; message: string }[]
  warnings: { line?: number; message: string }[]
}

async function findings(): Promise<Found[]> {
  const folder = mkdtempSync(join(tmpdir(), 'forge-lint-'))
  try {
    const none = join(folder, 'none.json')
    writeFileSync(none, '{"paths":{}}')
    // The linter wants all of them; only Jira's is about this app.
    Object.assign(process.env, {
      USE_LOCAL_SWAGGER: '1',
      LOCAL_JIRA_SWAGGER: description,
      ...{ LOCAL_JSM_SWAGGER: none, LOCAL_JSW_SWAGGER: none, LOCAL_CONF_SWAGGER: none },
      ...{ LOCAL_CONF_V2_SWAGGER: none, LOCAL_BB_SWAGGER: none },
    })
    process.chdir(APP)
    const { lint } = createRequire(import.meta.url)('@forge/lint') as {
      lint: (...given: unknown[]) => Promise<Found[]>
    }
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter(name => /(?<!\.test)\.tsx?$/.test(name) && !name.includes('testing'))
      .map(name => `./${join('src', name)}`)
    const quiet = { trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error }
    // Feature switches of the command line tool: none.
    const switches = new Proxy({}, { get: () => async () => [] })
    return await lint(files, readManifest(), 'development', quiet, switches, {
      linter: { mode: 'client-side' },
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function main(): Promise<number> {
  if (!existsSync(description)) {
    console.log("SKIPPED: Forge's linter needs Jira's OpenAPI document, which is not here.")
    console.log('Set FIXPROOF_SHARED to a folder that has specs/jira-cloud-v3.openapi.json.')
    return 0
  }
  const all = await findings()
  const of = (kind: 'errors' | 'warnings') =>
    all.flatMap(each => each[kind].map(one => `${each.file ?? ''}:${one.line ?? ''} ${one.message}`))
  const errors = of('errors')
  const warnings = of('warnings')
  for (const line of errors) console.log(`error ${line}`)
  for (const line of warnings) console.log(`warning ${line}`)
  console.log(`Forge's linter: ${errors.length} errors, ${warnings.length} warnings.`)
  return errors.length === 0 ? 0 : 1
}

void main().then(code => process.exit(code))
