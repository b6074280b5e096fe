import type { LinkDoc, TicketField, TicketView } from '../model'
import { type CaseState, withLink } from '../step'
import { syncSetting } from './settings'

/**
 * A write of fields whose answer was lost was done all the same, and somebody set a field back before anybody looked:
 * the vendor's history tells of a change after our call that we never saw, yet the field shows what it showed before. What
 * we wrote is then what both agreed on, and setting it back is a change by a person. Where the vendor keeps no history by
 * field (ServiceNow's `sys_mod_count` and `sys_updated_by` tell of the last change alone, whatever it was) this cannot be
 * told from a write that never arrived, and it is written again.
 */
export function withSetBack(state: CaseState, link: LinkDoc, view: TicketView): CaseState {
  const { intent, view: before } = link
  if (intent?.kind !== 'fields' || before === null) return state
  const { at, values } = intent
  const agreed = { ...link.agreed }
  for (const field of Object.keys(values) as TicketField[]) {
    const value = values[field]
    if (value === undefined || !isSetBack(field, at, before, view)) continue
    agreed[field] = { value, direction: syncSetting(state.project, link.tool, field).type }
  }
  return withLink(state, link.id, { agreed })
}

function isSetBack(field: TicketField, writtenAt: number, before: TicketView, view: TicketView): boolean {
  const edit = view.edits[field]
  if (field === 'status' || edit === undefined || edit.at < writtenAt) return false
  const same = JSON.stringify(view.fields[field]) === JSON.stringify(before.fields[field])
  return same && edit.at !== before.edits[field]?.at
}
