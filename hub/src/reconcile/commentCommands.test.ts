import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { caseState } from '../domain/testing/build'
import { makeCommentCommands } from './commentCommands'
import { keep, type Loop, testLoop } from './testing/loop'
import { makeUnit } from './unit'

const ADA = { name: 'ada', seed: null }
let loop: Loop
beforeEach(async () => {
  loop = await testLoop()
  await keep(loop.store, caseState())
})
afterEach(() => loop.store.close())

const commands = () => {
  const { store, clock, deps } = loop
  return makeCommentCommands({ store, clock, ids: deps.ids, unit: makeUnit(deps) })
}
const told = async () =>
  (await loop.store.timeline({ caseId: 'case-1' }, { limit: 100 })).items.map(each => each.text)

describe('a comment on a case', () => {
  it('is kept with who wrote it, under the case by id or key, and wakes the case up', async () => {
    const { addComment, comments } = commands()
    const made = await addComment(ADA, 'SEC-1', '  Looked at *it*. ')
    expect(made).toMatchObject({
      author: { name: 'ada', personId: null },
      text: 'Looked at *it*.',
      revision: 1,
      origin: { where: 'case', linkId: null },
      writtenAt: loop.clock.now(),
    })
    expect(await comments('case-1')).toEqual([made])
    expect(await loop.store.work('case:case-1')).toMatchObject({ gen: 1 })
    expect(await told()).toEqual(['ada commented on the case: "Looked at *it*."'])
  })

  it('asked for twice under one seed is written once', async () => {
    const { addComment, comments } = commands()
    const seeded = { name: 'ada', seed: 'key 1' }
    const first = await addComment(seeded, 'SEC-1', 'Once')
    expect(await addComment(seeded, 'SEC-1', 'Once')).toEqual(first)
    expect(await comments('SEC-1')).toHaveLength(1)
  })

  it('is changed and deleted, and the timeline tells both', async () => {
    const { addComment, editComment, deleteComment, comments } = commands()
    const { id } = await addComment(ADA, 'SEC-1', 'One')
    await loop.clock.advance(1)
    const bob = { name: 'Bob', personId: 'p1' }
    expect(await editComment(ADA, 'SEC-1', id, 'Two', bob)).toMatchObject({
      text: 'Two',
      revision: 2,
      edited: { at: loop.clock.now(), by: 'Bob' },
    })
    await deleteComment(ADA, 'SEC-1', id)
    expect(await comments('SEC-1')).toMatchObject([
      { text: 'Two', deleted: { at: loop.clock.now(), by: 'ada' } },
    ])
    expect(await told()).toEqual([
      'ada commented on the case: "One"',
      'Bob changed a comment on the case: "Two"',
      'ada deleted a comment on the case: "Two"',
    ])
  })

  it.each([
    ['an empty text', 400, () => commands().addComment(ADA, 'SEC-1', ' \n ')],
    ['an unknown case', 404, () => commands().addComment(ADA, 'SEC-9', 'Hello')],
    ['an unknown comment', 404, () => commands().editComment(ADA, 'SEC-1', 'x', 'Hello')],
    ['an unknown comment to delete', 404, () => commands().deleteComment(ADA, 'SEC-1', 'x')],
  ])('is refused for %s', async (_why, status, ask) => {
    await expect(ask()).rejects.toMatchObject({ name: 'Refused', status })
    expect(await commands().comments('SEC-1')).toEqual([])
  })

  it('that is deleted cannot be changed any more', async () => {
    const { addComment, editComment, deleteComment } = commands()
    const { id } = await addComment(ADA, 'SEC-1', 'One')
    await deleteComment(ADA, 'SEC-1', id)
    await expect(editComment(ADA, 'SEC-1', id, 'Two')).rejects.toMatchObject({ status: 404 })
  })
})
