import {
  JIRA_CALLS_PER_SECOND_MAX,
  JIRA_CHANGES_PER_SECOND_MAX,
  JIRA_ISSUE_READS_PER_SECOND_MAX,
} from '@fixproof/rules'
import type { Answer } from '../shared'
import type { JiraCall } from './client'

/** What stands for an id, a key or a name in an address: whatever follows one of these words and is none of Jira's own. */
const NAMED = /\/(issue|project|properties|comment)\/(?!bulkfetch\b|list\b|search\b)[^/]+/g
const ISSUE = /\/issue\/:$/

/** Jira counts its bursts by endpoint and method; which one a call belongs to, and how many a second it takes. */
export function burstOf({ method, path }: Pick<JiraCall, 'method' | 'path'>): { kind: string; max: number } {
  const endpoint = path.replace(NAMED, '/$1/:')
  const kind = `${method} ${endpoint}`
  if (method === 'PUT' || method === 'DELETE') return { kind, max: JIRA_CHANGES_PER_SECOND_MAX }
  if (method === 'GET' && ISSUE.test(endpoint)) return { kind, max: JIRA_ISSUE_READS_PER_SECOND_MAX }
  return { kind, max: JIRA_CALLS_PER_SECOND_MAX }
}

/** True for an answer that tells of a limit on calls, reached or not. */
export function showsCounting({ headers }: Pick<Answer, 'headers'>): boolean {
  return ['x-ratelimit-limit', 'x-ratelimit-nearlimit', 'ratelimit-reason'].some(
    name => headers.get(name) !== null,
  )
}
