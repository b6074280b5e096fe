import type { Narrator } from './narrator'
import { type Ask, check, type Json, must, until } from './people'
import type { Stage } from './stage'

const QUESTION = 'Does the gateway use yamlet, too?'
const ANSWER = 'Yes, it does. Both are upgraded tonight.'
const DAY_MS = 86_400_000
const MUTED_FOR_DAYS = 30

/** The life of three findings, their Jira issue and their incident. Rejects at the first step that goes wrong. */
export async function tell(stage: Stage, say: Narrator): Promise<void> {
  const { datadog, ada, abel, hub } = stage.people
  const { urls } = stage

  say.step('Findings arrive from Datadog; three of them are fixed by one upgrade.')
  const query = '@package.name:yamlet @status:open'
  const findings = await until('three findings on the hub', async () => {
    const page = await must(
      200,
      hub('GET', `/api/v2/security/findings?filter[query]=${encodeURIComponent(query)}&page[limit]=50`),
    )
    return page.data.length === 3 ? (page.data as Json[]) : undefined
  })
  const ids: string[] = findings.map(each => each.id)
  for (const each of findings) say.seen(`${title(each)} (${attributesOf(each).severity})`)

  say.step('One Jira issue is made for the three.')
  const { id: caseId, attributes } = await makeIssue(stage, await projectOf(stage, 'SEC'), ids)
  const issueKey: string = attributes.jira_issue.result.issue_key
  const jiraUrl = `${urls.jira}/browse/${issueKey}`
  const issue = async () =>
    (await must(200, ada('GET', `/rest/api/3/issue/${issueKey}?fields=status,resolution,comment,summary`)))
      .fields
  check((await issue()).status.name === 'To Do', `${issueKey} should be To Do`)
  say.seen(`Case ${attributes.key}, Jira issue ${issueKey}: "${(await issue()).summary}"`, jiraUrl)

  say.step('The same case gets a ServiceNow incident too.')
  await must(
    202,
    hub('POST', `/api/v2/cases/${caseId}/relationships/servicenow_tickets`, {
      data: {
        type: 'tickets',
        attributes: { instance_name: 'main', assignment_group: 'Vulnerability Response' },
      },
    }),
  )
  const sysId: string = await until('the incident on the case', async () => {
    const found = await must(200, hub('GET', `/api/v2/cases/${caseId}`))
    return found.data.attributes.service_now_ticket?.result?.sys_target_sys_id
  })
  const incident = async () => (await must(200, abel('GET', `/api/now/table/incident/${sysId}`))).result
  const number: string = (await incident()).number
  const incidentUrl = `${urls.servicenow}/incident.do?sys_id=${sysId}`
  say.seen(`Incident ${number} is New`, incidentUrl)

  say.step(`Ada takes ${issueKey} and asks something; Abel answers in ServiceNow.`)
  const { accountId, displayName } = await must(200, ada('GET', '/rest/api/3/myself'))
  await must(204, ada('PUT', `/rest/api/3/issue/${issueKey}/assignee`, { accountId }))
  await until(`${number} given to ${displayName}`, async () =>
    (await shownTo(stage, sysId)).assigned_to?.display_value === displayName ? true : undefined,
  )
  say.seen(`${number} is assigned to ${displayName} as well`, incidentUrl)
  await must(201, ada('POST', `/rest/api/3/issue/${issueKey}/comment`, { body: document(QUESTION) }))
  await until('the question on the incident', async () =>
    (await shownTo(stage, sysId)).work_notes.includes(`${displayName} in Jira: ${QUESTION}`)
      ? true
      : undefined,
  )
  say.seen(`${number} shows her question: "${QUESTION}"`)
  await must(200, abel('PATCH', `/api/now/table/incident/${sysId}`, { work_notes: ANSWER }))
  const answered = await until('the answer on the issue', async () =>
    (await issue()).comment.comments
      .map((each: Json) => textOf(each.body))
      .find((text: string) => text.endsWith(`in ServiceNow: ${ANSWER}`)),
  )
  say.seen(`${issueKey} shows his answer, once: ${answered}`, jiraUrl)

  say.step(`Ada wants to close ${issueKey} as Done, although Datadog still sees all three.`)
  const refused = await transition(stage, issueKey, 'Done')
  check(refused.status === 400, `Jira should refuse to close ${issueKey}, got ${refused.status}`)
  check((await issue()).status.name === 'To Do', `${issueKey} should stay To Do`)
  say.seen("Jira refuses, by the app's own validator:", jiraUrl)
  say.seen(refused.body.errorMessages.join(' '))

  say.step(`Abel wants to resolve ${number} as well.`)
  await until('the three counted on the incident', async () =>
    (await incident()).x_fxprf_sync_open_findings === '3' ? true : undefined,
  )
  const resolved = { state: '6', close_code: 'Solution provided', close_notes: 'Upgraded' }
  const saved = await must(
    200,
    abel('POST', `/incident.do?sys_id=${sysId}`, { changes: resolved, action: null }),
  )
  const sentences = saved.messages.map((each: Json) => each.text).join(' ')
  check(saved.ok === false, `ServiceNow should refuse to resolve ${number}`)
  check(sentences.includes('still open in Datadog'), `${number} should say why not: ${sentences}`)
  check((await incident()).state === '1', `${number} should stay open`)
  say.seen("ServiceNow refuses, by the app's own guard:", incidentUrl)
  say.seen(sentences)

  await tellSecondLine(stage, say)

  say.step('Two of the findings are fixed: Datadog no longer sees them.')
  for (const id of ids.slice(0, 2)) await datadogSays(stage, id, { status: 'resolved' })
  await until('both fixed on the hub', async () => {
    const page = await must(
      200,
      hub(
        'GET',
        `/api/v2/security/findings?filter[query]=${encodeURIComponent('@package.name:yamlet @status:resolved')}`,
      ),
    )
    return page.data.length === 2 ? true : undefined
  })
  check((await issue()).status.name === 'To Do', `${issueKey} should stay open`)
  check((await incident()).state === '1', `${number} should stay open`)
  say.seen(`One finding is open, so ${issueKey} and ${number} stay open`)

  const mutedUntil = stage.clock.now() + MUTED_FOR_DAYS * DAY_MS
  const day = new Date(mutedUntil).toISOString().slice(0, 10)
  say.step(`The third is accepted: muted in Datadog until ${day}.`)
  await must(
    202,
    hub('PATCH', '/api/v2/security/findings/mute', {
      data: {
        type: 'mute',
        attributes: {
          mute: {
            is_muted: true,
            reason: 'RISK_ACCEPTED',
            description: 'Behind the firewall until the upgrade',
            expire_at: mutedUntil,
          },
        },
        relationships: { findings: { data: [{ id: ids[2], type: 'findings' }] } },
      },
    }),
  )
  await until('both tickets closed as accepted', async () => {
    const [jira, snow] = [await issue(), await incident()]
    return jira.status.name === 'Done' && snow.state === '6' ? true : undefined
  })
  check((await issue()).resolution.name === "Won't Do", `${issueKey} must not say fixed`)
  check((await incident()).close_code === 'No resolution provided', `${number} must not say fixed`)
  check((await incident()).close_notes.includes(`accepted until ${day}`), `${number} should name the day`)
  say.seen(`${issueKey} is Done, resolution Won't Do: it does not say fixed`, jiraUrl)
  say.seen(`${number} is Resolved (No resolution provided): ${(await incident()).close_notes}`, incidentUrl)

  say.step(`${MUTED_FOR_DAYS} days later the mute ends.`)
  stage.clock.advance(MUTED_FOR_DAYS * DAY_MS + 60_000)
  await until('both tickets reopened', async () => {
    const [jira, snow] = [await issue(), await incident()]
    return jira.status.name === 'To Do' && !['6', '7', '8'].includes(snow.state) ? true : undefined
  })
  const comments: Json[] = (await issue()).comment.comments
  say.seen(`${issueKey} and ${number} are open again`, jiraUrl)
  await until('the reason on the issue', async () => {
    const all: Json[] = (await issue()).comment.comments
    return all.some(each => textOf(each.body).includes('its mute ended')) ? true : undefined
  })
  check(comments.length > 0, 'the issue should say why')

  say.step('The third finding is fixed as well.')
  await datadogSays(stage, ids[2] ?? '', { status: 'resolved' })
  await until('both tickets closed as fixed', async () => {
    const [jira, snow] = [await issue(), await incident()]
    return jira.status.name === 'Done' && snow.state === '6' ? true : undefined
  })
  check((await issue()).resolution.name === 'Done', `${issueKey} should say fixed`)
  check((await incident()).close_code === 'Solution provided', `${number} should say fixed`)
  check(
    (await incident()).close_notes === 'All 3 findings are fixed in Datadog.',
    `${number} should carry the evidence`,
  )
  say.seen(`${issueKey} is Done, resolution Done`, jiraUrl)
  say.seen(`${number} is Resolved (Solution provided): ${(await incident()).close_notes}`, incidentUrl)
  await must(200, datadog('GET', '/api/v1/validate'))
}

