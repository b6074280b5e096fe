import type { TicketIdentity, TicketView } from '../../domain/model'
import type { Logger } from '../../ports'
import { type MadeTicket, type TicketDraft, type TicketTool, VendorError } from '../port'
import { concernsOneAlone, unlessAlone } from '../shared'
import { changesSince, chunks } from './changes'
import type { ServiceNowClient } from './client'
import { type ServiceNowComments, WROTE_FIELDS } from './comments'
import type { Groups } from './groups'
import { FIND_MAX, READ_MANY_MAX } from './limits'
import type { PutIncident } from './put'
import { identityOf, stateOf, VIEW_FIELDS, viewOf } from './view'
import { isSysId, quoted, type Row } from './wire'
import { CORRELATION_DISPLAY, changeBody, createBody } from './write'

/** Everything of a `TicketTool` that speaks to ServiceNow about incidents. */
export type ServiceNowIncidents = Pick<
  TicketTool,
  | 'create'
  | 'find'
  | 'read'
  | 'readMany'
  | 'write'
  | 'findUser'
  | 'hasComment'
  | 'readComments'
  | 'writeComment'
  | 'findComment'
> &
  Required<Pick<TicketTool, 'changedSince' | 'readCommentsOfMany' | 'userNamed' | 'carriedComments'>>

const TABLE = 'incident'

