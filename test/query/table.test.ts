import { match, parse, print } from '@fixproof/hub/domain/query/index'
import { describe, expect, it } from 'vitest'
import { NEW_YEAR, ROWS } from './fixture'

const CASES = '@workflow.integrations.cases'
const DAY = 86_400_000

/** Query → ids of the findings it answers, in the order of the fixture. */
const TABLE: [query: string, ids: string][] = [
  // Everything and nothing
  ['', 'a b c d e f g H== h=='],
  ['   ', 'a b c d e f g H== h=='],
  ['*', 'a b c d e f g H== h=='],
  ['-*', ''],
  // Attributes, in both nestings
  ['@severity:critical', 'a c'],
  ['@severity:CRITICAL', 'a c'],
  ['@severity:info', 'H== h=='],
  ['@status:in-progress', 'b'],
  ['@status:auto_closed', 'd'],
  ['@finding_type:library_vulnerability', 'c'],
  ['@rule.id:def-00k-eye', 'a'],
  ['@package.name:log4j-core', 'c'],
  ['@git.branch:main', 'g'],
  ['@git.a.b:dotted', 'g'],
  ['@workflow.mute.is_muted:true', 'e'],
  ['@workflow.mute.is_muted:false', 'a b d'],
  ['@workflow.triage.assignee.name:"Ada Lovelace"', 'a'],
  ['@nowhere:x', ''],
  ['@constructor:*', ''],
  // An id is opaque: case counts
  ['@finding_id:H==', 'H=='],
  ['@finding_id:("H==" OR "h==" OR nobody)', 'H== h=='],
  // Lists: any element matches
  ['@origin:agent', 'a'],
  ['@advisory.aliases:GHSA-1', 'b'],
  ['@compliance.frameworks.name:pci', 'a'],
  ['-@origin:agent', 'b c d e f g H== h=='],
  // Has a value
  ['@compliance.evaluation:*', 'a'],
  ['@compliance:*', 'a'],
  ['-@detection_changed_at:*', 'f H== h=='],
  ['@note:*', ''],
  ['@empty:*', 'h=='],
  ['@empty:""', 'h=='],
  // Tags
  ['team:platform', 'a b'],
  ['TEAM:PLATFORM', 'a b'],
  ['team:platform*', 'a b e'],
  ['team:*', 'a b c d e'],
  ['-team:*', 'f g H== h=='],
  ['owner:"Grace Hopper"', 'e'],
  ['owner:Grace\\ Hopper', 'e'],
  ['env:(prod OR staging)', 'a b c'],
  ['url:http://example.com/x', 'H=='],
  ['kube_node:node-??.internal', 'a'],
  // Free text over title and description, anywhere in them
  ['kubelet', 'a'],
  ['KUBELET', 'a'],
  ['rotat', 'a'],
  ['node-pool-a', 'a'],
  ['"remote code"', 'c'],
  ['"Upgrade (now)"', 'c'],
  ['"\\"Log4Shell\\""', 'c'],
  ['log4j remote', 'c'],
  ['remote log4j', 'c'],
  ['log*execution', 'c'],
  ['or', 'e H=='],
  ['"OR"', 'e H=='],
  ['"*"', 'a f'],
  ['\\*.example', 'f'],
  ['"?any?"', 'f'],
  ['100%', 'f'],
  ['90+', 'e'],
  ['predictable -worse', 'h=='],
  // AND, OR, NOT, parentheses
  ['@severity:critical AND @status:open', 'a c'],
  ['@severity:critical team:payments', 'c'],
  ['@severity:low OR @severity:medium', 'd e'],
  ['@severity:(low OR medium)', 'd e'],
  ['@severity:critical OR @severity:high AND @status:open', 'a c f'],
  ['(@severity:critical OR @severity:high) AND @status:open', 'a c f'],
  ['(@severity:critical OR @severity:high) @status:(resolved OR in-progress)', 'b g'],
  ['NOT @status:open', 'b d e g h=='],
  ['-@status:open', 'b d e g h=='],
  ['@status:(NOT open)', 'b d e g h=='],
  ['@status:(-open -muted)', 'b d g h=='],
  ['-(@status:open OR @status:muted)', 'b d g h=='],
  ['NOT NOT @status:muted', 'e'],
  ['--@status:muted', 'e'],
  ['((((@status:muted))))', 'e'],
  ['env:prod -@severity:critical', ''],
  ['@origin:(agent AND agentless)', 'a'],
  ['@origin:(agent AND elsewhere)', ''],
  // Wildcards
  ['@finding_type:*_vulnerability', 'b c g'],
  ['@finding_type:*vulner*', 'b c g'],
  ['@advisory.id:CVE-202?-*', 'b c'],
  ['@advisory.id:CVE-2025-????', 'b'],
  ['@advisory.id:CVE-2025-???', ''],
  ['@advisory.id:"CVE-2025-*"', ''],
  ['@title:kubelet', ''],
  ['@title:*kubelet*', 'a'],
  // Numbers
  ['@severity_details.adjusted.score:>=9.8', 'a c'],
  ['@severity_details.adjusted.score:>9.8', 'c'],
  ['@severity_details.adjusted.score:<9', 'e'],
  ['@severity_details.adjusted.score:<=2.5', 'e'],
  ['@severity_details.adjusted.score:[2.5 TO 9.8]', 'a e'],
  ['@severity_details.adjusted.score:{2.5 TO 10}', 'a'],
  ['@severity_details.adjusted.score:{2.5 TO 10]', 'a c'],
  ['@severity_details.adjusted.score:[9 TO *]', 'a c'],
  ['@severity_details.adjusted.score:10.0', 'c'],
  ['@severity_details.adjusted.score:(>9 AND <10)', 'a'],
  ['@severity_details.adjusted.score:>-1', 'a c e'],
  ['@package.version:>6', 'b'],
  ['@package.version:<9', 'b'],
  // Times, in milliseconds and as dates
  [`@detection_changed_at:>=${NEW_YEAR + 3 * DAY}`, 'd e g'],
  [`@detection_changed_at:${NEW_YEAR}`, 'a'],
  ['@detection_changed_at:2026-01-01T00:00:00Z', 'a'],
  ['@detection_changed_at:<2026-01-03', 'a b'],
  ['@detection_changed_at:[2026-01-02 TO 2026-01-04]', 'b c d'],
  ['@detection_changed_at:{2026-01-02 TO 2026-01-04}', 'c'],
  ['@detection_changed_at:>="2026-01-07T01:00:00+01:00"', 'g'],
  ['@first_seen_at:[* TO 2026-01-01]', 'a'],
  ['@workflow.mute.expire_at:>2026-01-15', 'e'],
  ['@workflow.auto_closed_at:*', 'd'],
  // Words by the alphabet
  ['@package.name:[linux TO log4k]', 'b c'],
  ['@package.name:>linux', 'c'],
  // Tickets: the hub's own, never what Datadog says of its own
  [`${CASES}.id:*`, 'a b c d'],
  [`-${CASES}.id:*`, 'e f g H== h=='],
  [`NOT ${CASES}.id:* @status:open`, 'f H=='],
  [`${CASES}.key:SEC-1`, 'a b'],
  [`${CASES}.key:(SEC-1 OR SEC-2)`, 'a b c'],
  [`${CASES}.key:THEIRS-1`, ''],
  [`${CASES}.status:open`, 'a b'],
  [`${CASES}.status:in_progress`, 'c'],
  [`${CASES}.status:closed`, 'd'],
  [`${CASES}.title:"kubelet hardening"`, 'a b'],
  [`${CASES}.title:*\\(urgent\\)*`, 'c'],
  [`${CASES}.assignee.id:ada`, 'a b'],
  [`${CASES}.updated_at:>2026-01-02`, 'c d'],
  [`${CASES}.jira_issue.key:SEC-101`, 'a b'],
  [`${CASES}.jira_issue.key:SEC-90`, ''],
  [`${CASES}.jira_issue.key:*`, 'a b c'],
  [`${CASES}.jira_issue.status:"in progress"`, 'a b c'],
  [`${CASES}.jira_issue.url:"https://example.atlassian.net/browse/SEC-102"`, 'c'],
  [`-${CASES}.jira_issue.key:* ${CASES}.id:*`, 'd'],
  ['@workflow.integrations.jira:SEC-102', 'c'],
  ['@workflow.integrations.jira:THEIRS-1', ''],
  [`${CASES}.servicenow_ticket.sys_id:0123456789ABCDEF0123456789abcdef`, 'a b'],
  [`${CASES}.servicenow_ticket.state:"work in progress"`, 'a b'],
  [`${CASES}.servicenow_ticket.state:2`, 'a b'],
  [`${CASES}.servicenow_ticket.table_name:incident`, 'a b'],
  [`${CASES}.servicenow_ticket.url:*sys_id=0123*`, 'a b'],
  [`${CASES}.linear_issue.key:*`, ''],
]

