import { afterEach, expect, it } from 'vitest'
import type { Json } from '../harness'
import { flowing, talk } from './support/comments'
import { scenes } from './support/scene'

const stage = scenes()
afterEach(stage.closeAll)

const AN_HOUR = 3_600_000
const BOTH = flowing({ type: 'two-way' }, { type: 'two-way' })

/** Answers of Jira that hold the comments of an issue, changed on their way. */
function changed(s: Awaited<ReturnType<typeof stage.open>>, change: (page: Json) => Json): void {
  s.h.intercept(async (_call, go) => {
    const answer = await go()
    const text = await answer.clone().text()
    if (!text.includes('"comments":[')) return answer
    const body: Json = JSON.parse(text)
    const of = (each: Json): Json =>
      each.fields?.comment === undefined
        ? each
        : { ...each, fields: { ...each.fields, comment: change(each.fields.comment) } }
    const next =
      body.issues === undefined
        ? body.comments === undefined
          ? of(body)
          : change(body)
        : { ...body, issues: body.issues.map(of) }
    return new Response(JSON.stringify(next), { status: answer.status, headers: answer.headers })
  })
}

it('a note that ends like one of ours arrives as what the person wrote', async () => {
  const s = await stage.open(BOTH)
  const t = talk(s)
  await t.openJournals()
  const issue = await s.ticket('jira', ['A'])
  const incident = await s.second(issue, 'servicenow')
  const id = await t.onCase(issue, 'Said here')
  const mark = `Fixproof note c-${id.replaceAll('-', '').slice(0, 12)}-1`
  await t.inServiceNow(incident, `What does this mean?\n\n${mark}`)
  await t.look()
  await s.later(AN_HOUR)
  expect((await t.onTheCase(issue)).sort()).toEqual([
    expect.stringMatching(/^Abel Tuter in servicenow: What does this mean\?/),
    'carla in case: Said here',
  ])
  expect((await t.jira(issue)).filter(text => text.includes('What does this mean?'))).toHaveLength(1)
})

it('an issue that counts more comments than it shows is asked some times, then left alone; what it shows arrives', async () => {
  const s = await stage.open(BOTH)
  const t = talk(s)
  const issue = await s.ticket('jira', ['A'])
  changed(s, page => ({ ...page, total: page.total + 1 }))
  await t.inJira(issue, 'Shown')
  await s.h.rest()
  await s.later(24 * AN_HOUR)
  expect(await t.onTheCase(issue)).toEqual(['Ada Example in jira: Shown'])
  s.forget()
  await s.later(24 * AN_HOUR)
  // The sweep of that day.
  expect(s.calls('jira')).toEqual(['Jira: read 1 issue at once'])
})

it('a comment that tells no time is left out alone, which its link says; the others and the fields arrive', async () => {
  const s = await stage.open(BOTH)
  const t = talk(s)
  const issue = await s.ticket('jira', ['A'])
  changed(s, page => ({
    ...page,
    comments: page.comments.map((each: Json) =>
      JSON.stringify(each.body).includes('Odd') ? { ...each, created: 'the other day' } : each,
    ),
  }))
  const odd = await t.inJira(issue, 'Odd')
  await t.inJira(issue, 'Plain')
  await s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, { fields: { summary: 'By Ada' } })
  await s.later(AN_HOUR)
  expect(await t.onTheCase(issue)).toEqual(['Ada Example in jira: Plain'])
  expect((await s.h.store.get('case', issue.caseId))?.doc.title).toBe('By Ada')
  expect((await t.hurdles(issue)).join()).toContain(`Jira tells no time for comment ${odd}`)
  s.h.intercept(null)
  await s.resumeAll(issue)
  await s.later(AN_HOUR)
  expect((await t.onTheCase(issue)).map(each => each.split(': ')[1]).sort()).toEqual(['Odd', 'Plain'])
  expect(await t.hurdles(issue)).toEqual([])
})

it('a comment of a ticket that was deleted is changed on the case, and nothing is sent to that ticket', async () => {
  const s = await stage.open(BOTH)
  const t = talk(s)
  const issue = await s.ticket('jira', ['A'])
  await t.inJira(issue, 'Said by Ada')
  await s.later()
  const [doc] = (await s.h.commands.comments(issue.caseKey)) ?? []
  await expect(t.editOnCase(issue, doc?.id ?? '', 'No')).rejects.toThrow('change it there')
  await s.h.jira('admin', 'DELETE', `/rest/api/3/issue/${issue.id}`)
  await s.later()
  s.forget()
  await t.editOnCase(issue, doc?.id ?? '', 'Changed on the case')
  await s.later(AN_HOUR)
  expect(await t.onTheCase(issue)).toEqual(['Ada Example in jira: Changed on the case'])
  expect((await t.timeline(issue)).at(-1)).toContain('carla')
  expect(s.writes()).toEqual([])
})
