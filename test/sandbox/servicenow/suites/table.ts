import { describe, expect, it } from 'vitest'
import { failure, type Incident, NO_RECORD, RESOLUTION, setup } from './helper'

const INCIDENT = '/api/now/table/incident'

async function three() {
  const all = setup()
  const made = [
    await all.create({ short_description: 'alpha', urgency: '1', correlation_id: 'm1' }),
    await all.create({ short_description: 'beta', urgency: '2', correlation_id: 'm2' }),
    await all.create({ short_description: 'alphabet', urgency: '3' }),
  ]
  const names = async (query: string): Promise<(string | undefined)[]> =>
    (await all.list(query)).map(row => row.short_description)
  return { ...all, made, names }
}

describe('encoded queries', () => {
  it.each([
    ['short_description=alpha', ['alpha']],
    ['short_description!=alpha^ORDERBYnumber', ['beta', 'alphabet']],
    ['short_descriptionLIKEpha^ORDERBYnumber', ['alpha', 'alphabet']],
    ['short_descriptionNOT LIKEpha', ['beta']],
    ['short_descriptionSTARTSWITHalphab', ['alphabet']],
    ['short_descriptionENDSWITHbet', ['alphabet']],
    ['correlation_idISEMPTY', ['alphabet']],
    ['correlation_idISNOTEMPTY^ORDERBYnumber', ['alpha', 'beta']],
    ['correlation_idINm1,m2^ORDERBYDESCnumber', ['beta', 'alpha']],
    ['correlation_idNOT INm1,m2', ['alphabet']],
    ['urgency>1^ORDERBYnumber', ['beta', 'alphabet']],
    ['urgency>=2^urgency<=2', ['beta']],
    ['urgency<2', ['alpha']],
    ['urgency=1^ORurgency=3^short_descriptionLIKEbet', ['alphabet']],
    ['urgency=1^NQurgency=2^ORDERBYnumber', ['alpha', 'beta']],
    ['urgency=1^short_description=beta^NQurgency=3^EQ', ['alphabet']],
    ['opened_by.user_name=bot^urgency=2', ['beta']],
    ['sys_created_on>=2026-11-23 09:00:00^urgency=1', ['alpha']],
    ['sys_created_on>2026-11-23 09:00:00', []],
  ])('%s finds %j', async (query, expected) => {
    const { names } = await three()
    expect(await names(query)).toEqual(expected)
  })

  it('knows who asks', async () => {
    const { create, list } = setup()
    await create({ short_description: 'by the bot' })
    await create({ short_description: 'by the admin' }, 'admin')
    expect(await list('opened_by=javascript:gs.getUserID()')).toMatchObject([
      { short_description: 'by the admin' },
    ])
  })

  it('keeps a doubled caret as part of a value', async () => {
    const { create, list } = setup()
    await create({ short_description: 'a^b' })
    expect(await list('short_description=a^^b')).toHaveLength(1)
  })

  it.each(['nonsense=x', 'correlation_id?m1', 'correlation_id=javascript:gs.nil()', 'opened_by.nonsense=x'])(
    'drops the invalid part %s without a word, so that everything is found',
    async part => {
      const { names } = await three()
      expect(await names(`${part}^ORDERBYnonsense^ORDERBYnumber`)).toEqual(['alpha', 'beta', 'alphabet'])
    },
  )

  it('finds nothing for an invalid part once the instance is told to', async () => {
    const { names, list, done } = await three()
    const [property] = await list('name=glide.invalid_query.returns_no_rows', '', 'sys_properties')
    await done('PATCH', `/api/now/table/sys_properties/${property?.sys_id}`, {
      as: 'admin',
      body: { value: 'true' },
    })
    expect(await names('nonsense=x')).toEqual([])
    expect(await names('urgency=1')).toEqual(['alpha'])
  })

  it('takes plain pairs by value or by what is shown', async () => {
    const { done } = await three()
    for (const query of [
      'urgency=2&state=New',
      'opened_by=Fixproof%20Integration&urgency=2',
      'urgency=2&nonsense=x',
    ])
      expect(await done<Incident[]>('GET', `${INCIDENT}?${query}`)).toHaveLength(1)
  })
})

