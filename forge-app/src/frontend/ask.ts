/** How the pages ask the app's functions: one typed door, and one hook that holds what came back. */
import { invoke } from '@forge/bridge'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Defs } from '../defs'

type Name = keyof Defs
type Payload<N extends Name> = Defs[N][0] extends undefined ? [] : [payload: Defs[N][0]]

/**
 * Asks the app's function of that name. The types of payload and answer are those of {@link Defs}.
 * @throws what Forge's bridge throws when the function could not be run; answers of the function are never thrown.
 */
export async function ask<N extends Name>(name: N, ...[payload]: Payload<N>): Promise<Defs[N][1]> {
  // Both ends are typed by the same table, and the functions are tested against it.
  return (await invoke(name, payload as Record<string, unknown> | undefined)) as Defs[N][1]
}

/**
 * Runs one thing at a time: what is begun while another is under way is left out. Forge draws a button as disabled only
 * a moment after it was pressed, so a double click comes through twice.
 */
export function useOneAtATime(): (work: () => Promise<void>) => Promise<void> {
  const underWay = useRef(false)
  return useCallback(async work => {
    if (underWay.current) return
    underWay.current = true
    try {
      await work()
    } finally {
      underWay.current = false
    }
  }, [])
}

/** What a page knows. `busy` names the question under way; `trouble` says why the last one was not answered. */
export interface Asked<T> {
  value: T | null
  busy: string | null
  trouble: string | null
  /** Asks; the answer takes the place of what was known, unless there is none. */
  run: (what: string, question: () => Promise<T>) => Promise<void>
  /** Takes over what another question brought. */
  set: (value: T) => void
}

export const FIRST = 'first'

/** Asks `first` once, when the page appears. */
export function useAsked<T>(first: () => Promise<T>): Asked<T> {
  const [state, setState] = useState<Pick<Asked<T>, 'value' | 'busy' | 'trouble'>>({
    value: null,
    busy: FIRST,
    trouble: null,
  })
  const once = useOneAtATime()
  const run = useCallback(
    (what: string, question: () => Promise<T>) =>
      once(async () => {
        setState(known => ({ ...known, busy: what, trouble: null }))
        try {
          const value = await question()
          setState({ value, busy: null, trouble: null })
        } catch (error) {
          setState(known => ({ ...known, busy: null, trouble: reasonOf(error) }))
        }
      }),
    [once],
  )
  const set = useCallback((value: T) => setState({ value, busy: null, trouble: null }), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page asks its first question once, not at every drawing
  useEffect(() => {
    void run(FIRST, first)
  }, [run])
  return { ...state, run, set }
}

/** What went wrong, in the words of whoever threw it. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
