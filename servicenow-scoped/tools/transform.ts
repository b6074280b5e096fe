/**
 * `pnpm --filter ./servicenow-scoped transform`: has ServiceNow's SDK read both built update sets back into its own source
 * form, which is as far as a validator without an instance goes. Exit code 1 when it complains, or leaves a record out.
 */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readUpdateSet } from './checks'
import { ROOT, sdk, UPDATE_SETS } from './product'

/** The application itself becomes the SDK's settings, not source. */
const NO_SOURCE = /^sys_app_[0-9a-f]{32}$/

async function check(name: keyof typeof UPDATE_SETS): Promise<string[]> {
  const { path, config } = UPDATE_SETS[name]
  const work = mkdtempSync(join(tmpdir(), 'fixproof-transform-'))
  try {
    const records = readUpdateSet(readFileSync(path, 'utf8'))
    for (const folder of ['records', 'project/src/fluent', 'project/node_modules/@servicenow'])
      mkdirSync(join(work, folder), { recursive: true })
    for (const record of records) writeFileSync(join(work, 'records', `${record.name}.xml`), record.payload)
    const project = join(work, 'project')
    writeFileSync(join(project, 'now.config.json'), readFileSync(config))
    writeFileSync(join(project, 'package.json'), '{"name":"read-back","version":"0.1.0"}')
    symlinkSync(
      join(ROOT, 'node_modules', '@servicenow', 'sdk'),
      join(project, 'node_modules', '@servicenow', 'sdk'),
    )
    const said = await sdk(project, ['transform', '--from', join(work, 'records')])
    const complaints = said.split('\n').filter(line => /WARN|ERROR/.test(line))
    const source = textUnder(join(project, 'src'))
    const lost = records
      .filter(({ name }) => !NO_SOURCE.test(name))
      .filter(({ name }) => !source.includes(/[0-9a-f]{32}$/.exec(name)?.[0] ?? lastWord(name)))
      .map(({ name }) => `${name} was left out`)
    console.log(`${name}: ${records.length} records, ${complaints.length + lost.length} complaints`)
    return [...complaints, ...lost]
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Dictionary entries, choices and lists are named by what they describe. */
function lastWord(name: string): string {
  return /(x_fxprf_sync_[a-z]+)/.exec(name)?.[1] ?? name
}

function textUnder(path: string): string {
  if (!statSync(path).isDirectory()) return readFileSync(path, 'utf8')
  return readdirSync(path)
    .map(name => textUnder(join(path, name)))
    .join('\n')
}

async function main(): Promise<void> {
  const problems = [...(await check('app')), ...(await check('guard'))]
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
}

void main()
