import { GATE_RULE } from '@fixproof/rules'
import { configRow } from './config'
import { isTrue, nowMs, setColumns } from './tables'
import { toGlide } from './time'

/** Whether the guard's rule stands on incidents and is active: without it a close cannot be refused here. */
export function guardInstalled(): boolean {
  return gateRuleId() !== null
}

/** sys_id of the guard's rule; null when it is not there or not active. */
export function gateRuleId(): string | null {
  const rule = new GlideRecord('sys_script')
  rule.addQuery('name', GATE_RULE)
  rule.addQuery('collection', 'incident')
  rule.addQuery('active', true)
  rule.setLimit(1)
  rule.query()
  return rule.next() ? rule.getUniqueValue() : null
}

/** Notes on the configuration whether the guard is there, when that changed. */
export function noteGuard(): boolean {
  const installed = guardInstalled()
  const row = configRow()
  if (
    row !== null &&
    (gs.nil(row.getValue('guard_checked_at')) || isTrue(row.getValue('guard_installed')) !== installed)
  ) {
    setColumns(row, { guard_installed: String(installed), guard_checked_at: toGlide(nowMs()) })
    row.update()
  }
  return installed
}
