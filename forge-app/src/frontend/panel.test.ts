import type { ForgeIssue } from '@fixproof/rules'
import { describe, expect, it } from 'vitest'
import { type Answers, open } from './testing/forgeDoc'
import { fixed, lie, linked, no, ok, panel, stored, unconnected, unreachable } from './testing/scenes'

const shown = (issue: ForgeIssue = linked, more: Answers = {}, mayDetach = true) =>
  open('panel', { 'issue.view': panel(ok(issue), { mayDetach }), ...more })

describe('what the panel shows', () => {
  it('says that it loads until the first answer is there', async () => {
    const page = await open('panel', { 'issue.view': () => new Promise(() => {}) })
    expect(page.find('Spinner')).toHaveLength(1)
    expect(page.text()).toBe('Loading')
  })

  it.each([
    ['an open issue that may not be closed: yellow', linked, 'warning'],
    ['a closed issue whose findings are fixed: green', fixed, 'success'],
    ['an open issue whose findings are fixed: green', { ...fixed, ticket: linked.ticket }, 'success'],
    ['an issue closed as fixed that is not: red', lie, 'error'],
    [
      'an issue the policy lets be closed with open findings: neutral',
      { ...linked, mayClose: true },
      'information',
    ],
  ])('begins with the verdict in one sentence of %s', async (_what, issue, appearance) => {
    const page = await shown(issue)
    expect(page.messages()[0]).toEqual([appearance, issue.sentence])
  })

  it('lists every finding with severity, title, category, state, since when and where', async () => {
    const page = await shown()
    expect(page.table('Findings')).toEqual([
      [
        'Critical',
        'SQL injection in the order search',
        'Code vulnerability',
        'Open',
        '2026-11-20',
        'checkout',
      ],
      [
        'High',
        'CVE-2026-31337 in log4j-core 2.14.1',
        'Library vulnerability',
        'In progress',
        '2026-11-21',
        'checkout',
      ],
      [
        'Medium',
        'S3 bucket allows public reads',
        'Misconfiguration',
        'Muted until 2027-01-31',
        '–',
        'invoices-prod',
      ],
      ['Low', 'Hard-coded token', 'Secret', 'Fixed', '–', '–'],
    ])
  })

  it('links each title to Datadog, and none where the finding was not read yet', async () => {
    const page = await shown()
    const links = page.find('Link').map(link => link.props.href)
    expect(links.slice(0, 3)).toEqual(linked.findings.slice(0, 3).map(f => f.url))
    expect(links).not.toContain('')
  })

  it('names the case, the incident, how well both keep up and when Datadog was read', async () => {
    const page = await shown()
    const all = page.text()
    expect(all).toContain('SEC-4: Checkout: injection and vulnerable libraries')
    expect(all).toContain('INC0010042 (In Progress)')
    expect(all).toContain('Last checked in Datadog2026-11-23 09:30 UTC')
    expect(page.find('Link').map(link => link.props.href)).toContain(linked.case.url)
    expect(page.find('Lozenge').filter(each => each.children[0]?.props.text === 'In step')).toHaveLength(2)
    expect(all).toContain('False fixes stopped2 times')
  })

  it('says why a ticket does not keep up', async () => {
    expect((await shown(lie)).messages()[1]).toEqual(['warning', `Contested ${lie.ticket.sync.reason}`])
  })

  it('lists the exceptions asked for, by the titles of their findings, and the timeline', async () => {
    const page = await shown()
    expect(page.table('Exceptions asked for')).toEqual([
      [
        'CVE-2026-31337 in log4j-core 2.14.1',
        'The upgrade needs the new runtime; the service is not reachable from outside.',
        '2026-12-31',
        'Ada Lovelace2026-11-22',
        'Not answered yet',
      ],
    ])
    expect(page.table('Timeline')[0]).toEqual([
      '2026-11-23 09:31 UTC',
      'The close was refused: "SQL injection in the order search" is still open in Datadog.',
      'Ada Lovelace',
    ])
  })

  it('names three findings of an exception and counts the rest, and cuts what scanners write without end', async () => {
    const many = Array.from({ length: 50 }, (_, i) => ({
      ...{ ...linked.findings[0], id: `F${i}`, title: `Title ${i}` },
    })) as typeof linked.findings
    const exceptions = linked.exceptions.map(each => ({ ...each, findings: many.map(f => f.id) }))
    const page = await shown({ ...linked, findings: many, exceptions })
    expect(page.table('Exceptions asked for')[0]?.[0]).toBe('Title 0, Title 1, Title 2 and 47 more')
    const title = page.find('Text').find(each => each.props.maxLines !== undefined)
    expect(title?.props.maxLines).toBe(3)
  })

  it('says of an issue without findings that there are none, and offers to attach some', async () => {
    const page = await shown({ linked: false })
    expect(page.find('EmptyState')[0]?.props.header).toBe('No findings are linked to this issue')
    expect(page.buttons()).toEqual(['Refresh', 'Attach findings'])
    expect(page.button('Attach findings').props.appearance).toBe('primary')
  })

  it('says the same of a case whose findings were all taken off, below its verdict', async () => {
    const page = await shown({ ...fixed, findings: [] })
    expect(page.messages()[0]?.[0]).toBe('success')
    expect(page.find('EmptyState')).toHaveLength(1)
  })

  it('shows what was last recorded on the issue while the hub is out of reach, and since when', async () => {
    const page = await open('panel', { 'issue.view': panel(unreachable, { stored }) })
    expect(page.messages()).toEqual([
      ['warning', `What Fixproof last recorded on this issue ${stored.sentence}`],
      ['warning', 'Fixproof cannot be reached Fixproof did not answer. What is shown may be old.'],
    ])
    expect(page.table('Findings that keep this issue open').map(row => row[0])).toEqual(['Critical', 'High'])
    expect(page.text()).toContain('Recorded2026-11-23 09:30 UTC')
    expect(page.buttons()).toEqual(['Refresh'])
  })

  it('claims nothing while the hub is out of reach and nothing is recorded', async () => {
    const page = await open('panel', { 'issue.view': panel(unreachable) })
    expect(page.text()).toContain('Nothing is recorded on this issue')
    expect(page.messages().map(([appearance]) => appearance)).toEqual(['warning'])
  })

  it('says who connects the app, and where', async () => {
    const page = await open('panel', { 'issue.view': panel(unconnected) })
    expect(page.messages()[0]?.[1]).toContain('A Jira administrator connects it under Jira settings')
    expect(page.buttons()).toEqual(['Refresh'])
  })

  it('says that a person may not see it, in the words of the function', async () => {
    const page = await open('panel', {
      'issue.view': panel(no('refused', 'You may not see this issue.'), { mayDetach: false }),
    })
    expect(page.messages()).toEqual([['error', 'That was not done You may not see this issue.']])
  })

  it('says that Jira could not run the function, and tries again', async () => {
    const page = await open('panel', { 'issue.view': new Error('It timed out') })
    expect(page.messages()[0]?.[1]).toContain('It timed out')
    page.answers['issue.view'] = panel(ok(linked))
    await page.press('Try again')
    expect(page.messages()[0]).toEqual(['warning', linked.sentence])
  })
})