/** The incident as its form shows it: people by name, journals as one text. */
async function shownTo(stage: Stage, sysId: string): Promise<Json> {
  const path = `/api/now/table/incident/${sysId}?sysparm_display_value=true`
  return (await must(200, stage.people.abel('GET', path))).result
}

function document(text: string): Json {
  return { version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] }
}

/** Ada uses the transition into that status; the answer as Jira gives it. */
async function transition(stage: Stage, issueKey: string, to: string): ReturnType<Ask> {
  const { ada } = stage.people
  const { transitions } = await must(200, ada('GET', `/rest/api/3/issue/${issueKey}/transitions`))
  const move = transitions.find((each: Json) => each.to.name === to)
  return ada('POST', `/rest/api/3/issue/${issueKey}/transitions`, { transition: { id: move.id } })
}

/** A project whose workflow has no validator: the close goes through, and the hub undoes it. */
async function tellSecondLine(stage: Stage, say: Narrator): Promise<void> {
  const { ada, hub } = stage.people
  const query = encodeURIComponent('@status:open')
  const page = await must(200, hub('GET', `/api/v2/security/findings?filter[query]=${query}&page[limit]=50`))
  const finding = page.data.find(
    (each: Json) => attributesOf(each).finding_type === 'static_code_vulnerability',
  )
  check(finding !== undefined, 'there should be another open finding')
  const project = await projectOf(stage, 'TEAM')
  const { attributes } = await makeIssue(stage, project, [finding.id])
  const key: string = attributes.jira_issue.result.issue_key
  const url = `${stage.urls.jira}/browse/${key}`
  say.step(`${key}, in a project without the validator, is closed although "${title(finding)}" is open.`)
  const { status } = await transition(stage, key, 'Done')
  check(status === 204, `Jira should let ${key} be closed, got ${status}`)
  const told = await until(`${key} reopened`, async () => {
    const { fields } = await must(200, ada('GET', `/rest/api/3/issue/${key}?fields=status,comment`))
    const comment = fields.comment.comments
      .map((each: Json) => textOf(each.body))
      .find((text: string) => text.startsWith('Reopened by Fixproof'))
    return fields.status.name === 'To Do' ? comment : undefined
  })
  say.seen(`${key} is To Do again, and says why:`, url)
  say.seen(told)
}

