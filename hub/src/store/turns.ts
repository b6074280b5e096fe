/**
 * Long work on one thread goes by turns: between two turns everything else of the process is served. Several that ask
 * go on one by one, in the order they asked, each time the event loop comes round; were each to wait for the loop by
 * itself, all their turns would fall into one round and hold up the rest for as long as they take together.
 */
const waiting: (() => void)[] = []

/** Resolves when it is the caller's turn to go on, for a few hundredths of a second at most. */
export function turn(): Promise<void> {
  return new Promise(resolve => {
    waiting.push(resolve)
    if (waiting.length === 1) setImmediate(next)
  })
}

function next(): void {
  waiting.shift()?.()
  if (waiting.length > 0) setImmediate(next)
}
