/** The app's functions as one script, built once a process; nothing is built before an app is installed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { APP_FOLDER } from './manifest'

/** A script to run in a realm: CommonJS, everything but Node's own modules inside. */
export interface Built {
  /** Where stack traces say the code is. */
  name: string
  code: string
}

/** The app cannot be built; `message` says what is wrong with its source. */
export class BuildFailed extends Error {
  override name = 'BuildFailed'
}

/** Set by the build of Forge's own bundler: the folder with `index.cjs`. */
const BUILT_BY_FORGE = 'FIXPROOF_FORGE_FUNCTIONS'

let once: Promise<Built> | undefined

/**
 * The functions: what Forge's bundler made when `FIXPROOF_FORGE_FUNCTIONS` names its output, else the source bundled
 * here, which takes a moment instead of seconds. Rejects with `BuildFailed` when the source does not build.
 */
export function functions(): Promise<Built> {
  once ??= make().catch((error: unknown) => {
    // The next one to ask may find the source mended.
    once = undefined
    throw new BuildFailed(error instanceof Error ? error.message : String(error))
  })
  return once
}

async function make(): Promise<Built> {
  const made = process.env[BUILT_BY_FORGE]
  if (made !== undefined && made !== '') {
    const name = join(made, 'index.cjs')
    return { name, code: readFileSync(name, 'utf8') }
  }
  const { outputFiles } = await build({
    entryPoints: [join(APP_FOLDER, 'src/index.ts')],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    logLevel: 'silent',
    // The resolver and the API packages are CommonJS; their own maps are of no use here.
    sourcemap: 'inline',
  })
  return { name: 'forge-app/functions.js', code: outputFiles[0]?.text ?? '' }
}
