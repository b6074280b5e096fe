import { describe, expect, it } from 'vitest'
import { keeping } from './kept'

describe('a function that keeps its newest answers', () => {
  const counted = () => {
    const asked: string[] = []
    const kept = keeping(2, (tool: string, text: string) => {
      asked.push(`${tool}/${text}`)
      return `${tool}: ${text}`
    })
    return { asked, kept }
  }

  it('works out the same once, and gives the same answer', () => {
    const { asked, kept } = counted()
    expect([kept('jira', 'a'), kept('jira', 'a'), kept('servicenow', 'a')]).toEqual([
      ...['jira: a', 'jira: a', 'servicenow: a'],
    ])
    expect(asked).toEqual(['jira/a', 'servicenow/a'])
  })

  it('lets go of what was asked for longest ago', () => {
    const { asked, kept } = counted()
    for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) kept('jira', text)
    expect(asked).toEqual(['jira/a', 'jira/b', 'jira/c', 'jira/b'])
  })
})
