import { describe, expect, it } from 'vitest'
import { type Answers, open } from './testing/forgeDoc'
import { admin, no, ok, preview } from './testing/scenes'

const REMOTE = { results: [{ key: 'hub', configured: { endpoint: 'https://old.example.com' } }] }
const fresh = { ...admin, hub: null, projects: [] }
const shown = (view = admin, more: Answers = {}) =>
  open('admin', { 'admin.view': ok(view), __permission__remoteGet: REMOTE, ...more })

describe('connecting', () => {
  it('tells an administrator the steps while the app is not connected', async () => {
    const page = await shown(fresh)
    expect(page.messages()[0]).toEqual(['information', expect.stringContaining('Not connected yet')])
    expect(page.find('ListItem').length).toBeGreaterThan(2)
    expect(page.button('Connect and test').props.appearance).toBe('primary')
  })

  it('names hub, connection, site, last test and the keys by their ids when connected', async () => {
    const page = await shown()
    for (const part of ['0.1.0', 'main', '11111111-2222', '2026-11-23 09:30 UTC', '2026-11-a1b2c3']) {
      expect(page.text()).toContain(part)
    }
  })

  it('says that without a key every proof is refused', async () => {
    const hub = { ...admin.hub, kids: [] } as NonNullable<typeof admin.hub>
    expect((await shown({ ...admin, hub })).text()).toContain('Without a key every proof')
  })

  it('hands the address to Jira, which asks the administrator to confirm it', async () => {
    const page = await shown(fresh, { __permission__remoteSet: undefined })
    expect(page.field('Address').props.defaultValue).toBe('https://old.example.com')
    await page.type('Address', ' https://fixproof.example.com/ ')
    await page.press('Set the address')
    expect(page.asked.at(-1)).toEqual({
      question: '__permission__remoteSet',
      payload: { remotes: [{ key: 'hub', configured: { endpoint: 'https://fixproof.example.com' } }] },
    })
    expect(page.text()).toContain('The address is set.')
  })

  it('takes no address but https', async () => {
    const page = await shown(fresh)
    await page.type('Address', 'http://fixproof.example.com')
    await page.press('Set the address')
    expect(page.text()).toContain('begins with https://')
    expect(page.asked.map(each => each.question)).not.toContain('__permission__remoteSet')
  })

  it('says that the address was not changed when the administrator did not confirm', async () => {
    const page = await shown(fresh, { __permission__remoteSet: new Error('Rejected') })
    await page.type('Address', 'https://fixproof.example.com')
    await page.press('Set the address')
    expect(page.messages().at(-1)).toEqual(['warning', 'The address was not changed. Rejected'])
  })

  it('says where the address is set on sites that do not let an administrator set it', async () => {
    const page = await shown(fresh, { __permission__remoteGet: new Error('Not supported') })
    expect(page.text()).toContain('sets it in its manifest, under remotes')
  })

  it('connects, and shows what the hub said', async () => {
    const page = await shown(fresh, { 'admin.connect': ok(admin) })
    await page.press('Connect and test')
    expect(page.text()).toContain('Connected to the hub.')
    expect(page.messages()).toContainEqual(['success', 'The hub answered.'])
  })

  it('says why it could not connect, and stays as it was', async () => {
    const page = await shown(fresh, { 'admin.connect': no('unreachable', 'Nothing answers there.') })
    await page.press('Connect and test')
    expect(page.messages()).toContainEqual(['warning', 'Fixproof cannot be reached Nothing answers there.'])
    expect(page.text()).toContain('Connect and test')
    page.answers['admin.connect'] = new Error('It timed out')
    await page.press('Connect and test')
    expect(page.text()).toContain('It timed out')
  })
})

describe('settings', () => {
  it('saves mode and group', async () => {
    const page = await shown(admin, { 'admin.settings': ok(admin) })
    await page.choose('Where a transition', 'Use the proof on the issue only')
    await page.type('Jira group', ' appsec ')
    await page.press('Save settings')
    expect(page.asked.at(-1)).toEqual({
      question: 'admin.settings',
      payload: { mode: 'proof', detachGroup: 'appsec' },
    })
    expect(page.messages()).toContainEqual(['success', 'The settings are saved.'])
  })

  it('saves what was not touched as it was', async () => {
    const page = await shown(admin, { 'admin.settings': ok(admin) })
    await page.press('Save settings')
    expect(page.asked.at(-1)?.payload).toEqual(admin.settings)
  })

  it('says why settings were not saved', async () => {
    const page = await shown(admin, {
      'admin.settings': no('refused', 'Jira has no group named appsec.'),
    })
    await page.press('Save settings')
    expect(page.messages()).toContainEqual(['error', 'That was not done Jira has no group named appsec.'])
  })
})

