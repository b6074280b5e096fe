/**
 * Forge's key-value store: the calls that `@forge/kvs` 1.6.5 makes, with the documented limits. Untyped entries only;
 * the app has no entities and no secrets.
 * Source: https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/ and /storage-reference/kvs/
 */
import { z } from 'zod'

/** Characters of a key. */
export const KVS_KEY_CHARS_MAX = 500
export const KVS_KEY = /^(?!\s+$)[a-zA-Z0-9:._\s\-#]+$/
/** Bytes of a value as JSON: 240 KiB. */
export const KVS_VALUE_BYTES_MAX = 240 * 1024
/** Levels of objects and lists in a value. */
export const KVS_DEPTH_MAX = 31
/** Operations in one transaction or batch. */
export const KVS_OPERATIONS_MAX = 25
/** Bytes of all values of one transaction. */
export const KVS_TRANSACTION_BYTES_MAX = 4 * 1024 * 1024
/** Entries of one page of a query. */
export const KVS_PAGE_MAX = 100
const KVS_PAGE = 10

interface Entry {
  value: unknown
  createdAt: number
  updatedAt: number
  /** Epoch ms; null = never. */
  expiresAt: number | null
}

/** The store of one installation. */
export interface Kvs {
  /** A call as the package makes it: `POST path` with a JSON body. */
  request(path: string, body: string): Response
  /** Everything that stands there, for tests. */
  entries(): Record<string, unknown>
  /** As an attacker or an old version of the app may leave it. */
  put(key: string, value: unknown): void
}

const UNIT_MS = { SECONDS: 1000, MINUTES: 60_000, HOURS: 3_600_000, DAYS: 86_400_000 } as const
const options = z
  .object({
    ttl: z
      .object({ value: z.number().positive(), unit: z.enum(['SECONDS', 'MINUTES', 'HOURS', 'DAYS']) })
      .optional(),
    keyPolicy: z.enum(['OVERRIDE', 'FAIL_IF_EXISTS']).optional(),
    returnValue: z.enum(['PREVIOUS', 'LATEST']).optional(),
    metadataFields: z.array(z.string()).optional(),
    returnMetadataFields: z.array(z.string()).optional(),
  })
  .optional()
const keyed = z.strictObject({ key: z.string(), options })
const set = z.strictObject({ key: z.string(), value: z.unknown(), options })
const query = z.strictObject({
  limit: z.int().min(1).max(KVS_PAGE_MAX).optional(),
  after: z.string().optional(),
  where: z
    .array(
      z.strictObject({
        property: z.literal('key'),
        condition: z.literal('BEGINS_WITH'),
        values: z.tuple([z.string()]),
      }),
    )
    .optional(),
  options,
})
const transaction = z.strictObject({
  set: z
    .array(set.extend({ entityName: z.undefined().optional(), conditions: z.undefined().optional() }))
    .optional(),
  delete: z.array(z.strictObject({ key: z.string() })).optional(),
})

class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

/** An empty store on this clock. */
export function makeKvs(now: () => number): Kvs {
  const all = new Map<string, Entry>()
  const live = (key: string): Entry | undefined => {
    const entry = all.get(key)
    if (entry?.expiresAt == null || entry.expiresAt > now()) return entry
    all.delete(key)
    return undefined
  }

  function write(given: z.output<typeof set>): { before: Entry | undefined; after: Entry } {
    const { key, value, options: how } = given
    checkKey(key)
    checkValue(value)
    const before = live(key)
    if (before && how?.keyPolicy === 'FAIL_IF_EXISTS')
      throw new Refused(409, 'KEY_ALREADY_EXISTS', `The key ${key} exists already.`)
    const { ttl } = how ?? {}
    const after = {
      value,
      createdAt: before?.createdAt ?? now(),
      updatedAt: now(),
      expiresAt: ttl === undefined ? null : now() + ttl.value * UNIT_MS[ttl.unit],
    }
    all.set(key, after)
    return { before, after }
  }

  const DOORS: Record<string, (body: unknown) => unknown> = {
    '/api/v1/get'(body) {
      const { key } = keyed.parse(body)
      checkKey(key)
      const entry = live(key)
      if (!entry) throw new Refused(404, 'KEY_NOT_FOUND', `The key ${key} does not exist.`)
      return told(key, entry)
    },
    '/api/v1/set'(body) {
      const given = set.parse(body)
      const { before, after } = write(given)
      if (given.options?.returnValue === 'LATEST') return told(given.key, after)
      return given.options?.returnValue === 'PREVIOUS' && before ? told(given.key, before) : undefined
    },
    '/api/v1/delete'(body) {
      const { key } = keyed.parse(body)
      checkKey(key)
      if (!live(key)) throw new Refused(404, 'KEY_NOT_FOUND', `The key ${key} does not exist.`)
      all.delete(key)
      return undefined
    },
    '/api/v1/query'(body) {
      const { limit = KVS_PAGE, after, where } = query.parse(body)
      const prefix = where?.[0]?.values[0] ?? ''
      const keys = [...all.keys()].filter(key => key.startsWith(prefix) && live(key) !== undefined).sort()
      const from = after === undefined ? 0 : keys.findIndex(key => key > after)
      const page = from < 0 ? [] : keys.slice(from, from + limit)
      const more = from >= 0 && from + limit < keys.length
      const data = page.flatMap(key => {
        const entry = live(key)
        return entry ? [told(key, entry)] : []
      })
      return { data, ...(more && { cursor: page.at(-1) }) }
    },
    '/api/v1/transaction'(body) {
      const { set: sets = [], delete: deletes = [] } = transaction.parse(body)
      countOperations(sets.length + deletes.length)
      const bytes = sets.reduce((sum, one) => sum + bytesOf(one.value), 0)
      if (bytes > KVS_TRANSACTION_BYTES_MAX)
        throw new Refused(
          400,
          'TRANSACTION_TOO_LARGE',
          `A transaction takes ${KVS_TRANSACTION_BYTES_MAX} bytes.`,
        )
      // All or nothing.
      const before = new Map(all)
      try {
        for (const one of sets) write(one)
        for (const { key } of deletes) all.delete(key)
      } catch (error) {
        all.clear()
        for (const [key, entry] of before) all.set(key, entry)
        throw error
      }
      return undefined
    },
    '/api/v1/batch/set': body =>
      each(z.array(set.extend({ entityName: z.undefined().optional() })).parse(body), one => {
        write(one)
        return { key: one.key }
      }),
    '/api/v1/batch/delete': body =>
      each(z.array(z.strictObject({ key: z.string() })).parse(body), ({ key }) => {
        checkKey(key)
        all.delete(key)
        return { key }
      }),
    '/api/v1/batch/get': body =>
      each(z.array(keyed).parse(body), ({ key }) => {
        checkKey(key)
        const entry = live(key)
        if (!entry) throw new Refused(404, 'KEY_NOT_FOUND', `The key ${key} does not exist.`)
        return told(key, entry)
      }),
  }

  return {
    request(path, body) {
      const door = Object.hasOwn(DOORS, path) ? DOORS[path] : undefined
      try {
        if (!door) throw new Refused(404, 'NOT_FOUND', `The sandbox's storage has no ${path}.`)
        const answer = door(JSON.parse(body))
        return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer)
      } catch (error) {
        if (error instanceof z.ZodError)
          return Response.json({ code: 'BAD_REQUEST', message: z.prettifyError(error) }, { status: 400 })
        if (!(error instanceof Refused)) throw error
        return Response.json({ code: error.code, message: error.message }, { status: error.status })
      }
    },
    entries: () =>
      Object.fromEntries([...all.keys()].flatMap(key => (live(key) ? [[key, live(key)?.value]] : []))),
    put(key, value) {
      write({ key, value, options: undefined })
    },
  }
}

