/** `pnpm audit --prod --json | node --import tsx hub/bin/audit.ts`: ends with 1 when it stops the build. */
import { readFileSync } from 'node:fs'
import { auditVerdict } from '../tools/audit'

const { ok, text } = auditVerdict(readFileSync(0, 'utf8'))
process.stdout.write(`${text}\n`)
process.exitCode = ok ? 0 : 1
