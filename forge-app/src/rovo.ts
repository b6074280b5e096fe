import { type ForgeIssue, linkedFindingsText, noFindingsText } from '@fixproof/rules'
import { textAt } from './platform/site'
import { fromHub } from './resolvers/issue'
import { answered, seenIssue } from './resolvers/people'

/** What an agent is told: a text to repeat, never data to guess from. */
export interface ActionAnswer {
  answer: string
}

/** A key such as SEC-12. Source: Jira's default pattern of project keys. */
const ISSUE_KEY = /^[A-Z][A-Z0-9_]+-[1-9]\d*$/

/** The findings on a work item the person sees, and whether it may be closed. */
export async function linkedFindings(payload: unknown): Promise<ActionAnswer> {
  const key = (textAt(payload, 'issueKey') ?? '').trim().toUpperCase()
  const told = await answered(async () => {
    const issue = await seenIssue(ISSUE_KEY.test(key) ? key : '0')
    const view = await fromHub<ForgeIssue>(`issues/${encodeURIComponent(issue.id)}`, {})
    if (!view.linked) return noFindingsText(issue.key)
    return linkedFindingsText({ issueKey: issue.key, sentence: view.sentence, findings: view.findings })
  })
  return { answer: told.ok ? told.data : told.sentence }
}