/** @param base address people use, without a slash at the end */
export function serviceNowIncidents(
  client: ServiceNowClient,
  groups: Groups,
  comments: ServiceNowComments,
  put: PutIncident,
  logger: Logger,
  base: string,
): ServiceNowIncidents {
  /** Incidents known to be found by what Fixproof wrote on them, so that nobody need ask for them by id. */
  const marked = new Set<string>()
  const seen = (row: Row): TicketView => {
    const view = viewOf(row, base, client.ours)
    if (row.correlation_display === CORRELATION_DISPLAY) marked.add(view.id)
    else marked.delete(view.id)
    return view
  }

  async function create(draft: TicketDraft): Promise<MadeTicket> {
    const { assignmentGroup } = draft.target
    const group = assignmentGroup === undefined ? null : await groups.idOf(assignmentGroup)
    try {
      const fields = ['sys_id', 'number', 'correlation_id']
      const made = await client.insert(TABLE, createBody(draft, group), fields)
      if (!made.sys_id || !made.number) throw unidentified()
      if (made.correlation_id !== draft.marker)
        logger.error(
          { incident: made.number },
          'ServiceNow did not keep the Correlation ID of a new incident; after a lost answer it could not be found again',
        )
      return identityOf(made, base)
    } catch (error) {
      if (assignmentGroup !== undefined && error instanceof VendorError && error.kind === 'blocked')
        groups.forget(assignmentGroup)
      throw error
    }
  }

  async function find(marker: string): Promise<TicketIdentity[]> {
    const { rows } = await client.list(TABLE, {
      query: `correlation_id=${quoted(marker)}^ORDERBYsys_created_on`,
      fields: ['sys_id', 'number', 'correlation_id'],
      limit: FIND_MAX,
    })
    const ours = rows.filter(row => row.correlation_id === marker)
    if (ours.length < rows.length)
      logger.warn(
        { marker },
        'ServiceNow returned incidents with another Correlation ID; they are left alone',
      )
    return ours.map(row => identityOf(row, base))
  }

  async function read(idOrKey: string): Promise<TicketView | null> {
    if (!isSysId(idOrKey)) {
      const row = await byNumber(idOrKey)
      return row === null ? null : seen(row)
    }
    const id = idOrKey.toLowerCase()
    const row = await client.get(TABLE, id, VIEW_FIELDS)
    if (row === null) await mustBeDeleted(id)
    return row === null ? null : seen(row)
  }

  /** Deleted and forbidden look alike in an answer about one record; the count of a query tells them apart. */
  async function mustBeDeleted(id: string): Promise<void> {
    const { total } = await client.list(TABLE, { query: `sys_id=${id}`, fields: ['sys_id'], limit: 1 })
    if (total === null || total === 0) return
    throw new VendorError(
      'blocked',
      'ServiceNow hides this incident from the integration user. Give it the role itil in ServiceNow, then resume.',
      { status: 404 },
    )
  }

  async function byNumber(number: string): Promise<Row | null> {
    const { rows } = await client.list(TABLE, {
      query: `number=${quoted(number)}`,
      fields: VIEW_FIELDS,
      limit: FIND_MAX,
    })
    return rows.find(row => row.number?.toLowerCase() === number.toLowerCase()) ?? null
  }

  async function readMany(ids: readonly string[]): Promise<Map<string, TicketView | null>> {
    const result = new Map<string, TicketView | null>()
    for (const some of chunks([...new Set(ids)], READ_MANY_MAX)) {
      const found = await several(some.filter(isSysId))
      // Not among the many is no proof of a deletion, which would end the link: only asking for it alone is.
      for (const id of some) {
        const view = found.get(id.toLowerCase()) ?? (await unlessAlone(() => read(id)))
        if (view !== undefined) result.set(id, view)
      }
    }
    return result
  }

  /** The incidents of these rows, by id; those that hide a column are left out. */
  function readable(rows: readonly Row[]): Map<string, TicketView> {
    const views = new Map<string, TicketView>()
    for (const row of rows) {
      try {
        const view = seen(row)
        views.set(view.id, view)
      } catch (error) {
        if (!concernsOneAlone(error)) throw error
        logger.warn({ incident: row.number ?? row.sys_id }, 'ServiceNow hides a column of one incident')
      }
    }
    return views
  }

  async function several(ids: readonly string[]): Promise<Map<string, TicketView>> {
    if (ids.length === 0) return new Map()
    const asked = ids.map(id => id.toLowerCase())
    const { rows } = await client.list(TABLE, {
      query: `sys_idIN${asked.join(',')}`,
      fields: VIEW_FIELDS,
      limit: asked.length,
    })
    return readable(rows.filter(row => asked.includes((row.sys_id ?? '').toLowerCase())))
  }

  return {
    create,
    find,
    read,
    readMany,

    async write(id, write, only) {
      const body = changeBody(write)
      const row = await put(id, body, ['sys_id', 'number', 'state', 'active', ...WROTE_FIELDS], only)
      comments.wrote(id, row)
      if (typeof body.state === 'string') mustHaveMoved(body.state, row)
    },

    async findUser(email) {
      const { rows } = await client.list('sys_user', {
        query: `email=${quoted(email)}^active=true^ORDERBYsys_id`,
        fields: ['sys_id', 'name', 'email', 'active'],
        limit: FIND_MAX,
      })
      // A part of the query that ServiceNow does not like is dropped, and then it finds anything.
      const same = rows.filter(
        row => row.email?.toLowerCase() === email.toLowerCase() && row.active !== 'false',
      )
      const [user] = same
      if (user?.sys_id === undefined) return null
      return { id: user.sys_id, name: user.name || null, email: user.email || null }
    },

    readComments: comments.readComments,
    readCommentsOfMany: comments.readCommentsOfMany,
    writeComment: comments.writeComment,
    findComment: comments.findComment,
    userNamed: comments.userNamed,
    carriedComments: comments.carriedComments,
    hasComment: comments.hasComment,

    async changedSince(since, ids) {
      const others = ids.filter(id => !marked.has(id))
      const { rows, until } = await changesSince(client, logger, since, others)
      const views = readable(rows)
      const unreadable = rows.flatMap(row => row.sys_id ?? []).filter(id => !views.has(id.toLowerCase()))
      return { views: [...views.values()], unreadable, until }
    },
  }
}

/** A column the user may not write is dropped without a word: 200, and the incident stands where it stood. */
function mustHaveMoved(asked: string, row: Row): void {
  const wanted = stateOf(asked).category === 'done'
  const is = stateOf(row.state ?? '', row.active)
  if ((is.category === 'done') === wanted) return
  throw new VendorError(
    'blocked',
    `ServiceNow took the change but left ${row.number || 'the incident'} in state ${is.name} instead of ${stateOf(asked).name}. ` +
      'Let the integration user write State, then resume.',
    { status: 200 },
  )
}

function unidentified(): VendorError {
  return new VendorError('retryable', 'ServiceNow made an incident but did not say which one.', {
    outcomeUnknown: true,
  })
}
