import { createHash } from 'node:crypto'
import type { Clock, Ids } from '../ports'
import type { Answer, Store } from '../store/port'
import { callerOf, mayDo } from './auth'
import type { HubContext, HubMiddleware } from './deps'
import { Refusal } from './errors'
import { type Hold, holding } from './holding'
import { ANSWER_KEPT_MS, IDEMPOTENCY_KEY_MAX, RUNNING_BEAT_MS, RUNNING_DEAD_MS } from './limits'
import { isRead } from './reads'

/**
 * `Idempotency-Key` on writes (CONTRACTS, API): the first request runs, a later one with the same key reads its answer.
 *
 * What `Answer.status` says of a key:
 * - nothing stored: free. The first request sets 0, which the store takes from one of several only.
 * - 0 and 102: running. Renewed every 5 s while its process lives, so a mark older than 20 s belongs to a process
 *   that died; the next request takes it over and runs again. Where one process has the store for itself, a mark of
 *   a request that does not run here is an earlier process's, and is taken over at once.
 * - 5xx and the answers of `TRY_AGAIN`: ended without a lasting result; the next request runs again.
 * - anything else: the answer, replayed for 7 days.
 *
 * A second run after a crash meets what the first one had made, because doors derive their ids and markers from
 * `seed`, which is the same for both.
 */
const RUNNING = 0
/** 102 Processing: running as well, but written over what stands there. */
const RUNNING_ON = 102

/** "Not now" or "not you": the same request may succeed later. */
const TRY_AGAIN: readonly number[] = [401, 403, 408, 409, 423, 425, 429]

const WRITES: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE']

/** Documents that decide who takes a key over. A fixed number, so that none has to be cleaned up. */
const REFEREES = 64

interface Deps {
  store: Store
  clock: Clock
  ids: Ids
  alone?: boolean
}

/** One request that holds, or wants, a key. */
interface Run {
  keyName: string
  idempotencyKey: string
  request: string
  /** Told apart from another process that took the key over meanwhile. */
  owner: string
}

/** Behind `authenticate` and `jsonBody`, before the scope check. Does nothing for reads, readers or without the header. */
export function idempotency(deps: Deps): HubMiddleware {
  /** Keys that run in this process: a living owner is never robbed, however slow its clock or store. */
  const running = new Set<string>()

  return async function idempotency(c, next) {
    const key = c.req.header('idempotency-key')
    if (key === undefined || !WRITES.includes(c.req.method)) return next()
    if (key.length === 0 || key.length > IDEMPOTENCY_KEY_MAX)
      throw new Refusal(400, `An Idempotency-Key has 1 to ${IDEMPOTENCY_KEY_MAX} characters.`)
    // Nothing happens that must not happen twice; keeping the answers would let a reader fill the store.
    if (isRead(c) || !mayDo(callerOf(c), 'write')) return next()
    const run = {
      keyName: callerOf(c).name,
      idempotencyKey: key,
      request: fingerprint(c),
      owner: deps.ids.uuid(),
    }
    const name = `${run.keyName}\n${key}`
    if (running.has(name)) {
      // Unless the one that runs is only reading the answer too.
      const stored = await deps.store.answer(run.keyName, key)
      if (stored === undefined || !isFinal(stored.status) || !isKept(deps.clock, stored)) throw stillRunning()
      if (stored.request !== run.request) throw otherRequest()
      return replay(c, stored)
    }
    running.add(name)
    try {
      // From before the mark: nobody knows how long the hub stands still once it is made.
      const markedAt = deps.clock.now()
      const answered = await begin(deps, run)
      if (answered !== null) return replay(c, answered)
      c.set('idempotency', { key, seed: sha256(`${name}\n${run.request}`) })
      await renewingWhile(deps, run, markedAt, c, next)
      await write(deps, run, c, { status: c.res.status, body: await kept(c.res) })
    } finally {
      running.delete(name)
    }
    return undefined
  }
}

/** Takes the key for this run (null), or finds the answer an earlier one got. Throws 409 and 422. */
async function begin(deps: Deps, run: Run): Promise<Answer | null> {
  const { store, clock } = deps
  const mark = { ...answerFields(run), status: RUNNING, body: { owner: run.owner }, at: clock.now() }
  if ((await store.commit({ answer: mark })) === 'ok') return null
  // Read before the answer: whoever takes the key over in between changes it, and our own attempt is refused.
  const referee = await store.get('cursor', refereeId(run))
  const stored = await store.answer(run.keyName, run.idempotencyKey)
  if (stored === undefined) throw stillRunning()
  const age = clock.now() - stored.at
  if (isKept(clock, stored)) {
    if (stored.request !== run.request) throw otherRequest()
    // A key that runs in this process never comes this far.
    if (isRunning(stored.status) && age < RUNNING_DEAD_MS && deps.alone !== true) throw stillRunning()
    if (isFinal(stored.status)) return stored
  }
  return takeOver(store, run, referee?.version ?? 0, clock.now())
}

