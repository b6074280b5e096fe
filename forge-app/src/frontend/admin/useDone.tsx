import React, { type ReactElement, useState } from 'react'
import type { AdminView, Answer } from '../../defs'
import { reasonOf } from '../ask'
import { CallFailed } from '../fields'
import { Problem } from '../parts'

/** Something an administrator does: it succeeds and says so, or says why not. */
export interface Doing {
  busy: boolean
  /** Why it was not done; null while nothing went wrong. */
  problem: ReactElement | null
  /** It was done. */
  done: boolean
  /** True when it was done. */
  act: (question: () => Promise<Answer<AdminView>>) => Promise<boolean>
}

/** `took` gets the page's new state. */
export function useDone(took: (answer: Answer<AdminView>) => void): Doing {
  const [state, setState] = useState<Pick<Doing, 'busy' | 'problem' | 'done'>>(IDLE)
  const act = async (question: () => Promise<Answer<AdminView>>) => {
    setState({ ...IDLE, busy: true })
    try {
      const answer = await question()
      if (answer.ok) took(answer)
      setState({ busy: false, done: answer.ok, problem: answer.ok ? null : <Problem answer={answer} /> })
      return answer.ok
    } catch (error) {
      setState({ ...IDLE, problem: <CallFailed reason={reasonOf(error)} /> })
      return false
    }
  }
  return { ...state, act }
}

const IDLE = { busy: false, problem: null, done: false } as const