describe('what the panel does', () => {
  it('asks again on refresh, and has Datadog read on re-check', async () => {
    const page = await shown(linked, { 'issue.recheck': panel(ok(fixed)) })
    await page.press('Refresh')
    await page.press('Check in Datadog now')
    expect(page.asked.map(each => each.question)).toEqual(['issue.view', 'issue.view', 'issue.recheck'])
    expect(page.messages()[0]).toEqual(['success', fixed.sentence])
  })

  it('keeps what it showed when asking again fails', async () => {
    const page = await shown(linked, { 'issue.recheck': new Error('It timed out') })
    await page.press('Check in Datadog now')
    expect(page.messages().map(([, words]) => words)).toEqual([
      expect.stringContaining('It timed out'),
      linked.sentence,
    ])
  })

  it('lets nothing else be started while it asks', async () => {
    const page = await shown(linked, { 'issue.recheck': () => new Promise(() => {}) })
    await page.begin('Check in Datadog now')
    expect(page.button('Refresh').props.isDisabled).toBe(true)
    expect(page.buttons()).toContain('Checking…')
  })

  it('offers detaching only to those who may, and exceptions only while something is open', async () => {
    expect((await shown()).buttons()).toContain('Take findings off')
    expect((await shown(linked, {}, false)).buttons()).not.toContain('Take findings off')
    expect((await shown(fixed)).buttons()).not.toContain('Ask for an exception')
  })

  it('attaches by links, several at once', async () => {
    const page = await shown({ linked: false }, { 'issue.attach': ok(linked) })
    await page.press('Attach findings')
    await page.type('Links', 'https://app.datadoghq.com/a, https://app.datadoghq.com/b')
    await page.press('Attach')
    expect(page.asked.at(-1)).toEqual({
      question: 'issue.attach',
      payload: { findings: ['https://app.datadoghq.com/a', 'https://app.datadoghq.com/b'] },
    })
    expect(page.find('Modal')).toEqual([])
    expect(page.messages()[0]?.[1]).toBe(linked.sentence)
  })

  it('searches for words, says which case a finding would leave, and attaches what is chosen', async () => {
    const found = [
      { ...linked.findings[0], id: 'F-8', case: null },
      { ...linked.findings[1], id: 'F-9', case: 'SEC-9' },
    ]
    const page = await shown(linked, {
      'findings.search': ok({ findings: found }),
      'issue.attach': ok(linked),
    })
    await page.press('Attach findings')
    await page.type('Links', ' log4j ')
    await page.press('Search')
    expect(page.asked.at(-1)).toEqual({ question: 'findings.search', payload: { query: 'log4j' } })
    await page.press('Attach')
    expect(page.text()).toContain('Choose at least one finding.')
    await page.choose('Findings that match', 'on case SEC-9; attaching moves it here')
    await page.press('Attach')
    expect(page.asked.at(-1)).toEqual({ question: 'issue.attach', payload: { findings: ['F-9'] } })
  })

  it('says that a search found nothing, and searches anew when the words change', async () => {
    const page = await shown(linked, { 'findings.search': ok({ findings: [] }) })
    await page.press('Attach findings')
    await page.press('Search')
    expect(page.text()).toContain('Enter a link or words to search for.')
    await page.type('Links', 'nothing like it')
    await page.press('Search')
    expect(page.text()).toContain('No finding matches.')
    await page.type('Links', 'log4j')
    expect(page.buttons()).toContain('Search')
  })

  it('keeps the dialog open with the reason when an attachment is refused, and when the call fails', async () => {
    const page = await shown(linked, {
      'issue.attach': no('refused', 'Datadog knows no finding of this link.'),
    })
    await page.press('Attach findings')
    await page.type('Links', 'https://app.datadoghq.com/a')
    await page.press('Attach')
    expect(page.find('Modal')).toHaveLength(1)
    expect(page.text()).toContain('Datadog knows no finding of this link.')
    page.answers['issue.attach'] = new Error('It timed out')
    await page.press('Attach')
    expect(page.text()).toContain('It timed out')
  })

  it('refuses more than fifty links before it asks', async () => {
    const page = await shown()
    await page.press('Attach findings')
    await page.type(
      'Links',
      Array.from({ length: 51 }, (_, i) => `https://app.datadoghq.com/${i}`).join('\n'),
    )
    await page.press('Attach')
    expect(page.text()).toContain('At most 50 findings')
    expect(page.asked.map(each => each.question)).toEqual(['issue.view'])
  })

  it('takes findings off only with a reason, and says what taking off the last one means', async () => {
    const page = await shown(linked, { 'issue.detach': ok(fixed) })
    await page.press('Take findings off')
    await page.press('Take off')
    expect(page.text()).toContain('Choose at least one finding.')
    expect(page.text()).toContain('Say why.')
    await page.choose('Findings to take off', 'SQL injection')
    expect(page.text()).not.toContain('closed by detaching')
    await page.choose('Findings to take off', 'SQL injection', 'CVE-2026')
    expect(page.text()).toContain('closed by detaching')
    await page.type('Reason', ' Belongs to another team ')
    await page.press('Take off')
    expect(page.asked.at(-1)).toEqual({
      question: 'issue.detach',
      payload: { findings: ['FIND-1', 'FIND-2'], reason: 'Belongs to another team' },
    })
    expect(page.find('Modal')).toEqual([])
  })

  it('asks for an exception with findings, reason and day, and says that this mutes nothing', async () => {
    const page = await shown(linked, { 'issue.ask': ok(linked) })
    await page.press('Ask for an exception')
    expect(page.text()).toContain('Asking mutes nothing.')
    await page.press('Ask')
    expect(page.text()).toContain('Choose a day.')
    await page.choose('Findings', 'CVE-2026')
    await page.type('Reason', 'No upgrade yet')
    await page.date('Until', '2026-12-31')
    await page.press('Ask')
    expect(page.asked.at(-1)).toEqual({
      question: 'issue.ask',
      payload: { findings: ['FIND-2'], reason: 'No upgrade yet', until: '2026-12-31' },
    })
  })

  it('asks for open findings only, and need not be told which when one is open', async () => {
    const one = { ...linked, findings: linked.findings.filter(f => f.id !== 'FIND-2') }
    const page = await shown(one, { 'issue.ask': ok(one) })
    await page.press('Ask for an exception')
    expect(page.field('Findings').props.options).toHaveLength(1)
    await page.type('Reason', 'No upgrade yet')
    await page.date('Until', '2026-12-31')
    await page.press('Ask')
    expect(page.asked.at(-1)?.payload).toMatchObject({ findings: ['FIND-1'] })
  })

  it('leaves a dialog without asking for anything', async () => {
    const page = await shown()
    await page.press('Ask for an exception')
    await page.press('Cancel')
    expect(page.find('Modal')).toEqual([])
    expect(page.asked).toHaveLength(1)
  })
})

describe('the panel to those who do not see it', () => {
  it('names every table, gives every column a head and every input a label', async () => {
    const page = await shown()
    for (const table of page.find('DynamicTable')) {
      expect(table.props.label).toBeTruthy()
    }
    for (const dialog of ['Attach findings', 'Take findings off', 'Ask for an exception']) {
      await page.press(dialog)
      const labelled = page.find('Label').map(label => label.props.labelFor)
      const inputs = ['Textfield', 'TextArea', 'Select', 'DatePicker'].flatMap(page.find)
      expect(inputs.length).toBeGreaterThan(0)
      for (const input of inputs) expect(labelled).toContain(input.props.inputId ?? input.props.id)
      await page.press('Cancel')
    }
  })
})
