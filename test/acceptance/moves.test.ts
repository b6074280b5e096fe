/** What happens when things move, end or meet: rules 24 to 27. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { makeFault } from '../sandbox/core'
import { talk } from './support/comments'
import { type Scene, type SceneOptions, scenes, type Ticket } from './support/scene'

const stage = scenes()
afterEach(stage.closeAll)

const ASKER = { name: 'tests', seed: null }

/** SEC's settings. */
const sec = (more: Json): SceneOptions => ({
  config(json) {
    const found = json.projects.find((each: Json) => each.key === 'SEC')
    Object.assign(found, more)
  },
})

const archive = (s: Scene, { caseId }: Ticket) => s.h.commands.editCase(ASKER, caseId, { archived: true })

const remove = (s: Scene, { id }: Pick<Ticket, 'id'>) =>
  s.h.jira('admin', 'DELETE', `/rest/api/3/issue/${id}`)

describe('a case that was archived', () => {
  it('keeps following its findings: they are read again, and its tickets close with them', async () => {
    const s = await stage.open()
    const issue = await s.ticket('jira', ['A'])
    await archive(s, issue)
    await s.h.rest()
    s.forget()
    // A mute moves no watermark: only reading the finding again shows it.
    await s.mute('A')
    expect(await s.standing(issue)).toBe("Done (Won't Do)")
    expect(s.calls('datadog')).toContain('Datadog: read 1 finding by id')
    expect(s.writes()).toEqual([
      'Jira: write proof of SEC-1: closed, 0 open',
      "Jira: move SEC-1, resolution Won't Do, with comment",
    ])
  })

  it('takes nothing new', async () => {
    const s = await stage.open()
    const issue = await s.ticket('jira', ['A'])
    await archive(s, issue)
    await s.findings(['B'])
    const answer = await s.attach(issue, 'B')
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([
      400,
      expect.stringContaining('Case SEC-1 is archived. Unarchive it before attaching anything.'),
    ])
  })
})

describe('a project that was deleted', () => {
  it('leaves its tickets as they are: detached, not deleted, not closed, and free to be closed by people', async () => {
    let declared = true
    const s = await stage.open({
      config(json) {
        if (!declared) json.projects = json.projects.filter((each: Json) => each.key !== 'SEC')
      },
    })
    const issue = await s.ticket('jira', ['A'])
    const incident = await s.second(issue, 'servicenow')
    const project = await s.projectId('SEC')
    await expect(s.h.commands.deleteProject(ASKER, project)).rejects.toThrow(
      'Project SEC is defined in fixproof.config.json.',
    )
    declared = false
    await s.h.restart()
    await s.h.rest()
    s.forget()
    await s.h.commands.deleteProject(ASKER, project)
    await s.h.rest()
    expect(s.calls()).toEqual(['Jira: take proof off SEC-1'])
    expect(await s.standing(issue)).toBe('To Do')
    expect(await s.standing(incident)).toBe('New')
    expect((await s.history(issue)).slice(-3)).toEqual([
      'SEC-1 was let go and stays as it is: project SEC was deleted.',
      'INC0010001 was let go and stays as it is: project SEC was deleted.',
      'Case SEC-1 was archived: tests deleted project SEC.',
    ])
    // Nobody judges a close there any more.
    await s.later()
    await s.move('ada', issue, 'Done', 'Done')
    await s.resolve('abel', incident, 'Solution provided')
    s.forget()
    await s.sweep('jira')
    await s.lookAtServiceNow()
    expect(s.calls()).toEqual([])
    expect(await s.standing(issue)).toBe('Done (Done)')
  })
})

