/** An update set as an administrator imports it: `sys_remote_update_set` with one `sys_update_xml` a record. */
import type { Row } from '../tables'
import { parseXml, type XmlElement } from './xml'

/** One record that an update set writes. */
export interface SetRecord {
  table: string
  sysId: string
  /** Values by column, as text. */
  values: Row
  /** Names of the records that references point to, where the set tells them, by column. */
  names: Row
}

/** What is told to be removed by the set itself, e.g. a choice it takes the place of. */
export interface SetRemoval {
  table: string
  values: Row
}

export interface UpdateSet {
  sysId: string
  /** As the list of retrieved update sets shows it. */
  name: string
  /** Scope of the application: `global` or `x_…`. */
  scope: string
  version: string
  records: SetRecord[]
  removals: SetRemoval[]
  /** Rows that go before the set's own come, by an encoded query. */
  cleared: { table: string; query: string }[]
}

/** The file is no update set, or one record in it is not what its envelope says. */
export class UpdateSetError extends Error {
  override name = 'UpdateSetError'
}

/** Reads the file. Throws `UpdateSetError` and `XmlError`. */
export function readUpdateSet(source: string): UpdateSet {
  const root = parseXml(source)
  if (root.name !== 'unload') throw new UpdateSetError(`An update set begins with unload, not ${root.name}`)
  const heads = root.children.filter(one => one.name === 'sys_remote_update_set')
  const [head] = heads
  if (head === undefined || heads.length > 1)
    throw new UpdateSetError('A file holds exactly one sys_remote_update_set')
  const header = valuesOf(head)
  if (header.state !== 'loaded') throw new UpdateSetError(`State is ${header.state}, not loaded`)
  const set: UpdateSet = {
    sysId: header.sys_id ?? '',
    name: header.name ?? '',
    scope: header.application_scope || 'global',
    version: header.application_version ?? '',
    records: [],
    removals: [],
    cleared: [],
  }
  const names = new Set<string>()
  for (const one of root.children) {
    if (one === head) continue
    if (one.name !== 'sys_update_xml')
      throw new UpdateSetError(`${one.name} does not belong into an update set`)
    const envelope = valuesOf(one)
    const name = envelope.name ?? ''
    if (names.has(name)) throw new UpdateSetError(`${name} stands twice`)
    names.add(name)
    if (envelope.remote_update_set !== set.sysId) throw new UpdateSetError(`${name} belongs to another set`)
    unpack(set, name, envelope.payload ?? '')
  }
  return set
}

function unpack(set: UpdateSet, name: string, payload: string): void {
  const update = parseXml(payload)
  if (update.name !== 'record_update' && update.name !== 'unload')
    throw new UpdateSetError(`${name}: the payload begins with ${update.name}`)
  if (update.children.length === 0) throw new UpdateSetError(`${name}: the payload holds no record`)
  // A list of choices, a list layout, a form section: an element around the records that belong together.
  const entries = update.children.flatMap(one =>
    one.children.some(child => child.attributes.action !== undefined)
      ? one.children.filter(child => child.attributes.action !== undefined && child.name !== 'sys_choice_set')
      : [one],
  )
  for (const one of entries) {
    const { action } = one.attributes
    const values = valuesOf(one)
    if (action === 'DELETE') set.removals.push({ table: one.name, values })
    else if (action === 'INSERT_OR_UPDATE') {
      if (!values.sys_id && one.name !== 'sys_choice')
        throw new UpdateSetError(`${name}: a record of ${one.name} has no sys_id`)
      set.records.push({ table: one.name, sysId: values.sys_id ?? '', values, names: namesOf(one) })
    } else if (action === 'delete_multiple')
      set.cleared.push({ table: one.name, query: one.attributes.query ?? '' })
    else if (action !== undefined) throw new UpdateSetError(`${name}: action ${action}`)
  }
}

function namesOf(element: XmlElement): Row {
  const named = element.children.filter(child => child.attributes.name !== undefined)
  return Object.fromEntries(named.map(child => [child.name, child.attributes.name ?? '']))
}

/** Text of each child element, by name. */
function valuesOf(element: XmlElement): Row {
  return Object.fromEntries(element.children.map(child => [child.name, child.text]))
}