describe('listing', () => {
  it('pages with limit and offset and tells the total and the other pages', async () => {
    const { ask } = await three()
    const { headers, body } = await ask(
      'GET',
      `${INCIDENT}?sysparm_limit=1&sysparm_offset=1&sysparm_query=ORDERBYnumber`,
    )
    expect((body as { result: Incident[] }).result.map(row => row.short_description)).toEqual(['beta'])
    expect(headers.get('x-total-count')).toBe('3')
    const page = (offset: number, rel: string): string =>
      `<http://127.0.0.1:8803${INCIDENT}?sysparm_limit=1&sysparm_offset=${offset}&sysparm_query=ORDERBYnumber>;rel="${rel}"`
    expect(headers.get('link')).toBe(
      [page(0, 'first'), page(0, 'prev'), page(2, 'next'), page(2, 'last')].join(','),
    )
  })

  it('leaves the count and the links out when asked to', async () => {
    const { ask } = await three()
    const more = 'sysparm_no_count=true&sysparm_suppress_pagination_header=true'
    const { headers } = await ask('GET', `${INCIDENT}?sysparm_limit=1&${more}`)
    expect([headers.get('x-total-count'), headers.get('link')]).toEqual([null, null])
  })

  it('limits before it hides what may not be read', async () => {
    const { ask, control } = await three()
    const { list } = { list: async (as: string) => ask('GET', `${INCIDENT}?sysparm_limit=2`, { as }) }
    const hidden = await list('carol')
    expect([hidden.status, hidden.headers.get('x-total-count'), hidden.body]).toEqual([
      200,
      '3',
      { result: [] },
    ])
    await control('servicenow/settings', { readable: ['incident'] })
    expect(((await list('carol')).body as { result: unknown[] }).result).toHaveLength(2)
  })

  it('is empty, not an error, when nothing is found', async () => {
    const { ask } = setup()
    expect((await ask('GET', INCIDENT)).body).toEqual({ result: [] })
  })
})

describe('how values are shown', () => {
  async function one() {
    const all = setup()
    const [group] = await all.list('name=Vulnerability Response', '', 'sys_user_group')
    const made = await all.create({ assignment_group: group?.sys_id, short_description: 'x' })
    return { ...all, group: group?.sys_id ?? '', made }
  }

  it('shows a reference as link and value, an empty one as nothing', async () => {
    const { group, made } = await one()
    expect(made.assignment_group).toEqual({
      link: `http://127.0.0.1:8803/api/now/table/sys_user_group/${group}`,
      value: group,
    })
    expect(made.assigned_to).toBe('')
  })

  it('shows what people see, or both, and leaves links out when asked to', async () => {
    const { group, made, read } = await one()
    const link = `http://127.0.0.1:8803/api/now/table/sys_user_group/${group}`
    const fields = '&sysparm_fields=state,assignment_group,assigned_to'
    expect(await read(made.sys_id, `?sysparm_display_value=true${fields}`)).toEqual({
      state: 'New',
      assignment_group: { display_value: 'Vulnerability Response', link },
      assigned_to: '',
    })
    expect(await read(made.sys_id, `?sysparm_display_value=all${fields}`)).toEqual({
      state: { display_value: 'New', value: '1' },
      assignment_group: { display_value: 'Vulnerability Response', value: group, link },
      assigned_to: { display_value: '', value: '' },
    })
    expect(await read(made.sys_id, `?sysparm_exclude_reference_link=true${fields}`)).toEqual({
      state: '1',
      assignment_group: group,
      assigned_to: '',
    })
  })

  it('gives only the columns asked for, also over references, and leaves unknown ones out', async () => {
    const { made, read } = await one()
    const fields = 'number,assignment_group.name,assigned_to.name,nonsense,assignment_group.nonsense'
    expect(await read(made.sys_id, `?sysparm_fields=${fields}`)).toEqual({
      number: 'INC0010001',
      'assignment_group.name': 'Vulnerability Response',
      'assigned_to.name': '',
    })
  })

  it('takes what people see when told to', async () => {
    const { done } = await one()
    const body = {
      state: 'In Progress',
      assignment_group: 'Service Desk',
      assigned_to: 'Abel Tuter',
      caller_id: 'Nobody',
    }
    const query =
      '?sysparm_input_display_value=true&sysparm_fields=state,assignment_group.name,assigned_to.user_name,caller_id'
    expect(await done('POST', `${INCIDENT}${query}`, { body })).toEqual({
      state: '2',
      'assignment_group.name': 'Service Desk',
      'assigned_to.user_name': 'abel',
      caller_id: '',
    })
  })
})

