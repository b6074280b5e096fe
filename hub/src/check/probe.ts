import type { CheckLine, TicketTool } from '../connectors/port'
import { type Clock, wait } from '../ports'
import type { Store } from '../store/port'
import type { Liner } from './lines'

/** How long a webhook may take. Jira's primary flow sends within 30 s of the change (facts: webhooks). Milliseconds. */
const COMES_WITHIN_MS = 60_000
/** How often the store is asked whether it came: the webhook may have reached another process. Milliseconds. */
const LOOK_EVERY_MS = 250
/** The property and the label of the same name. */
const MARK = 'fixproof-check'

interface Probe {
  tool: TicketTool
  /** Key of the test issue. */
  checkIssue: string
  store: Pick<Store, 'get'>
  clock: Clock
  /** The document the webhook door writes when an event about the test issue was accepted. */
  seenId: string
  /** Where the webhook has to point to, for people. */
  address: string
  line: Liner
}

/**
 * Changes the test issue and waits until a webhook tells of it. One call writes the property `fixproof-check` and turns
 * the label of that name on or off. The label is there because property events are documented for the webhooks of apps
 * only; the ones an administrator registers tell of properties, if at all, where "Entity property" is ticked, and a
 * changed label is a `jira:issue_updated`, which they need for Fixproof anyway. Any event about the issue counts: it came
 * the same way. Rejects with `VendorError`.
 */
export async function probeWebhook(probe: Probe): Promise<CheckLine> {
  const { tool, checkIssue, clock, line, address } = probe
  const view = await tool.read(checkIssue)
  if (view === null)
    return line('webhook', 'fail', `Jira shows no issue ${checkIssue}. Name one that exists in checkIssue.`)
  if (view.key.toUpperCase() !== checkIssue.toUpperCase())
    return line('webhook', 'fail', `${checkIssue} was moved and is ${view.key} now. Name that in checkIssue.`)
  const before = await seen(probe)
  const since = clock.now()
  const step = view.labels.includes(MARK) ? { remove: MARK } : { add: MARK }
  await tool.write(view.id, {
    kind: 'fields',
    fields: {},
    update: { labels: [step] },
    properties: [{ key: MARK, value: { at: since } }],
  })
  while ((await seen(probe)) === before) {
    if (clock.now() - since >= COMES_WITHIN_MS) {
      const text =
        `${view.key} was changed, and no webhook told of it within ${COMES_WITHIN_MS / 1000} s. In Jira, under System → ` +
        `WebHooks, one for ${address} must be enabled for "issue updated", without a JQL that leaves ${view.key} out, and ` +
        'its secret must stand under webhookSecrets.'
      return line('webhook', 'fail', text)
    }
    await wait(clock, LOOK_EVERY_MS).done
  }
  const took = ((clock.now() - since) / 1000).toFixed(1)
  return line('webhook', 'pass', `A change of ${view.key} came back after ${took} s.`)
}

/** How often an event about the test issue was accepted. */
async function seen({ store, seenId }: Probe): Promise<number> {
  return (await store.get('cursor', seenId))?.version ?? 0
}
