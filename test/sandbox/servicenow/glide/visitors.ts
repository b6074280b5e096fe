/** What the instance keeps of a session besides who it is: messages for the next page, and data of the client. */
import type { Session } from '../rules'

export interface Message {
  kind: 'error' | 'info'
  text: string
}

export interface Visitor {
  /** A person at a form, not a call of the API and not a job. */
  interactive: boolean
  messages: Message[]
  data: Map<string, string>
}

export interface QueuedEvent {
  name: string
  sysId: string
  first: string
  second: string
}

export interface Visitors {
  of(session: Session): Visitor
  /** What scripts put on the event queue; nothing works on it. */
  readonly events: QueuedEvent[]
}

export function makeVisitors(): Visitors {
  const known = new WeakMap<Session, Visitor>()
  return {
    events: [],
    of(session) {
      const visitor = known.get(session) ?? { interactive: false, messages: [], data: new Map() }
      known.set(session, visitor)
      return visitor
    },
  }
}
