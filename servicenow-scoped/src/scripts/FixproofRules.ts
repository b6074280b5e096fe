/** The rules of `shared/` that the app needs, as one script include; all others take them from here. */
export {
  claimOf,
  FINDINGS_PER_ATTACH_MAX,
  FORGE_REASON_CHARS_MAX,
  GATE_RULE,
  INCIDENT_BATCH_MAX,
  INCIDENT_FINDINGS_MAX,
  incidentText,
  judgeClose,
  mustJudge,
  NAMED_FINDINGS_MAX,
  OUTBOX_RETRY_FIRST_MS,
  OUTBOX_RETRY_MAX_MS,
  OUTBOX_TRIES_MAX,
  PUSH_WINDOW_MS,
  severityRank,
  tooMany,
} from '@fixproof/rules'
