import type { Clock, Random } from '@fixproof/hub/ports'
import type { Fetch, Vendor, WebhookAttempt, WebhookDelivery, WebhookMischief, Webhooks } from './port'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** Statuses after which Atlassian sends again (developer.atlassian.com, webhooks). */
const JIRA_AGAIN: readonly number[] = [408, 409, 425, 429]

interface Resending {
  /** Tries after the first. */
  retries: number
  again(status: number): boolean
  /** Before try `attempt` (1 = the first retry). Milliseconds. */
  waitMs(attempt: number, random: Random): number
  timeoutMs: number
}

/** How each vendor sends again what was not taken. */
export const RESENDING: Record<Vendor, Resending> = {
  // docs.datadoghq.com/integrations/webhooks: 15 s, five times on 5xx. The spacing is not documented: doubling from 5 s.
  datadog: {
    retries: 5,
    again: status => status >= 500,
    waitMs: attempt => 5 * SECOND_MS * 2 ** (attempt - 1),
    timeoutMs: 15 * SECOND_MS,
  },
  // developer.atlassian.com/cloud/jira/platform/webhooks: up to five, 5 to 15 minutes apart; 20 s for the answer.
  jira: {
    retries: 5,
    again: status => status >= 500 || JIRA_AGAIN.includes(status),
    waitMs: (_attempt, random) => Math.round((5 + 10 * random()) * MINUTE_MS),
    timeoutMs: 20 * SECOND_MS,
  },
  // The scoped app's own outbox: 12 tries, 30 s doubling to an hour; a refusal other than 408 and 429 is final.
  servicenow: {
    retries: 11,
    again: status => status >= 500 || status === 408 || status === 429,
    waitMs: attempt => Math.min(30 * SECOND_MS * 2 ** (attempt - 1), HOUR_MS),
    timeoutMs: 10 * SECOND_MS,
  },
}

interface Plan {
  vendor: Vendor
  left: number
  mischief: WebhookMischief
  held: WebhookDelivery[]
}

/** The vendors' webhook senders, on the sandbox clock. `send` is the way out. */
export function makeWebhooks(deps: { clock: Clock; send: Fetch; random: Random }): Webhooks {
  const { clock, send, random } = deps
  let attempts: WebhookAttempt[] = []
  let plans: Plan[] = []
  let cancels = new Set<() => void>()
  let waiters: (() => void)[] = []
  let onTheWay = 0
  /** Grows with `clear`: what was under way before it must not come back. */
  let age = 0

  const later = (ms: number, fn: () => void): void => {
    const cancel = clock.timer(clock.now() + ms, () => {
      cancels.delete(cancel)
      fn()
    })
    cancels.add(cancel)
  }

  const post = async (attempt: WebhookAttempt): Promise<void> => {
    const abort = new AbortController()
    const { timeoutMs } = RESENDING[attempt.vendor]
    const stop = clock.timer(attempt.at + timeoutMs, () =>
      abort.abort(new Error(`no answer in ${timeoutMs / SECOND_MS} s`)),
    )
    try {
      const answer = await send(attempt.url, {
        method: 'POST',
        headers: attempt.headers,
        body: attempt.body,
        signal: abort.signal,
      })
      attempt.status = answer.status
      await answer.arrayBuffer()
    } catch (error) {
      attempt.error = error instanceof Error ? error.message : String(error)
    } finally {
      stop()
    }
  }

  const deliver = async (delivery: WebhookDelivery, number: number): Promise<void> => {
    const { vendor, url, headers, body } = delivery
    const made = typeof headers === 'function' ? headers(number) : headers
    const attempt: WebhookAttempt = {
      at: clock.now(),
      vendor,
      url,
      headers: made,
      body,
      attempt: number,
      status: null,
      error: null,
    }
    const born = age
    attempts.push(attempt)
    await post(attempt)
    const how = RESENDING[vendor]
    const failed = attempt.status === null || how.again(attempt.status)
    if (born === age && failed && number < how.retries) {
      later(how.waitMs(number + 1, random), () => start([delivery], number + 1))
    }
  }

  /** One after the other, so that a duplicate or a reversed row keeps its order. */
  const start = (deliveries: readonly WebhookDelivery[], number = 0): void => {
    const run = async (): Promise<void> => {
      for (const delivery of deliveries) await deliver(delivery, number)
      onTheWay--
      if (onTheWay > 0) return
      const waiting = waiters
      waiters = []
      for (const resolve of waiting) resolve()
    }
    onTheWay++
    void run()
  }

  const act = (delivery: WebhookDelivery, plan: Plan): void => {
    plan.left--
    const { mischief } = plan
    if (mischief === 'drop') {
      const headers = typeof delivery.headers === 'function' ? delivery.headers(0) : delivery.headers
      attempts.push({ ...delivery, headers, at: clock.now(), attempt: 0, status: null, error: 'dropped' })
    } else if (mischief === 'duplicate') {
      start([delivery, delivery])
    } else if (mischief === 'reverse') {
      plan.held.unshift(delivery)
      if (plan.left === 0) start(plan.held)
    } else {
      later(mischief.delayMs, () => start([delivery]))
    }
  }

  return {
    send(delivery) {
      const plan = plans.find(one => one.vendor === delivery.vendor && one.left > 0)
      if (plan === undefined) start([delivery])
      else act(delivery, plan)
    },
    plan(vendor, next, mischief) {
      plans.push({ vendor, left: next, mischief, held: [] })
    },
    list: vendor => attempts.filter(attempt => vendor === undefined || attempt.vendor === vendor),
    idle: () => (onTheWay === 0 ? Promise.resolve() : new Promise(resolve => waiters.push(resolve))),
    clear() {
      age++
      for (const cancel of cancels) cancel()
      cancels = new Set()
      plans = []
      attempts = []
    },
  }
}
