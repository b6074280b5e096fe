import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  inventoryOf,
  inventoryProblems,
  scopeProblems,
  scriptProblems,
  valueProblems,
  xmlProblems,
} from './checks'
import { clientScripts, es5, rulesIn, scriptIncludes } from './scripts'
import { type Application, isShipped, type PackedRecord, packRecord, updateSet } from './updateSet'

/** The folder `servicenow-scoped`. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const OUT = join(ROOT, 'dist', 'update-set')
/** The package names no such entry in its exports, so it is found by its place. */
const SDK = join(ROOT, 'node_modules', '@servicenow', 'sdk', 'bin', 'index.js')

/** The two things that are shipped. */
const PARTS = {
  app: { folder: ROOT, file: 'fixproof.xml', inventory: 'inventory.txt' },
  guard: {
    folder: join(ROOT, 'guard'),
    file: 'fixproof-incident-guard.xml',
    inventory: 'guard/inventory.txt',
  },
} as const

/** The two files a build makes, and the SDK's settings each was made with. */
export const UPDATE_SETS = {
  app: { path: join(OUT, PARTS.app.file), config: join(ROOT, 'now.config.json') },
  guard: { path: join(OUT, PARTS.guard.file), config: join(ROOT, 'guard', 'now.config.json') },
} as const

const DESCRIPTIONS = {
  app: 'Datadog findings on the incident form, and no false "fixed". Commit this one first, then Fixproof Incident Guard. Not yet imported on a live instance.',
  guard:
    'Refuses to close an incident while Datadog still sees its findings, and queues changes for the hub. Needs the application Fixproof. Not yet imported on a live instance.',
} as const

/** The two update sets alone; the zip takes seconds and only developers need it. */
export async function buildUpdateSets(options: { keys: boolean; say(line: string): void }): Promise<void> {
  const version = versionOf()
  const generated = join(ROOT, 'src', 'generated')
  rmSync(generated, { recursive: true, force: true })
  mkdirSync(generated, { recursive: true })
  for (const [name, text] of await shippedScripts()) writeFileSync(join(generated, `${name}.js`), text)
  await Promise.all([part('app', version, options), part('guard', version, options)])
}

function versionOf(): string {
  return (json(join(ROOT, 'package.json')) as { version: string }).version
}

/** Name and text of every script that is made of TypeScript, as it is shipped. */
export async function shippedScripts(): Promise<[name: string, text: string][]> {
  const folder = join(ROOT, 'src', 'scripts')
  const all = [...scriptIncludes(folder), ...clientScripts(join(ROOT, 'src', 'form'))]
  const rules = rulesIn(folder)
  return Promise.all(
    all.map(
      async one => [basename(one.source, '.ts'), await es5(one, versionOf(), rules)] as [string, string],
    ),
  )
}

/** The SDK's own zip of what it built last; for development instances. Answers its path. */
export async function packZip(): Promise<string> {
  rmSync(join(ROOT, 'target'), { recursive: true, force: true })
  await sdk(ROOT, ['pack'])
  const zip = readdirSync(join(ROOT, 'target')).find(file => file.endsWith('.zip'))
  if (zip === undefined) throw new Error('The SDK made no zip')
  copyFileSync(join(ROOT, 'target', zip), join(ROOT, 'dist', zip))
  return join(ROOT, 'dist', zip)
}

async function part(
  name: keyof typeof PARTS,
  version: string,
  options: { keys: boolean; say(line: string): void },
): Promise<void> {
  const { folder, file, inventory } = PARTS[name]
  rmSync(join(folder, 'dist', 'app'), { recursive: true, force: true })
  await sdk(folder, ['build', '--legacyChoices', ...(options.keys ? [] : ['--frozenKeys'])])
  const config = json(join(folder, 'now.config.json')) as { scope: string; scopeId: string; name: string }
  const app: Application = {
    id: config.scope === 'global' ? 'global' : config.scopeId,
    ...{ name: config.name, scope: config.scope, version, description: DESCRIPTIONS[name] },
  }
  const records = builtIn(folder)
    .filter(record => isShipped(record.name, app))
    .map(record => packRecord(record, app))
  const xml = updateSet(records, app)
  const list = join(ROOT, inventory)
  if (options.keys) writeFileSync(list, `${inventoryOf(records).join('\n')}\n`)
  refuse([...scopeProblems(app.scope), ...problemsOf(records, readFileSync(list, 'utf8'))])
  refuse(xmlProblems(file, xml))
  mkdirSync(OUT, { recursive: true })
  writeFileSync(join(OUT, file), xml)
  options.say(`${app.name} ${version}: ${records.length} records, ${Math.round(xml.length / 1024)} KB`)
}

function problemsOf(records: readonly PackedRecord[], inventory: string): string[] {
  const expected = inventory.split('\n').filter(line => line !== '')
  return [
    ...records.flatMap(record => xmlProblems(record.name, record.payload)),
    ...scriptProblems(records),
    ...valueProblems(records),
    ...inventoryProblems(expected, inventoryOf(records)),
  ]
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

/** What the SDK built, in the order of the names. Its table indexes have no place in an update set. */
function builtIn(folder: string): { name: string; xml: string }[] {
  return ['scope', 'update', 'author_elective_update'].flatMap(kind => {
    const from = join(folder, 'dist', 'app', kind)
    return names(from).map(name => ({
      name: name.slice(0, -'.xml'.length),
      xml: readFileSync(join(from, name), 'utf8'),
    }))
  })
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => name.endsWith('.xml'))
      .sort()
  } catch (error) {
    // The guard has no choices, so the SDK makes no folder for them.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Runs ServiceNow's SDK. Rejects with everything it said when it fails. */
export function sdk(folder: string, args: readonly string[]): Promise<string> {
  return new Promise((done, failed) => {
    execFile(
      process.execPath,
      [SDK, ...args],
      { cwd: folder, env: { ...process.env, CI: 'true' }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) done(stdout)
        else failed(new Error(`now-sdk ${args.join(' ')} failed in ${folder}:\n${stdout}${stderr}`))
      },
    )
  })
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}
