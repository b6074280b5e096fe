import { describe, expect, test } from 'vitest'
import { readTicketUrl, type Sites } from './url'

const SITES: Sites = {
  jira: [
    { connection: 'main', baseUrl: 'https://acme.example.com' },
    { connection: 'local', baseUrl: 'http://127.0.0.1:8802' },
    { connection: 'based', baseUrl: 'https://tools.example.com/jira/' },
    { connection: 'deeper', baseUrl: 'https://tools.example.com/jira/eu' },
  ],
  servicenow: [
    { connection: 'snow', baseUrl: 'https://Acme.service-now.com/' },
    { connection: 'snow-local', baseUrl: 'http://127.0.0.1:8803' },
  ],
}
const ID = '0123456789abcdef0123456789abcdef'
const SNOW = 'https://acme.service-now.com'
const once = encodeURIComponent
const twice = (text: string) => encodeURIComponent(encodeURIComponent(text))

/** `jira main SEC-1`, `servicenow snow INC0010001`, or the reason. */
function read(url: string): string {
  const found = readTicketUrl(url, SITES)
  if (!found.ok) return `refused: ${found.reason}`
  return found.tool === 'jira'
    ? `jira ${found.connection} ${found.key}`
    : `servicenow ${found.connection} ${found.sysId ?? found.number}`
}

describe('addresses of Jira issues', () => {
  test.each([
    ['https://acme.example.com/browse/SEC-1', 'main SEC-1'],
    ['https://acme.example.com/browse/SEC-1/', 'main SEC-1'],
    ['https://acme.example.com/browse/sec-12?focusedCommentId=1#comment-1', 'main SEC-12'],
    ['https://acme.example.com/browse/A_B2-7', 'main A_B2-7'],
    ['  https://ACME.example.com:443/browse/SEC-1 ', 'main SEC-1'],
    ['http://acme.example.com/browse/SEC-1', 'main SEC-1'],
    ['https://acme.example.com./browse/SEC-1', 'main SEC-1'],
    ['<https://acme.example.com/browse/SEC-1>', 'main SEC-1'],
    ['https://acme.example.com/browse/SEC-1).', 'main SEC-1'],
    ['https://acme.example.com//browse//SEC-1', 'main SEC-1'],
    ['https://acme.example.com/issues/SEC-3', 'main SEC-3'],
    ['https://acme.example.com/projects/SEC/issues/SEC-3?filter=allissues', 'main SEC-3'],
    ['https://acme.example.com/jira/software/c/projects/SEC/issues/SEC-3', 'main SEC-3'],
    [
      'https://acme.example.com/jira/software/c/projects/SEC/boards/4?view=x&selectedIssue=SEC-8',
      'main SEC-8',
    ],
    ['https://acme.example.com/secure/RapidBoard.jspa?rapidView=4&selectedIssue=SEC-8', 'main SEC-8'],
    ['https://acme.example.com/jira/core/projects/SEC/board?selectedIssue=SEC-8', 'main SEC-8'],
    ['https://acme.example.com/jira/servicedesk/projects/IT/queues/custom/3/IT-5', 'main IT-5'],
    ['https://acme.example.com/rest/api/3/issue/SEC-1', 'main SEC-1'],
    ['http://acme.example.com:80/browse/SEC-1', 'main SEC-1'],
    ['HTTPS://acme.example.com/browse/SEC-1', 'main SEC-1'],
    ['https://acme.example.com/rest/api/2/issue/SEC-10', 'main SEC-10'],
    ['http://127.0.0.1:8802/browse/SEC-1', 'local SEC-1'],
    ['https://tools.example.com/jira/browse/SEC-1', 'based SEC-1'],
    ['https://tools.example.com/jira/eu/browse/SEC-1', 'deeper SEC-1'],
  ])('%s', (url, expected) => {
    expect(read(url)).toBe(`jira ${expected}`)
  })

  test.each([
    ['https://acme.example.com/servicedesk/customer/portal/1/IT-5', 'customer portal'],
    ['https://acme.example.com/browse/SEC', '"SEC" is not the key of a Jira issue'],
    ['https://acme.example.com/browse/SEC-0', '"SEC-0" is not the key'],
    ['https://acme.example.com/browse/SEC-1junk', '"SEC-1junk" is not the key'],
    ['https://acme.example.com/browse/SEC-1/more', '"/browse/SEC-1/more" is not the address of a Jira issue'],
    ['https://acme.example.com/jira/software/projects/SEC/boards/4', 'is not the address of a Jira issue'],
    ['https://acme.example.com/', '"/" is not the address of a Jira issue'],
    ['https://acme.example.com/browse/%E0%A4%A', 'not encoded correctly'],
    [
      'http://acme.example.com:8080/browse/SEC-1',
      'http://acme.example.com:8080 is not a Jira or ServiceNow site',
    ],
    ['http://127.0.0.1:8899/browse/SEC-1', 'http://127.0.0.1:8899 is not a Jira or ServiceNow site'],
    ['https://tools.example.com/jirafoo/browse/SEC-1', 'https://tools.example.com is not a Jira'],
    ['https://acme.example.com.evil.example/browse/SEC-1', 'https://acme.example.com.evil.example is not'],
    ['https://acme.example.com@evil.example/browse/SEC-1', 'is not a web address'],
    ['https://acme.example.com\\@evil.example/browse/SEC-1', 'is not a web address'],
    ['javascript:alert(1)//acme.example.com/browse/SEC-1', 'is not a web address'],
    ['ftp://acme.example.com/browse/SEC-1', 'is not a web address'],
    ['acme.example.com/browse/SEC-1', 'is not a web address'],
    ['SEC-1', '"SEC-1" is not a web address'],
    ['', '"" is not a web address'],
  ])('%s is refused', (url, reason) => {
    expect(read(url)).toContain('refused: ')
    expect(read(url)).toContain(reason)
  })
})

