import { expect, test } from 'vitest'
import * as limits from './limits'

/** The vendors' numbers and the ones CONTRACTS promises; changing one is a decision, not a slip. */
const PROMISED: Partial<Record<keyof typeof limits, number>> = {
  FINDINGS_PER_TICKET_MAX: 50,
  TICKETS_PER_REQUEST_MAX: 50,
  FINDINGS_PER_ATTACH_MAX: 50,
  FINDINGS_PER_DETACH_MAX: 50,
  FINDINGS_PER_MUTE_MAX: 100,
  FINDING_IDS_PER_SEARCH_MAX: 100,
  FINDINGS_PAGE_MAX: 150,
  FINDINGS_PAGE_DEFAULT: 10,
  CASES_PAGE_MAX: 100,
  MUTE_DESCRIPTION_CHARS_MAX: 280,
  JIRA_SUMMARY_CHARS_MAX: 255,
  JIRA_LABEL_CHARS_MAX: 255,
  JIRA_COMMENT_CHARS_MAX: 32_767,
  JIRA_PROPERTY_CHARS_MAX: 32_768,
  JIRA_REMOTE_LINK_GLOBAL_ID_CHARS_MAX: 255,
  JIRA_INDEX_LAG_MS: 60_000,
  SERVICENOW_SHORT_DESCRIPTION_CHARS_MAX: 160,
  SERVICENOW_DESCRIPTION_CHARS_MAX: 4_000,
  SERVICENOW_WORK_NOTE_CHARS_MAX: 4_000,
  PUSH_WINDOW_MS: 300_000,
  DELIVERY_KEPT_MS: 604_800_000,
  IDEMPOTENCY_KEPT_MS: 604_800_000,
  CREATE_WAIT_MS: 15_000,
  PERMISSION_VALID_MS: 86_400_000,
  PROOF_BLOCKING_MAX: 5,
}

const ALL: Record<string, number> = { ...limits }

test.each(Object.entries(PROMISED))('%s is %i', (name, value) => {
  expect(ALL[name]).toBe(value)
})

test('every limit carries its unit, or is a plain count, and is a positive number', () => {
  for (const [name, value] of Object.entries(ALL)) {
    expect(value, name).toBeGreaterThan(0)
    expect(name).toMatch(/(_MS|_CHARS_MAX|_MAX|_DEFAULT|_RATIO)$/)
  }
})
