/** What a button did, kept for the page that is shown afterwards. */
export interface Notice {
  kind: 'done' | 'refused'
  text: string
  /** What had been filled in when it was refused, by the name of the input, so that nobody writes it twice. */
  draft?: Readonly<Record<string, string>>
}

/** Notices that can still be shown; a page that is left open longer loses its notice when it is loaded again. */
const NOTICES_KEPT = 50

export interface Notices {
  /** Keeps a notice and answers its name. */
  put(notice: Notice): string
  get(name: string | undefined): Notice | undefined
  clear(): void
}

/** Notices of one vendor's pages. Names are never given twice, so that an old address shows nothing wrong. */
export function makeNotices(): Notices {
  const kept = new Map<string, Notice>()
  let last = 0
  return {
    put(notice) {
      const name = String(++last)
      kept.set(name, notice)
      kept.delete(String(last - NOTICES_KEPT))
      return name
    },
    get: name => (name === undefined ? undefined : kept.get(name)),
    clear: () => kept.clear(),
  }
}