describe('a case that was moved to another project', () => {
  it('keeps its ticket and follows the settings of the new project from then on', async () => {
    const s = await stage.open({
      config(json) {
        for (const each of json.projects) {
          if (each.key === 'OPS') {
            each.policy = 'observe'
            each.sync = { jira: { priority: { type: 'to-ticket' } } }
          }
        }
      },
    })
    const issue = await s.ticket('jira', ['A'])
    await s.h.commands.editCase(ASKER, issue.caseId, { projectId: await s.projectId('OPS') })
    await s.h.rest()
    expect(s.calls()).toEqual(['Jira: read SEC-1', 'Jira: write proof of SEC-1: open, 1 open'])
    expect((await s.issue(issue))?.proof.policy).toBe('observe')
    s.forget()
    // To the ticket only: an edit there stands, and the case keeps its own.
    const before = (await s.h.store.get('case', issue.caseId))?.doc.priority
    await s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, {
      fields: { priority: { name: 'Lowest' } },
    })
    await s.later()
    expect(s.writes()).toEqual([])
    expect((await s.h.store.get('case', issue.caseId))?.doc.priority).toBe(before)
    // The new project lets a close by a person stand.
    await s.move('ada', issue, 'Done', 'Done')
    await s.later()
    expect(await s.standing(issue)).toBe('Done (Done)')
  })
})

describe('a ticket that was deleted', () => {
  it('is left to a person unless the project says otherwise', async () => {
    const s = await stage.open()
    const issue = await s.ticket('jira', ['A'])
    await remove(s, issue)
    await s.later()
    await s.sweep('jira')
    expect(s.calls().filter(each => !each.endsWith('which account is ours'))).toEqual([
      'Jira: read SEC-1 → 404',
    ])
    expect(await s.issues('SEC')).toEqual([])
    expect((await s.history(issue)).at(-1)).toBe('SEC-1 no longer exists.')
  })

  it('is made anew, once, where the project wants that, also when the answer was lost', async () => {
    const s = await stage.open(sec({ onGone: 'recreate' }))
    const issue = await s.ticket('jira', ['A'])
    await remove(s, issue)
    s.h.world.faults.add(makeFault('POST', '/rest/api/3/issue$', 'drop-answer', { vendor: 'jira' }))
    await s.later(5 * 60_000)
    expect(await s.issues('SEC')).toEqual(['SEC-2'])
    const anew = await s.ticketOn(issue, 'jira')
    expect(anew.key).toBe('SEC-2')
    expect(await s.history(issue)).toContain(
      'SEC-1 was deleted while findings are open; a new Jira issue is made.',
    )
    await s.fix('A')
    expect(await s.standing(anew)).toBe('Done (Done)')
    // With nothing open a deleted one is not made anew.
    await remove(s, anew)
    await s.later()
    expect(await s.issues('SEC')).toEqual([])
  })

  it('is let go where the project wants that, so that another can take its place', async () => {
    const s = await stage.open(sec({ onGone: 'detach' }))
    const issue = await s.ticket('jira', ['A'])
    await remove(s, issue)
    await s.later()
    expect((await s.history(issue)).slice(-2)).toEqual([
      'SEC-1 no longer exists.',
      'SEC-1 was let go and stays as it is: it was deleted there, and the project lets such tickets go.',
    ])
    const second = await s.second(issue, 'jira')
    expect(second.key).toBe('SEC-2')
  })

  it('is taken up again where the project wants that, once it shows again', async () => {
    const s = await stage.open(sec({ onGone: 'relink' }))
    const issue = await s.ticket('jira', ['A'])
    const hidden = { email: 'bot@example.com', project: 'SEC' }
    const may = (more: Json) =>
      s.h.vendor('jira', 'admin', 'POST', '/_sandbox/jira/permissions', { ...hidden, ...more })
    await may({ deny: ['BROWSE_PROJECTS'] })
    await s.sweep('jira')
    expect((await s.history(issue)).at(-1)).toBe('SEC-1 no longer exists.')
    await may({ allow: ['BROWSE_PROJECTS'] })
    s.forget()
    await s.sweep('jira')
    expect((await s.history(issue)).at(-1)).toBe('SEC-1 is there again.')
    expect(s.writes()).toEqual([])
    await s.fix('A')
    expect(await s.standing(issue)).toBe('Done (Done)')
  })
})