describe('addresses of ServiceNow incidents', () => {
  test.each([
    ['plain, by sys_id', `${SNOW}/incident.do?sys_id=${ID}`],
    ['plain, with more behind it', `${SNOW}/incident.do?sys_id=${ID}&sysparm_view=ess#tab`],
    ['plain, sys_id not first', `${SNOW}/incident.do?sysparm_record_target=incident&sys_id=${ID}`],
    ['plain, upper case', `https://ACME.SERVICE-NOW.COM/incident.do?sys_id=${ID.toUpperCase()}`],
    ['plain, the table in upper case', `${SNOW}/INCIDENT.do?sys_id=${ID}`],
    ['a workspace, the table in upper case', `${SNOW}/now/sow/record/INCIDENT/${ID}`],
    ['plain, a space behind the id', `${SNOW}/incident.do?sys_id=${ID}%20&x`],
    [
      'Polaris, with a query of its own besides',
      `${SNOW}/now/nav/ui/classic/params/target/${once('incident.do?x=1')}?sys_id=${ID}`,
    ],
    [
      'Polaris around three others',
      `${SNOW}/now/nav/ui/classic/params/target/nav_to.do?uri=nav_to.do?uri=incident.do?sys_id=${ID}`,
    ],
    ['plain, by a query for sys_id', `${SNOW}/incident.do?sysparm_query=sys_id%3D${ID}`],
    ['nav_to.do, encoded', `${SNOW}/nav_to.do?uri=${once(`incident.do?sys_id=${ID}&sysparm_stack=x`)}`],
    ['nav_to.do, encoded with a slash', `${SNOW}/nav_to.do?uri=${once(`/incident.do?sys_id=${ID}`)}`],
    ['nav_to.do, not encoded', `${SNOW}/nav_to.do?uri=incident.do?sys_id=${ID}`],
    ['nav_to.do, encoded twice', `${SNOW}/nav_to.do?uri=${twice(`/incident.do?sys_id=${ID}`)}`],
    ['Polaris, not encoded', `${SNOW}/now/nav/ui/classic/params/target/incident.do?sys_id=${ID}`],
    ['Polaris, encoded', `${SNOW}/now/nav/ui/classic/params/target/${once(`incident.do?sys_id=${ID}&x=1`)}`],
    [
      'Polaris, encoded twice',
      `${SNOW}/now/nav/ui/classic/params/target/${twice(`incident.do?sys_id=${ID}`)}`,
    ],
    [
      'Polaris around nav_to.do',
      `${SNOW}/now/nav/ui/classic/params/target/${once(`nav_to.do?uri=${once(`incident.do?sys_id=${ID}`)}`)}`,
    ],
    ['Service Operations workspace', `${SNOW}/now/sow/record/incident/${ID}`],
    ['a workspace with parameters', `${SNOW}/now/sow/record/incident/${ID}/params/selected-tab-index/2`],
    ['agent workspace', `${SNOW}/now/workspace/agent/record/incident/${ID}`],
    ['configurable workspace', `${SNOW}/now/cwf/agent/record/incident/${ID}`],
    [
      'an incident opened inside a problem',
      `${SNOW}/now/sow/record/problem/${'f'.repeat(32)}/sub/record/incident/${ID}`,
    ],
    ['Table API', `${SNOW}/api/now/table/incident/${ID}`],
    ['Table API with a version', `${SNOW}/api/now/v2/table/incident/${ID}?sysparm_fields=number`],
  ])('%s', (_, url) => {
    expect(read(url)).toBe(`servicenow snow ${ID}`)
  })

  test.each([
    ['plain', `${SNOW}/incident.do?sysparm_query=number=INC0010001`],
    ['plain, encoded', `${SNOW}/incident.do?sysparm_query=number%3DINC0010001`],
    ['plain, lower case', `${SNOW}/incident.do?sysparm_query=number=inc0010001`],
    ['as sys_id, which ServiceNow takes too', `${SNOW}/incident.do?sys_id=INC0010001`],
    ['nav_to.do', `${SNOW}/nav_to.do?uri=${once('incident.do?sysparm_query=number=INC0010001')}`],
    [
      'Polaris',
      `${SNOW}/now/nav/ui/classic/params/target/${once('incident.do?sysparm_query=number=INC0010001')}`,
    ],
    ['a workspace', `${SNOW}/now/sow/record/incident/INC0010001`],
  ])('by number: %s', (_, url) => {
    expect(read(url)).toBe('servicenow snow INC0010001')
  })

  test('on a port', () => {
    expect(read(`http://127.0.0.1:8803/incident.do?sys_id=${ID}`)).toBe(`servicenow snow-local ${ID}`)
  })

  test.each([
    [
      'a problem',
      `${SNOW}/problem.do?sys_id=${ID}`,
      'the address of a problem; only incidents can be linked',
    ],
    ['a change', `${SNOW}/nav_to.do?uri=${once(`change_request.do?sys_id=${ID}`)}`, 'of a change request'],
    [
      'a change in Polaris',
      `${SNOW}/now/nav/ui/classic/params/target/${twice(`change_request.do?sys_id=${ID}`)}`,
      'of a change request',
    ],
    ['a problem in a workspace', `${SNOW}/now/sow/record/problem/${ID}`, 'of a problem'],
    [
      'a problem inside an incident',
      `${SNOW}/now/sow/record/incident/${ID}/sub/record/problem/${ID}`,
      'of a problem',
    ],
    ['a request item by API', `${SNOW}/api/now/table/sc_req_item/${ID}`, 'of a requested item'],
    ['a security incident', `${SNOW}/sn_si_incident.do?sys_id=${ID}`, 'of a security incident'],
    ['another table', `${SNOW}/cmdb_ci.do?sys_id=${ID}`, 'a record of table cmdb_ci'],
    ['a table every object has', `${SNOW}/constructor.do?sys_id=${ID}`, 'a record of table constructor'],
    ...[
      ['problem_task', 'a problem task'],
      ['change_task', 'a change task'],
      ['incident_task', 'an incident task'],
      ['sc_request', 'a catalog request'],
      ['sc_task', 'a catalog task'],
      ['em_event', 'an event'],
      ['task', 'a task'],
    ].map(([table, word]) => [
      `table ${table}`,
      `${SNOW}/${table}.do?sys_id=${ID}`,
      `the address of ${word};`,
    ]),
    [
      'encoded wrongly within',
      `${SNOW}/nav_to.do?uri=incident.do%3Fsys_id%3D%25zz`,
      'neither the sys_id nor the number',
    ],
    ['encoded wrongly inside', `${SNOW}/nav_to.do?uri=%25E0%25A4%25A`, 'not encoded correctly'],
    ['a list', `${SNOW}/incident_list.do?sysparm_query=active=true`, '"incident_list.do" is a list'],
    ['a new record', `${SNOW}/incident.do?sys_id=-1`, 'has not been saved yet'],
    ['no record', `${SNOW}/incident.do`, 'names no incident'],
    ['several records', `${SNOW}/incident.do?sysparm_query=number=INC1^ORnumber=INC2`, 'names no incident'],
    ['a short sys_id', `${SNOW}/incident.do?sys_id=abc`, '"abc" is neither the sys_id nor the number'],
    [
      'a home page',
      `${SNOW}/now/nav/ui/home`,
      '"/now/nav/ui/home" is not the address of a ServiceNow incident',
    ],
    ['nav_to.do without an address', `${SNOW}/nav_to.do`, 'is not the address of a ServiceNow incident'],
    ['bad encoding', `${SNOW}/now/sow/record/incident/%E0%A4%A`, 'not encoded correctly'],
    [
      'another instance',
      `https://other.service-now.com/incident.do?sys_id=${ID}`,
      'https://other.service-now.com is not',
    ],
    [
      'wrapped again and again',
      `${SNOW}/nav_to.do?uri=nav_to.do?uri=nav_to.do?uri=nav_to.do?uri=nav_to.do?uri=incident.do?sys_id=${ID}`,
      'wrapped too often',
    ],
  ])('%s is refused, naming it', (_, url, reason) => {
    expect(read(url)).toContain('refused: ')
    expect(read(url)).toContain(reason)
  })
})

