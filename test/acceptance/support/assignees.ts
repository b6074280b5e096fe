/** What tests of the assignees of findings do in Datadog and read from it. */

import type { Json } from '../../harness'
import { USERS } from '../../sandbox/datadog/seed'
import { ADMIN } from './fields'
import type { Scene, Ticket } from './scene'

/** A user of Datadog whom nobody paired with anybody. */
export const STRANGER = '00000000-0000-4000-8000-000000000001'
/** Tells in the call log what somebody did in Datadog from what the hub did there. */
const BY_A_PERSON = 'by-a-person'

/** The person whom both tools know by this address is Ada in Datadog, Abel of ServiceNow is its reader. */
export const pairs = [
  { name: 'Ada', email: ADMIN, datadog: USERS.ada },
  { name: 'Reader', email: 'abel@example.com', datadog: USERS.reader },
]

export const twoWay = (json: Json) => {
  for (const project of json.projects) project.findingAssignee = 'two-way'
}

export const given = (id: string, name = 'Somebody') => ({ workflow: { triage: { assignee: { id, name } } } })

/** A person assigns a finding in Datadog; the hub looks at its findings. */
export async function assign(s: Scene, finding: string, id: string | null): Promise<void> {
  const relationships = { findings: { data: [{ id: s.idOf(finding), type: 'findings' }] } }
  const data = { id: BY_A_PERSON, type: 'assignee', attributes: { assignee_id: id }, relationships }
  const answer = await s.h.vendor('datadog', 'ada', 'PATCH', '/api/v2/security/findings/assignee', { data })
  if (answer.status !== 202) throw new Error(JSON.stringify(answer.body))
  await s.later()
  await s.h.look()
}

/** Who Datadog says has a finding. */
export async function has(s: Scene, finding: string): Promise<string | null> {
  const body = { data: { attributes: { filter: `@finding_id:"${s.idOf(finding)}"` } } }
  const found = await s.h.vendor('datadog', 'ada', 'POST', '/api/v2/security/findings/search', body)
  const { attributes } = found.body.data[0].attributes
  return (attributes.custom ?? attributes).workflow?.triage?.assignee?.id ?? null
}

export async function assignCase(
  s: Scene,
  { caseId }: Pick<Ticket, 'caseId'>,
  id: string | null,
): Promise<void> {
  const path = `/api/v2/cases/${caseId}/${id === null ? 'unassign' : 'assign'}`
  const attributes = id === null ? {} : { attributes: { assignee_id: id } }
  const answer = await s.h.api('POST', path, { data: { type: 'case', ...attributes } })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  await s.later()
}

/** The assignments the hub asked of Datadog since the last `forget`: to whom, and which findings. */
export function assignments(s: Scene): string[] {
  const names = new Map<string, string>(s.named())
  return s.h.world.calls
    .list()
    .filter(call => call.method === 'PATCH' && call.path.endsWith('/assignee'))
    .map(call => (call.requestBody as Json).data)
    .filter(data => data.id !== BY_A_PERSON)
    .map(
      ({ attributes, relationships }) =>
        `${attributes.assignee_id}: ${relationships.findings.data.map((each: Json) => names.get(each.id))}`,
    )
}
