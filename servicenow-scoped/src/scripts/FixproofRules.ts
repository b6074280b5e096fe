/** The rules of `shared/` that the app needs, as one script include; all others take them from here. */
export {
  asOf,
  claimOf,
  exceptionText,
  GATE_RULE,
  INCIDENT_BATCH_MAX,
  INCIDENT_FINDINGS_MAX,
  incidentText,
  isoDay,
  judgeClose,
  mustJudge,
  NAMED_FINDINGS_MAX,
  OUTBOX_RETRY_FIRST_MS,
  OUTBOX_RETRY_MAX_MS,
  OUTBOX_TRIES_MAX,
  severityRank,
  verdictText,
} from '@fixproof/rules'
