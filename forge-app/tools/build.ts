/**
 * `pnpm --filter @fixproof/forge-app build [folder]`: Forge's own bundler over all functions and pages, offline, with the
 * sizes printed. With a folder, what was built is kept there (`functions/`, `ui/`). Exit code 1 when anything does
 * not build.
 */
import { cpSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { APP, readManifest } from './manifest'

interface Bundler {
  getNodeBundler(
    logger: unknown,
    wrapper: unknown,
    config: unknown,
  ): { bundle(given: unknown): Promise<{ outputDir: string }> }
  NativeUIBundler: new (
    logger: unknown,
  ) => {
    bundleResources(
      resources: { key: string; path: string; entry: { [name: string]: string } }[],
    ): Promise<{ nativeUiBundlesDetails: { key?: string; path: string }[] }>
  }
}

const kept = process.argv[2] === undefined ? null : resolve(process.argv[2])
const manifest = readManifest()
const logger = { trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error }
// The platform wraps the functions when they are deployed.
const wrapper = async () => ({
  script: '/* the wrapper comes from the platform */',
  source: 'none',
  version: 'none',
})

function sizeOf(path: string): number {
  const found = statSync(path)
  // Maps are for finding faults and are not sent to anybody's browser.
  if (!found.isDirectory()) return path.endsWith('.map') ? 0 : found.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

const kilobytes = (path: string) => `${(sizeOf(path) / 1024).toFixed(0)} KB`.padStart(9)

function keep(from: string, name: string): void {
  if (kept === null) return
  const to = join(kept, name)
  mkdirSync(dirname(to), { recursive: true })
  cpSync(from, to, { recursive: true })
}

async function main(): Promise<void> {
  process.chdir(APP)
  const { getNodeBundler, NativeUIBundler } = createRequire(import.meta.url)('@forge/bundler') as Bundler
  const functions = await getNodeBundler(
    logger,
    { getNodeRuntimeWrapper: wrapper, getNodeRuntimeLoader: wrapper },
    { readConfig: async () => manifest },
  ).bundle({ appDirectory: APP, entryPoints: [{ name: 'index', path: './src/index.ts' }] })
  console.log(`${kilobytes(functions.outputDir)}  functions`)
  keep(functions.outputDir, 'functions')
  rmSync(functions.outputDir, { recursive: true, force: true })
  for (const { key, path, entry } of manifest.resources) {
    if (entry === undefined) continue
    // All pages at once, as a deployment builds them: what they share is built once.
    const { nativeUiBundlesDetails } = await new NativeUIBundler(logger).bundleResources([
      { key, path, entry },
    ])
    for (const { path: built } of nativeUiBundlesDetails) {
      for (const name of Object.keys(entry))
        console.log(`${kilobytes(join(built, `${name}.js`))}  ${key}/${name}`)
      console.log(`${kilobytes(built)}  ${key}, with all that the pages share`)
      keep(built, key)
      rmSync(built, { recursive: true, force: true })
    }
  }
}

// The bundler keeps helper processes; what is done is done.
void main().then(
  () => process.exit(0),
  error => {
    console.error(error)
    process.exit(1)
  },
)