async function projectOf(stage: Stage, key: string): Promise<Json> {
  const projects = await must(200, stage.people.hub('GET', '/api/v2/cases/projects'))
  return projects.data.find((each: Json) => each.attributes.key === key)
}

/** The case of one new Jira issue for these findings. */
async function makeIssue(stage: Stage, project: Json, ids: readonly string[]): Promise<Json> {
  const body = {
    data: [
      {
        type: 'jira_issues',
        attributes: {},
        relationships: {
          findings: { data: ids.map(id => ({ id, type: 'findings' })) },
          project: { data: { id: project.id, type: 'projects' } },
        },
      },
    ],
  }
  const made = await must(201, stage.people.hub('POST', '/api/v2/security/findings/jira_issues', body))
  return made.data[0]
}

/** A scan at Datadog: changes what it says of a finding. */
async function datadogSays(stage: Stage, id: string, attributes: Json): Promise<void> {
  await must(
    200,
    stage.people.datadog('POST', '/_sandbox/findings', { data: [{ id, attributes: { attributes } }] }),
  )
}

function attributesOf(finding: Json): Json {
  return finding.attributes.attributes.custom ?? finding.attributes.attributes
}

function title(finding: Json): string {
  return attributesOf(finding).title
}

/** The plain text of an ADF document. */
function textOf(node: Json): string {
  return node.text ?? (node.content ?? []).map(textOf).join('')
}