describe('two links that meet on one ticket', () => {
  it('become one: the older case takes the findings and tickets over, the younger is history', async () => {
    const s = await stage.open()
    const older = await s.ticket('jira', ['A'])
    const younger = await s.ticket('servicenow', ['B'])
    await s.h.jira('admin', 'POST', '/_sandbox/jira/move', {
      issue: 'SEC-1',
      toProject: 'TEAM',
      by: 'ada@example.com',
    })
    await s.later()
    s.forget()
    // The address as it was before the move, and the one after it, name the same issue.
    const state = await s.h.during(
      s.h.commands.linkTicket(ASKER, younger.caseId, 'jira', `${s.h.world.urls.jira}/browse/SEC-1`),
    )
    await s.h.rest()
    expect(state.case.key).toBe('SEC-1')
    const merged = await s.h.store.get('case', younger.caseId)
    expect(merged?.doc).toMatchObject({ status: 'CLOSED', mergedInto: older.caseId, attachments: [] })
    expect(await s.history(younger)).toContain(
      'Case SEC-2 was merged into SEC-1: both were linked to TEAM-1.',
    )
    // The incident says what its new case says.
    expect(s.writes()).toEqual([
      'Jira: write proof of TEAM-1: open, 2 open',
      'ServiceNow: change INC0010001: short_description, description',
    ])
    // Both findings hold both tickets now.
    await s.fix('A')
    expect([await s.standing(older), await s.standing(younger)]).toEqual(['To Do', 'New'])
    await s.fix('B')
    expect(await s.standing(older)).toBe('Done')
    expect(await s.standing(younger)).toBe('Resolved (Solution provided)')
  })

  it('of the younger case’s own ticket the older one’s is named on it, and people may close it', async () => {
    const s = await stage.open()
    const older = await s.ticket('jira', ['A'])
    const incident = await s.second(older, 'servicenow')
    const younger = await s.ticket('servicenow', ['B'])
    await s.h.during(
      s.h.commands.linkTicket(ASKER, younger.caseId, 'jira', `${s.h.world.urls.jira}/browse/${older.key}`),
    )
    await s.h.rest()
    expect((await s.incident(younger)).workNotes).toContain(
      `The findings of this ticket are on ${(await s.incident(incident)).number} (case SEC-1) now.`,
    )
    expect(await s.standing(younger)).toBe('New')
    await s.fix('A', 'B')
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    expect(await s.standing(younger)).toBe('New')
  })

  it('bring their comments along: none on its way is lost, none is told twice or where it was not meant for', async () => {
    const s = await stage.open()
    const t = talk(s)
    await t.openJournals()
    const older = await s.ticket('jira', ['A'])
    const younger = await s.ticket('servicenow', ['B'])
    await t.inServiceNow(younger, 'Said by Abel')
    await t.look()
    await t.onCase(younger, 'Said before')
    await s.later()
    const up = s.down('servicenow', 'answers 503')
    await t.onCase(younger, 'Said while ServiceNow was down')
    await s.h.rest()
    s.forget()
    const url = `${s.h.world.urls.jira}/browse/${older.key}`
    await s.h.during(s.h.commands.linkTicket(ASKER, younger.caseId, 'jira', url))
    await s.h.rest()
    up()
    await s.later(3_600_000)
    await s.lookAtServiceNow()
    await s.sweep('jira')
    await s.sweep('servicenow')
    await s.later(3_600_000)
    expect(await t.jira(older)).toEqual([expect.stringContaining('Said while ServiceNow was down')])
    const journal = (await t.servicenow(younger)).join(' | ')
    for (const said of ['Said by Abel', 'Said before', 'Said while ServiceNow was down'])
      expect(journal.split(said)).toHaveLength(2)
    // They are the older case's now: what is said next flows there.
    await t.inServiceNow(younger, 'Said afterwards')
    await t.look()
    expect((await t.jira(older)).at(-1)).toContain('Said afterwards')
    expect(await t.onTheCase(older)).toHaveLength(4)
  })
})
