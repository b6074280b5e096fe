import type { Answer } from './stage'

/** How long a caller goes on asking before it gives up for good. Milliseconds. */
const PATIENCE_MS = 120_000
const ASK_AGAIN_MS = 200

/**
 * Asks the same again while the connection breaks or the answer is "not now" (409 or 503 with Retry-After), as callers do
 * who want to know. Rejects with the last break when nobody answers for two minutes.
 */
export async function untilAnswered(ask: () => Promise<Answer>): Promise<Answer> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      const answer = await ask()
      if (!isNotNow(answer) || Date.now() > end) return answer
    } catch (error) {
      if (Date.now() > end) throw error
    }
    await new Promise(resolve => setTimeout(resolve, ASK_AGAIN_MS))
  }
}

/** "In a moment": the same request runs at this moment, or the hub has too much to do. */
export function isNotNow({ status, headers }: Answer): boolean {
  return (status === 409 || status === 503) && headers.get('retry-after') !== null
}