describe('journals', () => {
  it('show no value in a row; their entries are rows of their own', async () => {
    const { create, patched, list, read, world } = setup()
    const { sys_id } = await create({ short_description: 'x', work_notes: 'first' })
    world.clock.advance(1_000)
    const changed = await patched(sys_id, { work_notes: 'second', comments: 'hello' }, 'abel')
    expect(changed).toMatchObject({ work_notes: '', comments: '', sys_mod_count: '1' })
    const entries = await list(
      `element_id=${sys_id}^ORDERBYsys_created_on^ORDERBYelement`,
      '',
      'sys_journal_field',
    )
    expect(entries.map(e => [e.name, e.element, e.value, e.sys_created_by, e.sys_created_on])).toEqual([
      ['incident', 'work_notes', 'first', 'bot', '2026-11-23 09:00:00'],
      ['incident', 'comments', 'hello', 'abel', '2026-11-23 09:00:01'],
      ['incident', 'work_notes', 'second', 'abel', '2026-11-23 09:00:01'],
    ])
    const shown = await read(sys_id, '?sysparm_display_value=true&sysparm_fields=work_notes')
    expect(shown.work_notes).toBe(
      '2026-11-23 09:00:01 - Abel Tuter (Work notes)\nsecond\n\n2026-11-23 09:00:00 - Fixproof Integration (Work notes)\nfirst\n\n',
    )
  })

  it('are hidden from people without the extra access until it is given', async () => {
    const { create, done, control } = setup()
    await create({ work_notes: 'x' })
    const entries = () => done<Incident[]>('GET', '/api/now/table/sys_journal_field')
    expect(await entries()).toEqual([])
    await control('servicenow/settings', { readable: ['sys_journal_field'] })
    expect(await entries()).toHaveLength(1)
  })
})

