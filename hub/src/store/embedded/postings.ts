import type { SegmentIndex } from './segment-index'

/** Entry numbers in ascending order. */
export type Numbers = ArrayLike<number>

const NONE: Numbers = []

/**
 * Under which key which entries are found. What was there at the start stands in one array of numbers for all keys, where a
 * list for each would take several times the memory; a list is made for a key when it gets its next entry.
 */
export class Postings {
  /** Each key's place in `#starts`. */
  readonly #keys = new Map<string, number>()
  #starts = new Uint32Array(1)
  #numbers = new Uint32Array()
  /** Whole lists of the keys that got entries since. */
  readonly #grown = new Map<string, number[]>()
  #loading: Loading[] = []

  /** A segment with the number of its first entry, in their order; `loaded` must follow once all are in. */
  load({ names, ends, places }: SegmentIndex, first: number): void {
    const keys = new Uint32Array(names.length)
    for (const [at, name] of names.entries()) {
      const known = this.#keys.get(name)
      keys[at] = known ?? this.#keys.size
      if (known === undefined) this.#keys.set(name, this.#keys.size)
    }
    // Not its names and times: with them millions of entries would be held twice while they are read in.
    this.#loading.push({ ends, places, first, keys })
  }

  loaded(): void {
    const starts = new Uint32Array(this.#keys.size + 1)
    for (const { ends, keys } of this.#loading)
      eachName(ends, (at, from, to) => {
        const next = (keys[at] as number) + 1
        starts[next] = (starts[next] as number) + to - from
      })
    for (let key = 1; key < starts.length; key += 1)
      starts[key] = (starts[key] as number) + (starts[key - 1] as number)
    const numbers = new Uint32Array(starts.at(-1) as number)
    const free = starts.slice()
    for (const { ends, places, first, keys } of this.#loading)
      eachName(ends, (at, from, to) => {
        const key = keys[at] as number
        let place = free[key] as number
        for (let each = from; each < to; each += 1) {
          numbers[place] = first + (places[each] as number)
          place += 1
        }
        free[key] = place
      })
    this.#starts = starts
    this.#numbers = numbers
    this.#loading = []
  }

  add(key: string, number: number): void {
    const grown = this.#grown.get(key)
    if (grown === undefined) this.#grown.set(key, [...Array.from(this.of(key)), number])
    else grown.push(number)
  }

  of(key: string): Numbers {
    const grown = this.#grown.get(key)
    if (grown !== undefined) return grown
    const at = this.#keys.get(key)
    return at === undefined ? NONE : this.#numbers.subarray(this.#starts[at], this.#starts[at + 1])
  }
}

interface Loading extends Pick<SegmentIndex, 'ends' | 'places'> {
  first: number
  keys: Uint32Array
}

function eachName(ends: Uint32Array, visit: (at: number, from: number, to: number) => void): void {
  let from = 0
  for (let at = 0; at < ends.length; at += 1) {
    const to = ends[at] as number
    visit(at, from, to)
    from = to
  }
}
