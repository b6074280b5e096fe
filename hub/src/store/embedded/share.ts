import type { Documents, Kind } from '../port'

/** Texts that are kept for sharing. Beyond it they are mostly different in each document, and sharing gains nothing. */
const TEXTS_MAX = 50_000

/** Lists in which the same texts stand in thousands of documents. */
const LISTS: { [K in Kind]?: (doc: Documents[K]) => unknown } = {
  finding: doc => doc.item?.attributes.tags,
}

/**
 * Keeps texts that many documents have in common once: every document that is read in brings its own copy, and with
 * 100,000 findings of twenty tags each those would be the larger part of the memory they take.
 */
export class SharedTexts {
  readonly #texts = new Map<string, string>()

  /** Changes nothing that can be seen. What is frozen is left as it is. */
  share<K extends Kind>(kind: K, doc: Documents[K]): void {
    const list = (LISTS[kind] as ((doc: Documents[K]) => unknown) | undefined)?.(doc)
    if (!Array.isArray(list) || Object.isFrozen(list)) return
    for (const [at, text] of list.entries()) if (typeof text === 'string') list[at] = this.#one(text)
  }

  #one(text: string): string {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    if (this.#texts.size < TEXTS_MAX) this.#texts.set(text, text)
    return text
  }
}
