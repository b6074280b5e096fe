import React, { type ReactElement, useState } from 'react'
import type { AdminView, Answer } from '../../defs'
import { reasonOf, useOneAtATime } from '../ask'
import { CallFailed } from '../fields'
import { Problem } from '../parts'

/** Something an administrator does: it succeeds and says so, or says why not. */
export interface Doing {
  busy: boolean
  /** Why it was not done; null while nothing went wrong. */
  problem: ReactElement | null
  /** It was done. */
  done: boolean
  /** True when it was done; false also for a second press while the first is under way. */
  act: (question: () => Promise<Answer<AdminView>>) => Promise<boolean>
}

/** `took` gets the page's new state. */
export function useDone(took: (answer: Answer<AdminView>) => void): Doing {
  const [state, setState] = useState<Pick<Doing, 'busy' | 'problem' | 'done'>>(IDLE)
  const once = useOneAtATime()
  const act = async (question: () => Promise<Answer<AdminView>>) => {
    let done = false
    await once(async () => {
      setState({ ...IDLE, busy: true })
      try {
        const answer = await question()
        done = answer.ok
        if (answer.ok) took(answer)
        setState({ busy: false, done, problem: answer.ok ? null : <Problem answer={answer} /> })
      } catch (error) {
        setState({ ...IDLE, problem: <CallFailed reason={reasonOf(error)} /> })
      }
    })
    return done
  }
  return { ...state, act }
}

const IDLE = { busy: false, problem: null, done: false } as const
