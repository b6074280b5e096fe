import { caseState } from '@fixproof/hub/domain/testing/build'
import type { Commit } from '@fixproof/hub/store/port'

/** Documents of the `n`th case: a finding of about 1 KB on it, and a Jira issue that was made and read. */
export function caseDocs(
  n: number,
  of: { projectId: string; issueId: string; issueKey: string },
): NonNullable<Commit['put']> {
  const id = `case-${n}`
  const findingId = `finding-${n}`
  const state = caseState({ findings: { [findingId]: 'open' }, tickets: ['jira'] })
  const finding = state.findings[findingId]
  const link = state.links[0]
  if (finding === undefined || link === undefined || link.view === null)
    throw new Error('A case without its parts')
  const ticket = { id: of.issueId, key: of.issueKey, url: `https://jira.example.com/browse/${of.issueKey}` }
  return [
    { kind: 'case', id, doc: { ...state.case, id, key: `SEC-${n + 1}`, projectId: of.projectId } },
    { kind: 'finding', id: findingId, doc: { ...finding, ...findingOf(n), caseId: id } },
    {
      kind: 'link',
      id: `link-${n}`,
      doc: { ...link, id: `link-${n}`, caseId: id, ticket, view: { ...link.view, ...ticket } },
    },
  ]
}

/** What Datadog returned of it: about 1 KB as JSON. */
function findingOf(n: number) {
  const id = `finding-${n}`
  const title = `Outdated library in service ${n}`
  const tags = Array.from({ length: 20 }, (_, index) => `key-${index}:value-${index}`)
  const resource = { id: `i-${n}`, type: 'aws_ec2_instance' }
  const attributes = {
    title,
    severity: 'high',
    status: 'open',
    finding_type: 'library_vulnerability',
    resource,
  }
  return {
    title,
    item: { id, type: 'finding' as const, attributes: { attributes, tags, timestamp: 1_795_000_000_000 } },
  }
}

/** Any finding of about 1 KB that is on no case. */
export function looseFinding(n: number): NonNullable<Commit['put']>[number] {
  const docs = caseDocs(n, { projectId: '', issueId: '1', issueKey: 'SEC-1' })
  const found = docs.find(each => each.kind === 'finding')
  if (found?.kind !== 'finding') throw new Error('A case without a finding')
  return { ...found, doc: { ...found.doc, caseId: null } }
}
