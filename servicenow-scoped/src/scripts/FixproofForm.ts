import { FixproofGate } from './FixproofGate'
import { guardInstalled } from './guard'
import { knownFacts, linkedRow, openFindings } from './store'
import { ROLES } from './tables'
import { type Banner, bannersOf } from './view'

/** What the platform gives its processors. */
interface Processor {
  getParameter(name: string): string | null
}

/** What the scripts of the incident form ask. Only for people who may see the incident and its findings. */
export const FixproofForm = {
  type: 'FixproofForm',

  /** `sysparm_incident` → JSON list of {@link Banner}. */
  view(this: Processor): string {
    const incident = readable(this)
    return JSON.stringify(incident === null ? [] : banners(incident))
  },

  /** `sysparm_incident`, `sysparm_state`, `sysparm_close_code` → why that would be refused; empty when it would not. */
  verdict(this: Processor): string {
    const incident = readable(this)
    if (incident === null) return ''
    return new FixproofGate().judge(
      incident.getUniqueValue(),
      incident.getValue('state') || '',
      this.getParameter('sysparm_state') || '',
      incident.getValue('close_code') || '',
      this.getParameter('sysparm_close_code') || '',
    ).message
  },

  /** `sysparm_incident` → ids of its open findings, comma-separated. */
  openFindings(this: Processor): string {
    const incident = readable(this)
    return incident === null ? '' : openFindings(incident.getUniqueValue()).join(',')
  },
}

function readable(processor: Processor): GlideRecord | null {
  const incident = new GlideRecord('incident')
  if (!gs.hasRole(ROLES.viewer) || !incident.get(String(processor.getParameter('sysparm_incident') || '')))
    return null
  return incident.canRead() ? incident : null
}

function banners(incident: GlideRecord): Banner[] {
  const row = linkedRow(incident.getUniqueValue())
  const facts = row === null ? null : knownFacts(incident.getUniqueValue())
  if (row === null || facts === null) return []
  const sync = {
    condition: row.getValue('sync_condition') || '',
    reason: row.getValue('sync_reason') || '',
  }
  const caseKey = row.getValue('case_key') || ''
  return bannersOf({
    facts,
    caseKey,
    state: incident.getValue('state') || '',
    guard: guardInstalled(),
    sync,
  })
}