describe('who may do what', () => {
  const acl = (what: string) =>
    failure('Operation Failed', `ACL Exception ${what} Failed due to security constraints`)

  it('lets people without a role neither make nor change nor see incidents', async () => {
    const { create, ask } = setup()
    const { sys_id } = await create()
    const as = 'carol'
    const made = await ask('POST', INCIDENT, { as, body: { short_description: 'x' } })
    expect([made.status, made.body]).toEqual([403, acl('Insert')])
    const changed = await ask('PATCH', `${INCIDENT}/${sys_id}`, { as, body: RESOLUTION })
    expect([changed.status, changed.body]).toEqual([403, acl('Update')])
    const seen = await ask('GET', `${INCIDENT}/${sys_id}`, { as })
    expect([seen.status, seen.body]).toEqual([404, NO_RECORD])
  })

  it('shows people the incidents they called in', async () => {
    const { create, ask, list } = setup()
    const [carol] = await list('user_name=carol', '', 'sys_user')
    const { sys_id } = await create({ caller_id: carol?.sys_id })
    expect((await ask('GET', `${INCIDENT}/${sys_id}`, { as: 'carol' })).status).toBe(200)
  })

  it('lets only the admin delete', async () => {
    const { create, ask } = setup()
    const { sys_id } = await create()
    const path = `${INCIDENT}/${sys_id}`
    const refused = await ask('DELETE', path)
    expect([refused.status, refused.body]).toEqual([403, acl('Delete')])
    const deleted = await ask('DELETE', path, { as: 'admin' })
    expect([deleted.status, deleted.body]).toEqual([204, null])
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect((await ask(method, path, method === 'PATCH' ? { body: {} } : {})).body).toEqual(NO_RECORD)
  })

  it('shows everybody their own roles and the rest to user admins', async () => {
    const { done } = setup()
    const roles = (as: string) =>
      done<Incident[]>('GET', '/api/now/table/sys_user_has_role?sysparm_fields=user.user_name,role.name', {
        as,
      })
    expect(await roles('bot')).toEqual([
      { 'user.user_name': 'bot', 'role.name': 'itil' },
      { 'user.user_name': 'bot', 'role.name': 'evt_mgmt_integration' },
    ])
    expect((await roles('admin')).length).toBeGreaterThan(5)
  })

  it('gives a person the role that is put on record for them', async () => {
    const { ask, list, control } = setup()
    const [carol] = await list('user_name=carol', '', 'sys_user')
    const [itil] = await list('name=itil', '', 'sys_user_role')
    await control('records', {
      table: 'sys_user_has_role',
      record: { user: carol?.sys_id, role: itil?.sys_id },
    })
    expect((await ask('POST', INCIDENT, { as: 'carol', body: {} })).status).toBe(201)
  })
})

describe('requests the instance does not take', () => {
  it.each(['GET', 'POST'])('refuses %s of a table it does not have', async method => {
    const { ask } = setup()
    const answer = await ask(method, '/api/now/table/foo', method === 'POST' ? { body: {} } : {})
    expect([answer.status, answer.body]).toEqual([400, failure('Invalid table foo', null)])
  })

  it.each(['', '{', '[{}]', '"x"', 'null'])('refuses the payload %j', async raw => {
    const { ask } = setup()
    const answer = await ask('POST', INCIDENT, { raw })
    expect([answer.status, answer.body]).toEqual([
      400,
      failure('Exception while reading request', 'The payload is not valid JSON.'),
    ])
  })

  it('refuses a body without a JSON content type', async () => {
    const { ask } = setup()
    const answer = await ask('POST', INCIDENT, { raw: '{}', headers: { 'content-type': 'text/plain' } })
    expect([answer.status, answer.body]).toEqual([
      415,
      failure('Unsupported media type', 'The request body cannot be read as text/plain'),
    ])
  })

  it('refuses to answer in a format it does not know', async () => {
    const { ask } = setup()
    const answer = await ask('GET', INCIDENT, { headers: { accept: 'text/html' } })
    expect([answer.status, answer.body]).toEqual([
      406,
      failure('Not acceptable', 'The response cannot be produced as text/html'),
    ])
  })

  it.each([
    ['PATCH', INCIDENT],
    ['POST', `${INCIDENT}/1`],
  ])('refuses %s %s', async (method, path) => {
    const { ask } = setup()
    const answer = await ask(method, path, { body: {} })
    expect([answer.status, answer.body]).toEqual([
      405,
      failure('Method not supported', `${method} is not supported for this resource`),
    ])
  })

  it('refuses an address that is nothing', async () => {
    const { ask } = setup()
    const answer = await ask('GET', '/api/now/tabel/incident')
    expect([answer.status, answer.body]).toEqual([
      400,
      failure('Requested URI does not represent any resource', null),
    ])
  })

  it('puts a whole incident in place with PUT as with PATCH', async () => {
    const { create, done } = setup()
    const { sys_id } = await create()
    expect((await done('PUT', `${INCIDENT}/${sys_id}`, { body: { state: '2' } })).short_description).toBe(
      'One finding is open',
    )
  })

  it('says what time it is', async () => {
    const { ask, world } = setup()
    world.clock.advance(90_000)
    expect((await ask('GET', INCIDENT)).headers.get('date')).toBe('Mon, 23 Nov 2026 09:01:30 GMT')
  })
})
