import { readFile } from 'node:fs/promises'
import type { CliIo } from '../io'
import { cli } from '../main'

/** A command as people give it, with the configuration in a file; its exit code and all that it said. */
export async function runCommand(
  config: string,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const to = (name: 'out' | 'err') => ({
    write: (text: string) => {
      said[name] += text
    },
    color: false,
    width: null,
  })
  const io: CliIo = {
    env: { FIXPROOF_CONFIG: config },
    readFile: file => readFile(file, 'utf8'),
    out: to('out'),
    err: to('err'),
    fetch: () => Promise.reject(new Error('Nothing is called.')),
  }
  return { code: await cli(args, io), ...said }
}