describe('a query answers exactly the findings it names', () => {
  it.each(TABLE)('%s → %s', (text, ids) => {
    const query = parse(text)
    expect(ROWS.filter(row => match(query, row)).map(row => row.finding.id)).toEqual(
      ids.split(' ').filter(Boolean),
    )
  })

  it('and so does the query it is printed as', () => {
    for (const [text] of TABLE) expect(parse(print(parse(text))), text).toEqual(parse(text))
  })
})

describe('a query is printed as Datadog prints it', () => {
  it.each([
    ['@severity:(critical OR high)', '@severity:critical OR @severity:high'],
    ['@severity:(critical OR high) @status:open', '(@severity:critical OR @severity:high) AND @status:open'],
    ['@a:x OR (@b:y OR @c:z)', '@a:x OR @b:y OR @c:z'],
    ['NOT (@a:x @b:y)', '-(@a:x AND @b:y)'],
    ['', '*'],
    ['team:"Grace Hopper"', 'team:"Grace Hopper"'],
    ['@a:[* TO 5}', '@a:[* TO 5}'],
    ['@a:>=5', '@a:>=5'],
    ['"AND"', '"AND"'],
    ['a\\ b*', 'a\\ b*'],
    ['\\-x*', '\\-x*'],
  ])('%s → %s', (text, printed) => {
    expect(print(parse(text))).toBe(printed)
  })
})
