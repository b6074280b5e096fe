/** Who asks, and what Jira lets that person do. Every question goes to Jira as the person. */
import { type ForgeActor, forgeSentences } from '@fixproof/rules'
import type { Answer, Failure } from '../defs'
import { jira } from '../platform/jira'
import { accountOf, at, listAt, textAt } from '../platform/site'
import { store } from '../platform/store'
import { type IssueRead, readIssue } from '../validator/reading'

/** What is thrown inside a resolver and answered as {@link Answer}. */
export class Refusal extends Error {
  override name = 'Refusal'
  constructor(
    readonly failure: Failure,
    sentence: string,
  ) {
    super(sentence)
  }
}

/** What a page's call says of its place: issue, project and person come from Forge, never from the page's payload. */
export interface Place {
  context: unknown
}

/** The work, with refusals as answers. Anything else thrown is a fault: logged, and answered as Jira's silence. */
export async function answered<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, data: await work() }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, failure: error.failure, sentence: error.message }
    console.error('A page could not be answered:', error)
    return { ok: false, failure: 'unreachable', sentence: forgeSentences.jiraSilent() }
  }
}

/**
 * The issue the page stands on, as the person sees it. Jira answers 404 or 403 for an issue the person may not see;
 * then nothing about it is told or done.
 */
export async function visibleIssue({ context }: Place): Promise<IssueRead> {
  const named = textAt(context, 'extension', 'issue', 'id') ?? textAt(context, 'extension', 'issue', 'key')
  if (named === null) throw new Refusal('refused', forgeSentences.noIssueHere())
  return seenIssue(named)
}

/** As {@link visibleIssue}, for an issue that was named by id or key. */
export async function seenIssue(named: string): Promise<IssueRead> {
  const { status, body } = await jira.issue('user', named)
  if (status === 404 || status === 403 || status === 401)
    throw new Refusal('refused', forgeSentences.cannotSeeIssue())
  const issue = status === 200 ? readIssue(body) : null
  if (issue === null) throw new Refusal('unreachable', forgeSentences.jiraSilent())
  return issue
}

/** The project the page stands on, as the person sees it. */
export async function visibleProject({ context }: Place): Promise<string> {
  const named =
    textAt(context, 'extension', 'project', 'key') ?? textAt(context, 'extension', 'project', 'id')
  if (named === null) throw new Refusal('refused', forgeSentences.noProjectHere())
  const { status, body } = await jira.project(named)
  const key = textAt(body, 'key')
  if (status !== 200 || key === null) throw new Refusal('refused', forgeSentences.cannotSeeProject())
  return key
}

/** Attaching keeps an issue from being closed, so it takes the right to edit it. */
export async function needEdit(issueId: string): Promise<void> {
  const { status, body } = await jira.editRights(issueId)
  if (status === 200 && at(body, 'permissions', 'EDIT_ISSUES', 'havePermission') === true) return
  throw new Refusal('refused', forgeSentences.cannotEditIssue())
}

export async function isAdmin(): Promise<boolean> {
  const { status, body } = await jira.adminRights()
  return status === 200 && at(body, 'permissions', 'ADMINISTER', 'havePermission') === true
}

export async function needAdmin(): Promise<void> {
  if (!(await isAdmin())) throw new Refusal('refused', forgeSentences.adminsOnly())
}

/**
 * Whether the person may take findings off this issue: a member of the group that the settings of its project name, or
 * a Jira administrator.
 */
export async function mayDetach({ projectId }: IssueRead): Promise<boolean> {
  const { detachGroup } = await store.settingsIn(projectId)
  if (detachGroup !== '') {
    const { status, body } = await jira.myself()
    const groups = listAt(body, 'groups', 'items').map(each => textAt(each, 'name'))
    if (status === 200 && groups.includes(detachGroup)) return true
  }
  return isAdmin()
}

export async function needDetach(issue: IssueRead): Promise<void> {
  if (await mayDetach(issue)) return
  const { detachGroup } = await store.settingsIn(issue.projectId)
  throw new Refusal('refused', forgeSentences.mayNotDetach(detachGroup))
}

/** The person, as the hub writes it down: the account Forge names, with the name Jira shows for it. */
export async function actorOf({ context }: Place): Promise<ForgeActor> {
  const accountId = accountOf(context)
  if (accountId === null) throw new Refusal('refused', forgeSentences.cannotSeeIssue())
  const { body } = await jira.myself()
  // A person is never written down under somebody else's name.
  const name = textAt(body, 'accountId') === accountId ? textAt(body, 'displayName') : null
  return { accountId, name: name ?? accountId }
}
