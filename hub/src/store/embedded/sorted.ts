/** Ids in one block; adding to a block moves at most that many. */
const BLOCK_MAX = 512

/**
 * Ids in order (by UTF-16 code unit, which is byte order for the ids in use), with adding, removing and paging that do
 * not touch the whole set: a page of 100,000 findings must not cost a sort of 100,000.
 */
export class SortedIds {
  #blocks: string[][] = []
  #size = 0

  /** `ids` in any order, each once. */
  static from(ids: Iterable<string>): SortedIds {
    const made = new SortedIds()
    const all = [...ids].sort(byCodeUnit)
    for (let at = 0; at < all.length; at += BLOCK_MAX / 2)
      made.#blocks.push(all.slice(at, at + BLOCK_MAX / 2))
    made.#size = all.length
    return made
  }

  get size(): number {
    return this.#size
  }

  add(id: string): void {
    const block = this.#blocks[this.#blockOf(id)] ?? this.#blocks.at(-1)
    if (block === undefined) {
      this.#blocks.push([id])
      this.#size += 1
      return
    }
    const at = lowerBound(block, id)
    if (block[at] === id) return
    block.splice(at, 0, id)
    this.#size += 1
    if (block.length > BLOCK_MAX) {
      this.#blocks.splice(this.#blocks.indexOf(block) + 1, 0, block.splice(BLOCK_MAX / 2))
    }
  }

  delete(id: string): void {
    const index = this.#blockOf(id)
    const block = this.#blocks[index]
    if (block === undefined) return
    const at = lowerBound(block, id)
    if (block[at] !== id) return
    block.splice(at, 1)
    this.#size -= 1
    if (block.length === 0) this.#blocks.splice(index, 1)
  }

  /** Up to `limit` ids greater than `after`, in order. */
  page(after: string | undefined, limit: number): string[] {
    const ids: string[] = []
    let index = after === undefined ? 0 : this.#blockOf(after)
    for (; index < this.#blocks.length && ids.length < limit; index += 1) {
      const block = this.#blocks[index] ?? []
      let at = after === undefined ? 0 : lowerBound(block, after)
      if (block[at] === after) at += 1
      for (; at < block.length && ids.length < limit; at += 1) ids.push(block[at] as string)
    }
    return ids
  }

  all(): string[] {
    return this.#blocks.flat()
  }

  /** Index of the first block whose last id is not smaller; the number of blocks when there is none. */
  #blockOf(id: string): number {
    let low = 0
    let high = this.#blocks.length
    while (low < high) {
      const middle = (low + high) >> 1
      const last = this.#blocks[middle]?.at(-1) as string
      if (last < id) low = middle + 1
      else high = middle
    }
    return low
  }
}

function lowerBound(ids: readonly string[], id: string): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] as string) < id) low = middle + 1
    else high = middle
  }
  return low
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
