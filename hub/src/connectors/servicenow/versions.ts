/** Versions (`sys_mod_count`) of incidents that changes of ours alone lead through, from the first to the last. */
export interface OwnVersions {
  /** A change of ours, and nobody else's, led from one to the other. */
  wrote(id: string, from: number, to: number): void
  /** The newest version that changes of ours alone led to from this one; the same where none did. */
  since(id: string, version: number): number
  /** Whether nothing but changes of ours lies between the two. */
  leadFrom(id: string, from: number, to: number): boolean
}

export function ownVersions(): OwnVersions {
  const ours = new Map<string, { from: number; to: number }>()
  return {
    wrote(id, from, to) {
      const before = ours.get(id)
      if (from >= to || before?.to === to) return
      ours.set(id, { from: before?.to === from ? before.from : from, to })
    },
    since(id, version) {
      const range = ours.get(id)
      return range !== undefined && range.from <= version && range.to >= version ? range.to : version
    },
    leadFrom(id, from, to) {
      if (from === to) return true
      const range = ours.get(id)
      return range !== undefined && range.from <= from && range.to >= to
    },
  }
}