describe('settings of a project', () => {
  const TABLE = 'For single projects'
  const saved = { 'admin.project': ok(admin) }

  it('show what holds there, and what is its own', async () => {
    expect((await shown()).table(TABLE)).toEqual([
      ['SEC: Security', 'The hub onlyOwn setting', 'appsecOwn setting', 'Change…Reset to the site’s'],
      ['HR: People', 'The hub, else the proof', 'security-leads', 'Change…'],
    ])
    const [first] = admin.projects
    const own = { mode: null, detachGroup: '' }
    const page = await shown({ ...admin, projects: [{ ...first, settings: own }] as typeof admin.projects })
    expect(page.table(TABLE)[0]?.slice(1, 3)).toEqual([
      'The hub, else the proof',
      'Jira administrators onlyOwn setting',
    ])
  })

  const changing = async (index: number, answers: Answers = saved) => {
    const page = await shown(admin, answers)
    await page.press('Change…', page.find('Row')[index])
    return page
  }

  it('are changed in a dialog that begins with what holds', async () => {
    const page = await changing(0)
    expect(page.find('ModalTitle').map(each => each.children[0]?.props.text)).toEqual(['Settings of SEC'])
    expect(page.field('Name of the Jira group').props.defaultValue).toBe('appsec')
    await page.choose('Where a transition of this', 'Use the proof on the issue first')
    await page.type('Name of the Jira group', ' leads ')
    await page.press('Save')
    expect(page.asked.at(-1)).toEqual({
      question: 'admin.project',
      payload: { projectKey: 'SEC', mode: 'proof-then-live', detachGroup: 'leads' },
    })
    expect(page.find('Modal')).toEqual([])
  })

  it.each([
    ['As for the site: security-leads', null],
    ['Jira administrators only', ''],
  ])('say who may take findings off: %s', async (option, detachGroup) => {
    const page = await changing(0)
    await page.choose('Who may take findings off, beside', option)
    await page.press('Save')
    expect(page.asked.at(-1)?.payload).toEqual({ projectKey: 'SEC', mode: 'live', detachGroup })
  })

  it('take no group without a name, and warn where only the hub decides', async () => {
    const page = await changing(1)
    expect(page.messages()).toEqual([['success', 'Connected to the hub.']])
    await page.choose('Where a transition of this', 'Ask the hub only')
    expect(page.messages().at(-1)).toEqual(['warning', expect.stringContaining('out of reach')])
    await page.choose('Who may take findings off, beside', 'a group of this project')
    await page.press('Save')
    expect(page.text()).toContain('Enter the name of the group.')
    expect(page.asked.map(each => each.question)).not.toContain('admin.project')
  })

  it('are reset to those of the site', async () => {
    const page = await shown(admin, saved)
    await page.press('Reset to the site’s')
    expect(page.asked.at(-1)).toEqual({
      question: 'admin.project',
      payload: { projectKey: 'SEC', mode: null, detachGroup: null },
    })
  })

  it('stay in the dialog, with the reason, when they were not saved', async () => {
    const page = await changing(0, { 'admin.project': no('refused', 'You cannot see this project.') })
    await page.press('Save')
    expect(page.find('Modal')).toHaveLength(1)
    expect(page.messages()).toContainEqual(['error', 'That was not done You cannot see this project.'])
    await page.press('Cancel')
    page.answers['admin.project'] = new Error('It timed out')
    await page.press('Reset to the site’s')
    expect(page.text()).toContain('It timed out')
  })
})

