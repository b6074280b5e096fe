import { describe, expect, it } from 'vitest'
import { VendorError } from '../port'
import type { ListCall, ServiceNowClient } from './client'
import { serviceNowComments } from './comments'
import { incidentWriter } from './put'
import { ownVersions } from './versions'
import type { Row } from './wire'

const ID = 'c0ffee00c0ffee00c0ffee00c0ffee00'
const entry = (sys_id: string, by: string, value: string, element = 'work_notes'): Row => ({
  sys_id,
  element_id: ID,
  element,
  value,
  sys_created_by: by,
  sys_created_on: '2026-11-23 09:00:00',
})
const ABEL = { sys_id: 'a'.repeat(32), user_name: 'abel', name: 'Abel Tuter', email: 'abel@example.com' }

interface Given {
  journal?: Row[] | VendorError
  total?: number
  users?: Row[] | VendorError
  self?: Row[]
  wrote?: Row
}

/** An instance with this in its journals; `calls` are the tables asked for. */
function instance(given: Given, user: string | null = 'bot') {
  const calls: string[] = []
  const rowsOf = (table: string, asked: ListCall): Row[] | VendorError => {
    if (table === 'sys_journal_field') return given.journal ?? []
    return asked.query.startsWith('sys_id=javascript') ? (given.self ?? []) : (given.users ?? [])
  }
  const client: ServiceNowClient = {
    async list(table, asked) {
      calls.push(`${table} ${asked.query.replace(/\^ORDERBY.*/, '')}`)
      const rows = rowsOf(table, asked)
      if (rows instanceof VendorError) throw rows
      const total = table === 'sys_journal_field' ? (given.total ?? rows.length) : rows.length
      return {
        rows: asked.offset === undefined || asked.offset === 0 ? rows : [],
        total,
        headers: new Headers(),
      }
    },
    get: async () => null,
    insert: async () => ({}),
    async update() {
      calls.push('update')
      return given.wrote ?? {}
    },
    send: async () => {
      throw new Error('Nothing beside the tables is asked here')
    },
    redact: text => text,
    now: () => 0,
    ours: at => at,
  }
  const versions = ownVersions()
  const put = incidentWriter(client, { write: async () => null }, versions)
  const comments = serviceNowComments(client, put, versions, user)
  const seen = { version: '3', read: true, newest: 0, left: [], hidden: null, retry: null }
  return {
    calls,
    comments,
    read: (version = '4', known: string[] = []) =>
      comments.readComments(ID, { known, seen, version, made: true }),
  }
}

describe('the journals of an incident', () => {
  it('tell who wrote what, by name, each looked up once', async () => {
    const { read, calls } = instance({
      journal: [entry('1', 'abel', 'Hi'), entry('2', 'bot', 'x')],
      users: [ABEL],
    })
    const { entries } = await read()
    expect(entries.map(each => [each.author.name, each.author.email, each.ours])).toEqual([
      ['Abel Tuter', 'abel@example.com', false],
      ['bot', null, true],
    ])
    await read('5')
    expect(calls.filter(call => call.startsWith('sys_user'))).toEqual(['sys_user user_nameINabel'])
  })

  it('hold what carries our mark as ours only when our account wrote it', async () => {
    const text = 'Reopened.\n\nFixproof note evidence-1'
    const { read } = instance({ journal: [entry('1', 'bot', text), entry('2', 'abel', text)] })
    const { entries } = await read()
    expect(entries.map(each => [each.ours, each.marker])).toEqual([
      [true, 'evidence-1'],
      [false, null],
    ])
  })

  it('are not taken for ours when a mark stands in the middle of what a person writes', async () => {
    const { read } = instance({ journal: [entry('1', 'abel', 'See\nFixproof note c-1-1\nthere')] })
    expect((await read()).entries[0]).toMatchObject({ ours: false, marker: null })
  })

  it('leave out entries of other records, which a dropped part of the query lets in', async () => {
    const { read } = instance({ journal: [{ ...entry('1', 'abel', 'Hi'), element_id: 'other' }] })
    expect((await read()).entries).toEqual([])
  })

  it('name people by their user name where the table of users is closed to us', async () => {
    const closed = new VendorError('blocked', 'no', { status: 403 })
    const { read } = instance({ journal: [entry('1', 'abel', 'Hi')], users: closed })
    expect((await read()).entries[0]?.author).toEqual({ id: null, name: 'abel', email: null })
  })

  it.each([
    ['hidden rows', { journal: [], total: 2 }],
    ['a refusal', { journal: new VendorError('blocked', 'no', { status: 403 }) }],
  ])('that are closed to us say so: %s', async (_how, given) => {
    expect((await instance(given).read()).hidden).toContain('Let the integration user read sys_journal_field')
  })

  it('with nothing in them hide nothing', async () => {
    expect((await instance({ journal: [] }).read()).hidden).toBeNull()
  })

  it('are asked with OAuth whose they are, and an instance that answers with anybody is not believed', async () => {
    const ours = instance(
      { journal: [entry('1', 'svc', 'x')], self: [{ sys_id: '1', user_name: 'SVC' }] },
      null,
    )
    expect((await ours.read()).entries[0]?.ours).toBe(true)
    const anybody = [ABEL, { sys_id: '2', user_name: 'svc' }]
    const unsure = instance({ journal: [entry('1', 'abel', 'x')], self: anybody }, null)
    expect(await unsure.read()).toMatchObject({
      entries: [],
      hidden: expect.stringContaining('which account'),
    })
  })
})