function each<T extends { key: string }>(items: readonly T[], act: (item: T) => unknown): unknown {
  countOperations(items.length)
  const successfulKeys: unknown[] = []
  const failedKeys: unknown[] = []
  for (const item of items) {
    try {
      successfulKeys.push(act(item))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      failedKeys.push({ key: item.key, error: { code: error.code, message: error.message } })
    }
  }
  return { successfulKeys, failedKeys }
}

const told = (key: string, { value, createdAt, updatedAt, expiresAt }: Entry): Record<string, unknown> => ({
  key,
  value,
  createdAt,
  updatedAt,
  ...(expiresAt !== null && { expireTime: new Date(expiresAt).toISOString() }),
})

function countOperations(count: number): void {
  if (count >= 1 && count <= KVS_OPERATIONS_MAX) return
  throw new Refused(
    400,
    'INVALID_BATCH',
    `One to ${KVS_OPERATIONS_MAX} operations go into one request, not ${count}.`,
  )
}

function checkKey(key: string): void {
  if (key.length <= KVS_KEY_CHARS_MAX && KVS_KEY.test(key)) return
  throw new Refused(
    400,
    'INVALID_KEY',
    `"${key}" is no key: at most ${KVS_KEY_CHARS_MAX} of a-z A-Z 0-9 : . _ - # and spaces.`,
  )
}

function checkValue(value: unknown): void {
  if (value === undefined || value === null) throw new Refused(400, 'INVALID_VALUE', 'A value must be given.')
  const bytes = bytesOf(value)
  if (bytes > KVS_VALUE_BYTES_MAX)
    throw new Refused(
      400,
      'VALUE_TOO_LARGE',
      `A value takes ${KVS_VALUE_BYTES_MAX} bytes; ${bytes} were given.`,
    )
  if (depthOf(value) > KVS_DEPTH_MAX)
    throw new Refused(400, 'VALUE_TOO_DEEP', `A value nests at most ${KVS_DEPTH_MAX} levels.`)
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '', 'utf8')

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}
