import { expect } from 'vitest'
import type { Harness, Json } from '../harness'

/** The key that may only read. */
export const READ = { 'dd-api-key': 'hub-read' }

/** An id as Datadog writes it. */
export const idOf = (name: string): string =>
  Buffer.from(`${name}~host-${name}`).toString('base64').replaceAll('+', '-').replaceAll('/', '_')

/** The sentence of an error answer. */
export const detailOf = (answer: { body: Json }): string => answer.body.errors[0].detail

/** What the tests of the hub's own API do with the harness of the moment. */
export function nativeScene(harness: () => Harness) {
  /** Puts open findings into Datadog; their ids. */
  async function problems(...names: string[]): Promise<string[]> {
    const ids = names.map(idOf)
    await harness().findings(
      ...ids.map((id, i) => ({
        id,
        attributes: {
          attributes: {
            finding_type: 'library_vulnerability',
            title: `Problem ${names[i]}`,
            severity: i === 0 ? 'critical' : 'high',
            status: 'open',
          },
        },
      })),
    )
    return ids
  }

  /** A case with a ticket of the tool, made through the API; the case's JSON. */
  async function ticketFor(ids: string[], project = 'SEC', tool = 'jira_issues'): Promise<Json> {
    const [found] = await harness().store.find('project', 'key', project)
    const made = await harness().api('POST', `/api/v2/security/findings/${tool}`, {
      data: [
        {
          type: tool,
          relationships: {
            findings: { data: ids.map(id => ({ id, type: 'findings' })) },
            project: { data: { id: found?.doc.id, type: 'projects' } },
          },
        },
      ],
    })
    expect(made.status).toBe(201)
    await harness().rest()
    return made.body.data[0]
  }

  async function solve(...ids: string[]): Promise<void> {
    for (const id of ids) await harness().findings({ id, attributes: { attributes: { status: 'resolved' } } })
    await harness().look()
  }

  const get = async (path: string, more: Record<string, string> = READ): Promise<Json> => {
    const answer = await harness().api('GET', path, undefined, more)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return answer.body
  }

  const deny = (...permissions: string[]): Promise<unknown> =>
    harness().vendor('jira', 'admin', 'POST', '/_sandbox/jira/permissions', {
      email: 'bot@example.com',
      project: 'SEC',
      deny: permissions,
    })
  const allow = (...permissions: string[]): Promise<unknown> =>
    harness().vendor('jira', 'admin', 'POST', '/_sandbox/jira/permissions', {
      email: 'bot@example.com',
      project: 'SEC',
      allow: permissions,
    })

  return { problems, ticketFor, solve, get, deny, allow }
}
