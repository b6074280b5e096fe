/** `pnpm --filter @fixproof/forge-app validate`: the manifest against Forge's own validators, offline. Exit code 1 on any complaint. */
import { complaints, unknownEvents } from './manifest'

async function main(): Promise<number> {
  const found = await complaints()
  for (const { stage, level, line, message } of found)
    console.log(`${level} [${stage}] manifest.yml:${line} ${message}`)
  const events = unknownEvents()
  for (const event of events) console.log(`error [events] Jira sends no event ${event}`)
  const count = found.length + events.length
  if (count === 0) console.log('The manifest is valid: 0 errors, 0 warnings.')
  return count === 0 ? 0 : 1
}

void main().then(code => process.exit(code))
