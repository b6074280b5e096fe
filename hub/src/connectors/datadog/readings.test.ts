import { describe, expect, it } from 'vitest'
import { readItem } from './adapter'
import { remembered } from './readings'

const item = (id: string, title: string): object => ({ id, attributes: { attributes: { title } } })

function counted(max?: number) {
  const read: unknown[] = []
  const reader = remembered(received => {
    read.push((received as { id?: string } | null)?.id)
    return readItem(received, 'https://app.example.com')
  }, max)
  return { read, reader }
}

describe('findings that Datadog shows again', () => {
  it('are not worked out again while they say the same', () => {
    const { read, reader } = counted()
    const first = reader(item('f-1', 'Old library'))
    expect(reader(item('f-1', 'Old library'))).toBe(first)
    expect(read).toEqual(['f-1'])
  })

  it('are read as what they say now', () => {
    const { reader } = counted()
    reader(item('f-1', 'Old library'))
    expect(reader(item('f-1', 'Older library'))?.title).toBe('Older library')
    expect(reader(item('f-1', 'Old library'))?.title).toBe('Old library')
    expect(reader({ id: 'f-1' })).toBeNull()
    expect(reader(item('f-1', 'Old library'))?.title).toBe('Old library')
  })

  it('are forgotten when there are too many, the oldest first', () => {
    const { read, reader } = counted(2)
    for (const id of ['a', 'b', 'c', 'b', 'a']) reader(item(id, 'One'))
    expect(read).toEqual(['a', 'b', 'c', 'a'])
  })

  it('are read each time where they name no id at the top', () => {
    const { read, reader } = counted()
    const nameless = { attributes: { attributes: { finding_id: 'f-1' } } }
    expect([reader(nameless)?.item.id, reader(structuredClone(nameless))?.item.id]).toEqual(['f-1', 'f-1'])
    expect([reader(null), reader('x')]).toEqual([null, null])
    expect(read).toHaveLength(4)
  })
})
