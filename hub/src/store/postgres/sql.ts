import type { Statement } from './database'

/** The statements of the store that are no commit. */

const DOC = 'id, version, doc FROM fixproof.document'
export const GET: Statement = { name: 'get', text: `SELECT ${DOC} WHERE kind = $1 AND id = $2` }
export const GET_MANY: Statement = {
  name: 'get_many',
  text: `SELECT ${DOC} WHERE kind = $1 AND id = ANY($2::text[])`,
}
export const FIND: Statement = {
  name: 'find',
  text: `SELECT ${DOC} WHERE kind = $1 AND found_by @> $2::text[] ORDER BY id`,
}
export const LIST: Statement = {
  name: 'list',
  text: `SELECT ${DOC} WHERE kind = $1 AND id > coalesce($2, '') ORDER BY id LIMIT $3`,
}
export const COUNT: Statement = {
  name: 'count',
  text: 'SELECT count(*) AS count FROM fixproof.document WHERE kind = $1',
}

export const NEXT_NUMBER: Statement = {
  name: 'next_number',
  text: `INSERT INTO fixproof.number (name, value) VALUES ($1, 1)
         ON CONFLICT (name) DO UPDATE SET value = number.value + 1 RETURNING value`,
}

const WORK_ROW = `work.key, work.gen, work.clean_gen AS "cleanGen", work.claimed_gen AS "claimedGen",
  work.run_at AS "runAt", work.lease_id AS "leaseId", work.lease_until AS "leaseUntil", work.attempts,
  work.last_error AS "lastError"`
/** A row that another hub is just looking at is passed over: it is either taken there or still there afterwards. */
export const CLAIM: Statement = {
  name: 'claim',
  text: `WITH due AS (
           SELECT key, due_at, place FROM fixproof.work WHERE due_at <= $1
            ORDER BY due_at, place LIMIT $2 FOR UPDATE SKIP LOCKED)
         UPDATE fixproof.work AS work
            SET claimed_gen = gen, lease_id = nextval('fixproof.lease'), lease_until = $3
           FROM due WHERE work.key = due.key
         RETURNING ${WORK_ROW}, due.due_at AS "dueAt", due.place`,
}
export const RENEW: Statement = {
  name: 'renew',
  text: `UPDATE fixproof.work SET lease_until = greatest(lease_until, $3) WHERE key = $1 AND lease_id = $2`,
}
export const NEXT_DUE: Statement = {
  name: 'next_due',
  text: 'SELECT due_at AS at FROM fixproof.work WHERE due_at IS NOT NULL ORDER BY due_at, place LIMIT 1',
}
export const QUEUE: Statement = {
  name: 'queue',
  text: `SELECT count(*) FILTER (WHERE due_at <= $1) AS due,
                count(*) FILTER (WHERE lease_id IS NOT NULL AND (due_at > $1 OR due_at IS NULL)) AS leased,
                min(due_at) FILTER (WHERE due_at <= $1) AS "oldestDueAt"
           FROM fixproof.work`,
}
export const WORK: Statement = {
  name: 'work',
  text: `SELECT ${WORK_ROW} FROM fixproof.work AS work WHERE key = $1 AND gen > 0`,
}

/** Hubs of the release before have no name of their own; what they asked last tells them. */
export const HUBS: Statement = {
  text: `SELECT count(*) AS hubs FROM pg_stat_activity
          WHERE datname = current_database() AND (application_name = $1 OR query = $2)`,
}

export const DELIVERY: Statement = {
  name: 'delivery',
  text: `SELECT received_at AS "receivedAt", body FROM fixproof.delivery WHERE connection = $1 AND delivery_id = $2`,
}
export const ANSWER: Statement = {
  name: 'answer',
  text: 'SELECT request, status, body, at FROM fixproof.answer WHERE key_name = $1 AND idempotency_key = $2',
}
export const FORGET_DELIVERIES: Statement = {
  name: 'forget_deliveries',
  text: `DELETE FROM fixproof.delivery WHERE ctid = ANY(ARRAY(
           SELECT ctid FROM fixproof.delivery WHERE received_at < $1 LIMIT $2))`,
}
export const FORGET_ANSWERS: Statement = {
  name: 'forget_answers',
  text: `DELETE FROM fixproof.answer WHERE ctid = ANY(ARRAY(
           SELECT ctid FROM fixproof.answer WHERE at < $1 LIMIT $2))`,
}

/** `$1` the number after which the page begins or null, `$2` how many; then case, link and finding, as far as named. */
export function timeline(
  of: { caseId?: string; findingId?: string; linkId?: string },
  order: 'oldest' | 'newest',
): Statement {
  const named = (['caseId', 'linkId', 'findingId'] as const).filter(each => of[each] !== undefined)
  const columns = { caseId: 'case_id = ', linkId: 'link_id = ', findingId: 'finding_ids @> ' } as const
  const tests = named.map((each, at) => `AND ${columns[each]}$${at + 3}`).join(' ')
  const beyond = order === 'oldest' ? '>' : '<'
  return {
    name: `timeline_${order}_${named.join('_')}`,
    text: `SELECT number, entry FROM fixproof.timeline
            WHERE ($1::bigint IS NULL OR number ${beyond} $1) ${tests}
            ORDER BY number ${order === 'oldest' ? 'ASC' : 'DESC'} LIMIT $2`,
  }
}

/** Whether this session may write: a standby may not, nor one whose transactions are read-only unless told otherwise. */
export const READ_ONLY = {
  name: 'read_only',
  text: "SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS only",
}
