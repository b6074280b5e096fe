import { z } from 'zod'
import { type Documents, INDEXES, type Kind } from './port'
import type { StoreRecord } from './portable'

/**
 * What a record of a backup must be so that both stores can take it. Members beyond that are left as they are: whatever
 * a document holds comes back as it was written.
 */
const name = z.string().min(1)
const count = z.int().nonnegative()
const textOrNull = z.string().nullable()

/** What the stores read of documents beyond their look-ups. */
const DOCUMENTS: { [K in Kind]?: z.ZodType } = {
  finding: z.looseObject({
    id: name,
    facts: z.looseObject({ findingType: z.string().nullish(), status: z.string().nullish() }),
    severity: z.string(),
    caseId: textOrNull,
  }),
  case: z.looseObject({ id: name, key: name }),
  link: z.looseObject({
    caseId: name,
    ticket: z.looseObject({ id: z.string(), key: z.string() }).nullable(),
  }),
}

const RECORD = z.discriminatedUnion('what', [
  z.looseObject({
    what: z.literal('document'),
    kind: z.enum(Object.keys(INDEXES) as [Kind, ...Kind[]]),
    id: name,
    version: z.int().positive(),
    doc: z.looseObject({}),
  }),
  z.looseObject({ what: z.literal('number'), name, value: count }),
  z.looseObject({
    what: z.literal('work'),
    row: z.looseObject({
      ...{ key: name, gen: count, cleanGen: count, claimedGen: count, runAt: z.number(), attempts: count },
      ...{ leaseId: count.nullable(), leaseUntil: z.number().nullable(), lastError: textOrNull },
    }),
  }),
  z.looseObject({
    what: z.literal('delivery'),
    delivery: z.looseObject({ connection: z.string(), deliveryId: z.string(), receivedAt: z.number() }),
  }),
  z.looseObject({
    what: z.literal('answer'),
    answer: z.looseObject({
      ...{ keyName: z.string(), idempotencyKey: z.string(), request: z.string() },
      ...{ status: z.int(), at: z.number() },
    }),
  }),
  z.looseObject({
    what: z.literal('timeline'),
    entry: z.looseObject({
      ...{
        id: name,
        at: z.number(),
        caseId: textOrNull,
        linkId: textOrNull,
        findingIds: z.array(z.string()),
      },
    }),
  }),
  z.looseObject({ what: z.literal('lease'), value: count }),
])

/** The member of what was read that keeps it from being a record, as `doc.severity`; null when it is one. Pure. */
export function wrongMember(read: unknown): string | null {
  const record = RECORD.safeParse(read)
  if (!record.success) return memberOf(record.error, '')
  const { data } = record
  if (data.what !== 'document') return null
  const doc = DOCUMENTS[data.kind]?.safeParse(data.doc)
  if (doc?.success === false) return memberOf(doc.error, 'doc')
  return hasLookUps(data.kind, data.doc as unknown as Documents[Kind]) ? null : 'doc'
}

/** What passed `wrongMember`. */
export function asRecord(read: unknown): StoreRecord {
  return read as StoreRecord
}

function memberOf({ issues }: z.ZodError, before: string): string {
  const path = [before, ...(issues[0]?.path ?? [])].filter(part => part !== '')
  return path.length === 0 ? 'what' : path.join('.')
}

/** Whether everything a document is found under can be read of it. */
function hasLookUps<K extends Kind>(kind: K, doc: Documents[K]): boolean {
  const getters = Object.values(INDEXES[kind]) as ((doc: Documents[K]) => unknown)[]
  try {
    return getters.every(of => z.array(z.string()).safeParse(of(doc)).success)
  } catch {
    // A getter reads members that are not there: that is the answer.
    return false
  }
}

/** What a backup says at its end. */
export const SUMS = z.object({
  counts: z.record(z.string(), count),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
})
