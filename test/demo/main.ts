/**
 * `pnpm demo`: the main job, narrated. Everything is checked at the vendors' own doors. With `--once` it ends when the
 * story ends; exit 0 when every step went as told, 1 at the first that did not.
 */
import { makeNarrator } from './narrator'
import { setStage } from './stage'
import { tell } from './story'

const once = process.argv.includes('--once')
const say = makeNarrator(line => process.stdout.write(`${line}\n`))

async function main(): Promise<void> {
  const stage = await setStage({ freePorts: process.env.FIXPROOF_DEMO_FREE_PORTS === '1' })
  say.title('Fixproof: a ticket that cannot say "fixed" while Datadog still sees the problem')
  say.seen('Simulated Datadog', stage.urls.datadog)
  say.seen('Simulated Jira', stage.urls.jira)
  say.seen('Simulated ServiceNow', stage.urls.servicenow)
  say.seen('Hub, API reference', `${stage.urls.hub}/docs`)
  try {
    await tell(stage, say)
    say.end('That is the whole loop: only Datadog decided what was fixed, and both tickets followed.')
  } catch (error) {
    await stage.close()
    throw error
  }
  if (once) {
    await stage.close()
    return
  }
  say.end(
    'The servers stay up; stop them with Ctrl-C. Keys for the hub: demo-api-key / demo-application-key.\n' +
      'Every address above opens in a browser, and the buttons there work: close the issue and see what happens.',
  )
  const stop = (): void => {
    stage.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

/** A taken port is named with the way out; anything else is what went wrong. */
function reason(error: unknown): string {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE')
    return `port ${port} is taken. Stop what uses it, or set FIXPROOF_DEMO_FREE_PORTS=1 to take free ports.`
  return error instanceof Error ? error.message : String(error)
}

main().catch((error: unknown) => {
  process.stderr.write(`\nThe demo stopped: ${reason(error)}\n`)
  process.exit(1)
})
