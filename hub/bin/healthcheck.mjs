/** The image's health check: exit code 0 while the hub of this configuration is ready. Asked often, so without TypeScript. */
import { readFileSync } from 'node:fs'

const { FIXPROOF_CONFIG, FIXPROOF_PORT } = process.env

/** Where the hub listens, as it reads it itself. A file that it cannot read either says nothing. */
function server() {
  try {
    return JSON.parse(readFileSync(FIXPROOF_CONFIG ?? 'fixproof.config.json', 'utf8')).server ?? {}
  } catch {
    return {}
  }
}

const { host = '127.0.0.1', port = 8787 } = server()
const here = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
const url = `http://${here.includes(':') ? `[${here}]` : here}:${FIXPROOF_PORT || port}/readyz`
fetch(url).then(
  answer => process.exit(answer.ok ? 0 : 1),
  () => process.exit(1),
)
