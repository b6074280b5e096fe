import { describe, expect, test } from 'vitest'
import { CLOSE_CAUSES, type CloseValues, checkCloseSettings } from './causes'

const NOT_FIXED = { resolutions: ["Won't Do"], statuses: ['Rejected'], closeCodes: ['Known error'] }

type Jira = NonNullable<CloseValues['jira']>
type ServiceNow = NonNullable<CloseValues['servicenow']>

const jira = (more: Partial<Jira>): Jira => ({
  remediated: { status: 'Done', resolution: 'Done' },
  accepted: { status: null, resolution: "won't do" },
  detached: { status: 'rejected', resolution: null },
  'by-hand': { status: null, resolution: "Won't Do" },
  ...more,
})
const servicenow = (more: Partial<ServiceNow>): ServiceNow => ({
  remediated: { closeCode: 'Solution provided' },
  accepted: { closeCode: 'Known error' },
  detached: { closeCode: 'known error ' },
  'by-hand': { closeCode: 'Known error' },
  ...more,
})

describe('rule 21: only remediated may use a value that means fixed', () => {
  const rows: [string, CloseValues, string[]][] = [
    ['all well', { jira: jira({}), servicenow: servicenow({}) }, []],
    ['no tool at all', {}, []],
    ['only one tool', { jira: null, servicenow: servicenow({}) }, []],
    [
      'remediated may use a weaker value',
      { jira: jira({ remediated: { status: null, resolution: "Won't Do" } }) },
      [],
    ],
    [
      'an accepted close with a resolution that means fixed',
      { jira: jira({ accepted: { status: 'Closed', resolution: 'Done' } }) },
      ['close.jira.accepted: resolution "Done" means fixed'],
    ],
    [
      'a detached close with only a status that means fixed',
      { jira: jira({ detached: { status: 'Done', resolution: null } }) },
      ['close.jira.detached: status "Done" means fixed'],
    ],
    [
      'a close by hand with neither',
      { jira: jira({ 'by-hand': { status: null, resolution: null } }) },
      ['close.jira.by-hand: a close without resolution means fixed'],
    ],
    [
      'every ServiceNow cause wrong',
      {
        servicenow: servicenow({
          accepted: { closeCode: 'Solution provided' },
          detached: { closeCode: 'Solution provided' },
          'by-hand': { closeCode: '' },
        }),
      },
      [
        'close.servicenow.accepted: close code "Solution provided" means fixed',
        'close.servicenow.detached: close code "Solution provided" means fixed',
        'close.servicenow.by-hand: close code "" means fixed',
      ],
    ],
  ]
  test.each(rows)('rule 21: %s', (_, settings, problems) => {
    const found = checkCloseSettings(settings, NOT_FIXED)
    expect(found.map(text => text.split(';')[0])).toEqual(problems)
    for (const text of found) expect(text).toMatch(/only remediated may .* notFixed\./)
  })

  test('the causes go from strongest to weakest', () => {
    expect(CLOSE_CAUSES).toEqual(['remediated', 'accepted', 'detached', 'by-hand'])
  })
})
