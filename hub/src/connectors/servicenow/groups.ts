import { VendorError } from '../port'
import type { ServiceNowClient } from './client'
import { isSysId, quoted } from './wire'

/** As many groups of one name as are told apart in an error. */
const GROUPS_MAX = 5

/** Assignment groups by name or sys_id, each looked up once. */
export interface Groups {
  /** The group's sys_id. Throws `VendorError` blocked, naming the group, when there is not exactly one that is active. */
  idOf(nameOrId: string): Promise<string>
  /** As `idOf`, with what ServiceNow calls it. */
  of(nameOrId: string): Promise<{ id: string; name: string }>
  /** To be looked up anew, after ServiceNow refused what was made with it. */
  forget(nameOrId: string): void
}

export function groupsOf(client: ServiceNowClient): Groups {
  const known = new Map<string, Promise<{ id: string; name: string }>>()

  async function look(nameOrId: string): Promise<{ id: string; name: string }> {
    const byId = isSysId(nameOrId)
    const wanted = nameOrId.toLowerCase()
    const { rows } = await client.list('sys_user_group', {
      query: `${byId ? 'sys_id' : 'name'}=${quoted(byId ? wanted : nameOrId)}^ORDERBYsys_id`,
      fields: ['sys_id', 'name', 'active'],
      limit: GROUPS_MAX,
    })
    // Compared here as well: a part of the query that ServiceNow does not like is dropped, and then it finds anything.
    const found = rows.filter(row => (byId ? row.sys_id : row.name)?.toLowerCase() === wanted)
    const active = found.filter(row => row.active !== 'false')
    const [group] = active
    if (group?.sys_id === undefined) throw noGroup(nameOrId, found.length > 0)
    if (active.length > 1)
      throw severalGroups(
        nameOrId,
        active.map(row => row.sys_id ?? ''),
      )
    return { id: group.sys_id, name: group.name || nameOrId }
  }

  const groups: Groups = {
    idOf: async nameOrId => (await groups.of(nameOrId)).id,
    of(nameOrId) {
      const before = known.get(nameOrId)
      if (before !== undefined) return before
      const looking = look(nameOrId)
      known.set(nameOrId, looking)
      // What failed is asked again next time.
      looking.catch(() => known.delete(nameOrId))
      return looking
    },
    forget(nameOrId) {
      known.delete(nameOrId)
    },
  }
  return groups
}

function noGroup(name: string, switchedOff: boolean): VendorError {
  return new VendorError(
    'blocked',
    switchedOff
      ? `The assignment group "${name}" is switched off in ServiceNow. Name another one in the settings of the project.`
      : `ServiceNow has no assignment group "${name}", or hides it from the integration user. Check its name in the settings of the project.`,
  )
}

function severalGroups(name: string, ids: readonly string[]): VendorError {
  return new VendorError(
    'blocked',
    `ServiceNow has several assignment groups "${name}" (${ids.join(', ')}). Put the sys_id of the right one in the settings of the project.`,
  )
}
