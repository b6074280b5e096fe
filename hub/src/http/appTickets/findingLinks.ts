import { wordsOf } from '../../domain/adopt'
import type { Findings } from '../../reconcile/findings'
import { Refusal } from '../errors'

/** `@finding_id:abc`, as Datadog's own links have it. */
const NAMED = /finding_id["\s]*[:=][\s"(]*([\w=+/-]{4,})/i

/**
 * The findings that people name: by id, or by a link into Datadog. Throws `Refusal` 400 naming the first one that
 * means no finding, `VendorError` when Datadog cannot be asked.
 */
export async function findingIds(
  findings: Pick<Findings, 'known'>,
  given: readonly string[],
): Promise<string[]> {
  const candidates = given.map(each => ({ each, words: candidatesIn(each.trim()) }))
  const known = await findings.known([...new Set(candidates.flatMap(({ words }) => words))])
  const ids = candidates.map(({ each, words }) => {
    const id = words.find(word => known.has(word))
    if (id === undefined)
      throw new Refusal(400, `Datadog knows no finding ${each}. Give its id, or its link in Datadog.`)
    return id
  })
  return [...new Set(ids)]
}

/** Words of one link that are asked for at most: each may cost a place in a search. */
const WORDS_MAX = 20

function candidatesIn(text: string): string[] {
  if (!/[/:\s]/.test(text)) return [text]
  const named = NAMED.exec(decoded(text))?.[1]
  const words = wordsOf(text).slice(-WORDS_MAX)
  return named === undefined ? words : [named, ...words]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign that encodes nothing: it is what it is.
    return text
  }
}