describe('workflows', () => {
  it('say on which transitions into a done status the check stands and where it is missing', async () => {
    const page = await shown()
    expect(page.table('Transitions into a done status: Software workflow')).toEqual([
      ['Done', 'Any status', 'Done', 'Installed'],
      ['Resolve', 'In Review', 'Resolved', 'Missing'],
    ])
    expect(page.text()).toContain('Missing on 1 transition')
    expect(page.text()).toContain('This workflow is also used by OPS.')
    expect(page.text()).toContain('Installed everywhere')
    expect(page.text()).toContain('Fixproof makes no tickets in this project.')
  })

  it('offer an installation only where a check is missing, and undoing only what can be undone', async () => {
    const page = await shown()
    expect(page.buttons().filter(name => name.endsWith('the installation'))).toEqual([
      'Preview the installation',
      'Undo the installation',
    ])
  })

  it('show what an installation changes before it is done, and repeat its token', async () => {
    const page = await shown(admin, { 'workflow.preview': ok(preview), 'workflow.install': ok(fresh) })
    await page.press('Preview the installation')
    expect(page.asked.at(-1)).toEqual({
      question: 'workflow.preview',
      payload: { projectKey: 'SEC', workflowId: 'w1' },
    })
    expect(page.text()).toContain('Resolve → Resolved')
    await page.press('Install')
    expect(page.asked.at(-1)).toEqual({
      question: 'workflow.install',
      payload: { projectKey: 'SEC', workflowId: 'w1', token: 'version-7' },
    })
    expect(page.find('Modal')).toEqual([])
    expect(page.text()).toContain('Set the address of your hub.')
  })

  it('stay open with the reason when the workflow has changed since the preview', async () => {
    const page = await shown(admin, {
      'workflow.preview': ok(preview),
      'workflow.install': no('refused', 'The workflow was changed meanwhile. Look at the preview again.'),
    })
    await page.press('Preview the installation')
    await page.press('Install')
    expect(page.find('Modal')).toHaveLength(1)
    expect(page.text()).toContain('The workflow was changed meanwhile.')
  })

  it.each([
    ['nothing is missing', ok({ ...preview, adds: [] }), 'stands on every transition'],
    ['the preview is refused', no('refused', 'You are no Jira administrator.'), 'no Jira administrator'],
    ['the call fails', new Error('It timed out'), 'It timed out'],
  ])('offer nothing to install when %s', async (_when, answer, words) => {
    const page = await shown(admin, { 'workflow.preview': answer })
    await page.press('Preview the installation')
    expect(page.text()).toContain(words)
    expect(page.buttons()).not.toContain('Install')
    await page.press('Cancel')
    expect(page.find('Modal')).toEqual([])
  })

  it('are taken back after a question that says what it means', async () => {
    const page = await shown(admin, { 'workflow.undo': ok(admin) })
    await page.press('Undo the installation')
    expect(page.asked.map(each => each.question)).not.toContain('workflow.undo')
    expect(page.text()).toContain('can be closed although a finding is open')
    await page.press('Undo the installation', page.find('Modal')[0])
    expect(page.asked.at(-1)).toEqual({
      question: 'workflow.undo',
      payload: { projectKey: 'SEC', workflowId: 'w1' },
    })
  })

  it('say so when there are none', async () => {
    expect((await shown(fresh)).text()).toContain('No Jira projects were found.')
    expect((await shown(fresh)).find('EmptyState')[0]?.props.header).toBe('No Jira projects were found.')
    const settings = { mode: null, detachGroup: null }
    const none = {
      ...admin,
      projects: [{ key: 'X', name: 'X', caseProject: null, settings, workflows: [] }],
    }
    expect((await shown(none)).text()).toContain('This project has no workflow with a done status.')
  })
})

it('the admin page explains in which order the app is taken apart', async () => {
  const page = await shown()
  const order = page.find('ListItem').map(each => String(each.children[0]?.props.text))
  expect(order.findIndex(step => step.includes('undo the installation'))).toBeLessThan(
    order.findIndex(step => step.startsWith('Uninstall')),
  )
  expect(page.text()).toContain('Jira blocks every transition')
})

it('the admin page says that it may not be used by others, and what the call failed with', async () => {
  const page = await open('admin', {
    'admin.view': no('refused', 'Only Jira administrators may.'),
    __permission__remoteGet: REMOTE,
  })
  expect(page.messages()[0]).toEqual(['error', 'That was not done Only Jira administrators may.'])
  const failed = await open('admin', { 'admin.view': new Error('It timed out') })
  expect(failed.text()).toContain('It timed out')
})