describe('reading journals again', () => {
  const note = { kind: 'post', text: 'Hi', cutAt: '', marker: 'm', journal: 'work_notes' } as const

  it('is spared while only changes of ours lie between', async () => {
    const { comments, read, calls } = instance({ wrote: { sys_mod_count: '4', sys_updated_by: 'bot' } })
    await comments.writeComment(ID, note)
    await read('4')
    expect(calls).toEqual(['update'])
  })

  it.each([
    ['somebody changed it before ours', { sys_mod_count: '5', sys_updated_by: 'bot' }, '5'],
    ['somebody changed it after ours', { sys_mod_count: '4', sys_updated_by: 'bot' }, '5'],
    [
      'ours changed nothing and the version is somebody else’s',
      { sys_mod_count: '4', sys_updated_by: 'abel' },
      '4',
    ],
  ])('is done when %s', async (_why, wrote, version) => {
    const { comments, read, calls } = instance({ wrote })
    await comments.writeComment(ID, note)
    await read(version)
    expect(calls).toHaveLength(2)
  })
})

describe('an incident at the version it was read at before', () => {
  const at = (version: string, hidden: string | null, made: boolean) => {
    const { comments, calls } = instance({ journal: [entry('1', 'abel', 'Hi')], users: [ABEL] })
    const seen = { version, read: false, newest: 0, left: [], hidden, retry: null }
    return { calls, told: comments.readComments(ID, { known: [], seen, version: version || '0', made }) }
  }

  it('is not read again, unless its journals were hidden then', async () => {
    expect((await at('4', null, true).told).entries).toEqual([])
    expect((await at('4', 'No access.', true).told).entries).toHaveLength(1)
  })

  it('is read when nothing could be read before: what people made may hold notes from its first version on', async () => {
    expect((await at('', null, false).told).entries).toHaveLength(1)
    expect((await at('', null, true).told).entries).toEqual([])
  })
})

describe('the journals of several incidents', () => {
  const OTHER = 'd00d0000d00d0000d00d0000d00d0000'
  const seenAt = (newest: number) => ({
    ...{ version: '3', read: true, newest, left: [], hidden: null, retry: null },
  })
  const asked = (newest = 0, version = '4') => ({ known: [], seen: seenAt(newest), version, made: true })
  const texts = (told: { entries: { text: string }[] } | undefined) => told?.entries.map(each => each.text)

  it('are read at once, and each incident gets its own', async () => {
    const { comments, calls } = instance({
      journal: [entry('1', 'abel', 'Here'), { ...entry('2', 'abel', 'There'), element_id: OTHER }],
      users: [ABEL],
    })
    const told = await comments.readCommentsOfMany(
      new Map([
        [ID, asked()],
        [OTHER, asked()],
      ]),
    )
    expect([texts(told.get(ID)), texts(told.get(OTHER))]).toEqual([['Here'], ['There']])
    expect(calls).toEqual([
      `sys_journal_field element_idIN${ID},${OTHER}^elementINcomments,work_notes`,
      'sys_user user_nameINabel',
    ])
  })

  it('give each incident only what came since it was read last, though the read begins earlier', async () => {
    const HOUR = 3_600_000
    const at = Date.UTC(2026, 10, 23, 9)
    const { comments, calls } = instance({
      journal: [entry('1', 'abel', 'Old'), { ...entry('2', 'abel', 'Old too'), element_id: OTHER }],
      users: [ABEL],
    })
    const told = await comments.readCommentsOfMany(
      new Map([
        [ID, asked(at + HOUR)],
        [OTHER, asked(at)],
      ]),
    )
    expect([texts(told.get(ID)), texts(told.get(OTHER))]).toEqual([[], ['Old too']])
    expect(calls[0]).toContain('^sys_created_on>=2026-11-23 08:')
  })

  it('that the instance counts but does not show are left to be asked for alone', async () => {
    const { comments } = instance({ journal: [], total: 1 })
    const told = await comments.readCommentsOfMany(
      new Map([
        [ID, asked()],
        [OTHER, asked()],
      ]),
    )
    expect(told.size).toBe(0)
  })

  it('take one read for each fifty, and none for those that only Fixproof itself changed', async () => {
    const { comments, calls } = instance({ wrote: { sys_mod_count: '4', sys_updated_by: 'bot' } })
    const note = { kind: 'post', text: 'Hi', cutAt: '', marker: 'm', journal: 'work_notes' } as const
    await comments.writeComment(ID, note)
    const many = Array.from({ length: 101 }, (_, n) => [`${n}`.padStart(32, '0'), asked()] as const)
    const told = await comments.readCommentsOfMany(new Map([[ID, asked()], ...many]))
    expect(told.size).toBe(102)
    expect(calls.filter(call => call.startsWith('sys_journal_field'))).toHaveLength(3)
    expect(calls.some(call => call.includes(ID))).toBe(false)
  })

  it('name everybody who wrote, however many they are', async () => {
    const names = Array.from({ length: 60 }, (_, n) => `user${n}`)
    const users = names.map(name => ({ sys_id: name, user_name: name, name: name.toUpperCase(), email: '' }))
    const { read } = instance({ journal: names.map(name => entry(name, name, 'Hi')), users })
    expect((await read()).entries.at(-1)?.author.name).toBe('USER59')
  })
})
