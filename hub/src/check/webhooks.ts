import type { Config, JiraConnection, ServiceNowConnection } from '../config/schema'
import type { CheckLine } from '../connectors/port'
import { toolKey } from '../reconcile/tools'
import type { CheckContext, CheckedHub } from './index'
import { type Liner, liner, looked, moment } from './lines'
import { checkIssueSeenId, lastAcceptedId } from './marks'
import { probeWebhook } from './probe'

const CHECK = 'webhook'

/** Whether the vendors reach the hub: a webhook was accepted since it started, or one comes when asked for. */
export async function checkWebhooks(context: CheckContext): Promise<CheckLine[]> {
  const { datadog, jira, servicenow } = context.config.connections
  const lines = await Promise.all([
    datadogLine(context, datadog),
    ...jira.map(each => jiraLine(context, each)),
    ...servicenow.map(each => serviceNowLine(context, each)),
  ])
  return lines.flat()
}

async function datadogLine(context: CheckContext, connection: Config['connections']['datadog']) {
  const { id, webhook, pollSeconds } = connection
  const line = liner('datadog')
  if (webhook.header === undefined && webhook.basic === undefined)
    return [line(CHECK, 'pass', `Not used: findings are asked for every ${pollSeconds} s.`)]
  return [await seenLine(context, line, 'datadog', id, 'Send a test from the webhook in Datadog.')]
}

async function serviceNowLine(context: CheckContext, { id, pushSecrets, pollSeconds }: ServiceNowConnection) {
  const line = liner(`servicenow ${id}`)
  if (pushSecrets.length === 0)
    return [line(CHECK, 'pass', `Not used: changed incidents are asked for every ${pollSeconds} s.`)]
  const mend = `Change an incident that has a case. Until the app pushes, incidents are asked for every ${pollSeconds} s.`
  return [await seenLine(context, line, 'servicenow', id, mend)]
}

/**
 * Jira's webhook is not an extra: without it a close by a person is noticed at the next sweep only. With a test issue
 * it is tried out, else its last arrival is told.
 */
async function jiraLine(context: CheckContext, connection: JiraConnection): Promise<CheckLine[]> {
  const { id, webhookSecrets, checkIssue, sweepSeconds } = connection
  const { hub, clock, probe, tools } = context
  const line = liner(`jira ${id}`)
  if (webhookSecrets.length === 0) {
    const text =
      `No secret is set, so webhooks are refused and a close is noticed only every ${sweepSeconds} s. ` +
      `Register a webhook in Jira for ${addressOf(context, 'jira', id)} and put its secret under webhookSecrets.`
    return [line(CHECK, 'warn', text)]
  }
  const tool = tools.tickets.get(toolKey('jira', id))
  if (hub === null || checkIssue === undefined || !probe || tool === undefined) {
    const mend =
      checkIssue === undefined
        ? 'Change an issue in Jira and check again, or name a test issue in checkIssue.'
        : 'Change an issue in Jira and check again, or check with a key that may write.'
    return [await seenLine(context, line, 'jira', id, mend)]
  }
  const { store } = hub
  const address = addressOf(context, 'jira', id)
  const seenId = checkIssueSeenId('jira', id)
  return looked(line, CHECK, async () => [
    await probeWebhook({ tool, checkIssue, store, clock, seenId, address, line: liner(`jira ${id}`) }),
  ])
}

/** When a webhook was last accepted; a pass when that was since the hub started. */
async function seenLine(
  context: CheckContext,
  line: Liner,
  tool: 'datadog' | 'jira' | 'servicenow',
  id: string,
  mend: string,
): Promise<CheckLine> {
  const { hub } = context
  if (hub === null) {
    const text = 'Not looked at: only the running hub sees webhooks. Check again while it runs.'
    return line(CHECK, 'warn', text)
  }
  const at = await lastAccepted(hub, tool, id)
  if (at !== null && at >= hub.startedAt) return line(CHECK, 'pass', `Last accepted at ${moment(at)}.`)
  const before = at === null ? '' : ` (the last one at ${moment(at)})`
  const text = `None was accepted since the hub started at ${moment(hub.startedAt)}${before}. ${mend} Its address: ${addressOf(context, tool, id)}`
  return line(CHECK, 'warn', text)
}

async function lastAccepted({ store }: CheckedHub, tool: string, id: string): Promise<number | null> {
  return (await store.get('cursor', lastAcceptedId(tool, id)))?.doc.at ?? null
}

/** Where the vendor has to send to; without a public address only the path is known. */
function addressOf({ config }: CheckContext, tool: string, id: string): string {
  return `${config.server.publicUrl ?? 'https://<address of the hub>'}/webhooks/${tool}/${id}`
}
