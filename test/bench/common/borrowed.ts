import { execFile } from 'node:child_process'
import { access, mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** How long npm may take for one program. Milliseconds. */
const INSTALL_MAX_MS = 180_000

/** Programs that others wrote, to be set against the hub. They are no part of the project. */
export const BORROWED = { 'node-red': '4.1.8', 'pg-boss': '10.4.2' } as const

/**
 * Installs the program with npm into a folder of the system's temporary one, where the next run finds it again. The
 * folder, or in words why it cannot be had.
 */
export async function borrow(name: keyof typeof BORROWED): Promise<{ folder: string } | { why: string }> {
  const wanted = `${name}@${BORROWED[name]}`
  const folder = join(tmpdir(), `fixproof-bench-${name}-${BORROWED[name]}`)
  const done = join(folder, 'node_modules', name, 'package.json')
  if (await exists(done)) return { folder }
  await mkdir(folder, { recursive: true })
  try {
    const asked = [
      'install',
      '--prefix',
      folder,
      '--no-audit',
      '--no-fund',
      '--omit=dev',
      '--ignore-scripts',
      wanted,
    ]
    await promisify(execFile)('npm', asked, { cwd: folder, timeout: INSTALL_MAX_MS })
    return { folder }
  } catch (error) {
    // Half of a program would look whole to the next run.
    await rm(folder, { recursive: true, force: true })
    const [why] = (error instanceof Error ? error.message : String(error))
      .split('\n')
      .filter(line => /npm (error|ERR!) (code|network)/.test(line))
    return {
      why: `${wanted} could not be installed from the npm registry${why === undefined ? '' : ` (${why})`}`,
    }
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
