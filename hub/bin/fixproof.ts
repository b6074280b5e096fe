import { readFile } from 'node:fs/promises'
import type { Output } from '../src/cli/io'
import { cli } from '../src/cli/main'

/** `pnpm fixproof <command>`. Exit codes: 0 good, 1 something failed, 2 it could not be run as asked. */
function output(stream: NodeJS.WriteStream): Output {
  const { NO_COLOR } = process.env
  return {
    write: text => stream.write(text),
    color: stream.isTTY === true && (NO_COLOR === undefined || NO_COLOR === ''),
    width: stream.isTTY === true ? stream.columns : null,
  }
}

// Who reads may stop before the end, as `head` does: then nobody hears the rest, and the command does its work all the same.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

cli(process.argv.slice(2), {
  env: process.env,
  readFile: path => readFile(path, 'utf8'),
  out: output(process.stdout),
  err: output(process.stderr),
  fetch,
}).then(
  code => {
    // Not `process.exit`: what was written to a pipe must get there first.
    process.exitCode = code
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 1
  },
)