async function takeOver(store: Store, run: Run, version: number, now: number): Promise<null> {
  const id = refereeId(run)
  const outcome = await store.commit({
    expect: [{ kind: 'cursor', id, version }],
    put: [{ kind: 'cursor', id, doc: { id, watermark: now, at: now, detail: {} } }],
    answer: { ...answerFields(run), status: RUNNING_ON, body: { owner: run.owner }, at: now },
  })
  if (outcome !== 'ok') throw stillRunning()
  return null
}

/** A mark renewed less than this ago is nobody's else. Milliseconds. */
const SURE_MS = RUNNING_DEAD_MS - RUNNING_BEAT_MS

/** Runs the rest of the request and renews the mark meanwhile. */
async function renewingWhile(
  deps: Deps,
  run: Run,
  markedAt: number,
  c: HubContext,
  next: () => Promise<void>,
): Promise<void> {
  const hold: Hold = {
    sureUntil: markedAt + SURE_MS,
    async renew() {
      const at = deps.clock.now()
      const mine = await write(deps, run, c, { status: RUNNING_ON, body: { owner: run.owner } })
      if (mine) hold.sureUntil = at + SURE_MS
      return mine
    },
  }
  let ended = false
  let cancel = (): void => {}
  let renewal: Promise<void> = Promise.resolve()
  const renew = async (): Promise<void> => {
    try {
      if (!(await hold.renew())) return
    } catch (error) {
      // Tried again: a store that is away for a moment must not cost the key. One that stays away fails the request itself.
      c.get('log').warn({ err: error }, 'The mark of a running request could not be renewed')
    }
    if (!ended) arm()
  }
  const arm = (): void => {
    cancel = deps.clock.timer(deps.clock.now() + RUNNING_BEAT_MS, () => {
      renewal = renew()
    })
  }
  arm()
  try {
    await holding(hold, next)
  } finally {
    ended = true
    cancel()
    await renewal
  }
}

/** Writes mark or answer; false when another process took the key over because this one had stood still too long. */
async function write(
  deps: Deps,
  run: Run,
  c: HubContext,
  answer: Pick<Answer, 'status' | 'body'>,
): Promise<boolean> {
  const stored = await deps.store.answer(run.keyName, run.idempotencyKey)
  const mine = stored === undefined || (isRunning(stored.status) && ownerOf(stored) === run.owner)
  if (!mine) {
    c.get('log').warn(
      { idempotencyKey: run.idempotencyKey },
      'Another hub took over a request that stood still',
    )
    return false
  }
  await deps.store.commit({ answer: { ...answerFields(run), ...answer, at: deps.clock.now() } })
  return true
}

/** The very text, so that a replay cannot differ from the first answer. */
async function kept(response: Response): Promise<{ type: string | null; text: string }> {
  return { type: response.headers.get('content-type'), text: await response.clone().text() }
}

function replay(c: HubContext, { status, body }: Answer): Response {
  const { type, text } = body as Awaited<ReturnType<typeof kept>>
  const headers = new Headers({ 'idempotent-replayed': 'true' })
  if (type !== null) headers.set('content-type', type)
  for (const [name, value] of c.res.headers) if (!headers.has(name)) headers.set(name, value)
  return new Response(text === '' ? null : text, { status, headers })
}

const isRunning = (status: number): boolean => status === RUNNING || status === RUNNING_ON
const isFinal = (status: number): boolean => !isRunning(status) && status < 500 && !TRY_AGAIN.includes(status)

const ownerOf = (answer: Answer): unknown => (answer.body as { owner?: unknown } | null)?.owner

const answerFields = ({ keyName, idempotencyKey, request }: Run): Omit<Run, 'owner'> => ({
  keyName,
  idempotencyKey,
  request,
})

/** SHA-256 of method, address and body: what makes a request "the same". */
function fingerprint(c: HubContext): string {
  const { pathname, search } = new URL(c.req.url)
  return createHash('sha256')
    .update(`${c.req.method}\n${pathname}${search}\n`)
    .update(c.get('rawBody'))
    .digest('hex')
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const refereeId = (run: Run): string =>
  `idempotency:${Number.parseInt(sha256(`${run.keyName}\n${run.idempotencyKey}`).slice(0, 8), 16) % REFEREES}`

const isKept = (clock: Clock, stored: Answer): boolean => clock.now() - stored.at <= ANSWER_KEPT_MS

const otherRequest = (): Refusal =>
  new Refusal(422, 'This Idempotency-Key was used for another request. Use a new key for this one.')

const stillRunning = (): Refusal =>
  new Refusal(409, 'A request with this Idempotency-Key is still running. Ask again in a moment.', {
    'retry-after': '1',
  })