test('on one host the longer base path decides between a Jira and a ServiceNow site', () => {
  const sites: Sites = {
    jira: [{ connection: 'j', baseUrl: 'https://tools.example.com/jira' }],
    servicenow: [{ connection: 's', baseUrl: 'https://tools.example.com' }],
  }
  expect(readTicketUrl('https://tools.example.com/jira/browse/SEC-1', sites)).toMatchObject({ tool: 'jira' })
  expect(readTicketUrl(`https://tools.example.com/incident.do?sys_id=${ID}`, sites)).toMatchObject({
    tool: 'servicenow',
  })
  const turned: Sites = {
    jira: [{ connection: 'j', baseUrl: 'https://tools.example.com' }],
    servicenow: [{ connection: 's', baseUrl: 'https://tools.example.com/snow' }],
  }
  expect(readTicketUrl(`https://tools.example.com/snow/incident.do?sys_id=${ID}`, turned)).toMatchObject({
    connection: 's',
  })
  const same = [
    { connection: 'first', baseUrl: 'https://a.example.com' },
    { connection: 'second', baseUrl: 'https://a.example.com/' },
  ]
  expect(readTicketUrl('https://a.example.com/browse/SEC-1', { jira: same, servicenow: same })).toEqual({
    ok: true,
    tool: 'jira',
    connection: 'first',
    key: 'SEC-1',
  })
})

test('a long address is named by its beginning', () => {
  const found = readTicketUrl(`https://acme.example.com/${'x'.repeat(5000)}`, SITES)
  expect(found.ok).toBe(false)
  if (!found.ok) expect(found.reason.length).toBeLessThan(200)
})
