import { listedUpTo } from '@fixproof/rules'
import type { CheckLine } from '../port'
import type { Liner } from './checkLines'
import type { JiraClient } from './client'
import { guardedWorkflows, type WireGuardedWorkflows } from './wire'

const CHECK = 'validator'
/** Transitions named in one line before it says "and 4 more". */
const NAMED_MAX = 5
/** Answers that mean "not for this account". */
const HIDDEN = [400, 401, 403, 404] as const
const DONE = 'DONE'

/** On which transitions into a done status the app's validator is missing. `appId`: `ari:cloud:ecosystem::app/<uuid>`. */
export async function checkValidator(
  client: JiraClient,
  line: Liner,
  asked: { appId: string; projectId: string; typeId: string },
): Promise<CheckLine[]> {
  const { appId, projectId, typeId } = asked
  const answer = await client.jsonUnless(
    {
      method: 'POST',
      path: '/rest/api/3/workflows',
      reads: true,
      body: { projectAndIssueTypes: [{ projectId, issueTypeId: typeId }] },
    },
    guardedWorkflows,
    HIDDEN,
  )
  const workflow = answer?.workflows?.[0]
  if (answer === null || workflow === undefined)
    return [
      line(
        CHECK,
        'warn',
        'The account may not read the workflow, so it is not known on which transitions the validator is. Grant "View ' +
          '(read-only) workflow", or look at the settings page of the app in Jira.',
      ),
    ]
  const done = new Set(
    (answer.statuses ?? []).filter(each => each.statusCategory === DONE).map(each => each.statusReference),
  )
  const closes = (workflow.transitions ?? []).filter(
    each => each.type !== 'INITIAL' && each.toStatusReference != null && done.has(each.toStatusReference),
  )
  const bare = closes.filter(each => !isGuarded(each, appId)).map(each => `"${each.name}"`)
  if (bare.length === 0)
    return [line(CHECK, 'pass', `It is on every transition into a done status (${closes.length}).`)]
  return [
    line(
      CHECK,
      'warn',
      `Missing on ${listedUpTo(bare, NAMED_MAX)} of "${workflow.name ?? 'the workflow'}": a false fix there is put back ` +
        'afterwards instead of being refused. Add it on the settings page of the app in Jira.',
    ),
  ]
}

type Transition = NonNullable<NonNullable<WireGuardedWorkflows['workflows']>[number]['transitions']>[number]

/** A rule of the app is named `ari:cloud:ecosystem::extension/<app>/<environment>/static/<module>`. */
function isGuarded({ validators }: Transition, appId: string): boolean {
  const ours = `ari:cloud:ecosystem::extension/${appId.slice(appId.lastIndexOf('/') + 1)}/`
  return (validators ?? []).some(
    each => each.parameters?.key?.startsWith(ours) === true && each.parameters.disabled !== 'true',
  )
}
