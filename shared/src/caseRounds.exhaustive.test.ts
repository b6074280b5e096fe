import { expect, test } from 'vitest'
import {
  acceptHandClose,
  attachFinding,
  type CaseChange,
  closeCause,
  detachFinding,
  endHandClose,
  handCloseStands,
  observeFinding,
  openAttachments,
  phaseFor,
} from './caseRounds'
import { answers } from './close'
import { readFinding } from './finding'
import type { CaseFacts } from './model'

/** Every script of this many steps is run; with fourteen steps to choose from that is 14 + 14² + 14³ + 14⁴. */
const LENGTH = 4

type Step = (c: CaseFacts, at: number) => CaseChange

const openness = (status: string) => readFinding({ id: 'x', findingType: 'secret', status })
const sight = (findingId: string, status: string) => ({
  findingId,
  openness: openness(status),
  muteExpiresAt: null,
})

const STEPS: [string, Step][] = [
  ...['a', 'b'].flatMap((id): [string, Step][] => [
    [`attach ${id} open`, (c, at) => attachFinding(c, sight(id, 'open'), at)],
    [`attach ${id} resolved`, (c, at) => attachFinding(c, sight(id, 'resolved'), at)],
    [`see ${id} open`, (c, at) => observeFinding(c, sight(id, 'open'), at)],
    [`see ${id} resolved`, (c, at) => observeFinding(c, sight(id, 'resolved'), at)],
    [`see ${id} muted`, (c, at) => observeFinding(c, sight(id, 'muted'), at)],
    [`detach ${id}`, (c, at) => detachFinding(c, id, at)],
  ]),
  [
    'hand-close',
    (c, at) => acceptHandClose(c, { at, by: null, where: 'case', claim: 'other', answers: answers(c, at) }),
  ],
  ['reopen', c => endHandClose(c)],
]

/** What must hold after any step, whatever came before; the sentence that is broken, or null. */
function broken(before: CaseFacts, { facts, events }: CaseChange): string | null {
  const open = openAttachments(facts)
  const running = facts.round !== null && facts.round.endedAt === null
  const phase = phaseFor(facts)
  const opened = events.filter(
    e => (e.what === 'finding-opened' || e.what === 'finding-attached') && openness(e.state ?? '').open,
  )
  if (running !== open.length > 0) return 'rule 7: a round runs exactly while a finding is open'
  if (open.length > 0 && (phase === 'open') === handCloseStands(facts)) {
    return 'rule 8: an open finding means open, unless a close by hand stands'
  }
  if (open.length === 0 && (phase === 'closed') !== (facts.round !== null)) {
    return 'rule 8: with nothing open, closed exactly when a round has ended'
  }
  if ((closeCause(facts) === null) !== (phase !== 'closed')) return 'rule 21: a cause exactly when closed'
  if (opened.length > 0 && facts.handClose !== null) return 'rule 17: a new episode ends a close by hand'
  if (facts.handClose !== null && open.length > 0 && !handCloseStands(facts)) {
    return 'rule 17: a close by hand that is kept answers every open finding'
  }
  if (facts === before && events.length > 0) return 'an event without a change'
  const grew = facts.attachments.some(a =>
    before.attachments.some(b => b.findingId === a.findingId && b.episode > a.episode),
  )
  if (grew) return 'rule 6: an episode never goes back'
  return null
}

test('whatever happens to a case in four steps, the rules of rounds, phases and closes by hand hold', () => {
  const problems: string[] = []
  let runs = 0
  const walk = (facts: CaseFacts, script: string[]): void => {
    for (const [name, step] of STEPS) {
      runs++
      const change = step(facts, 1000 * (script.length + 1))
      const problem = broken(facts, change)
      if (problem !== null && problems.length < 5)
        problems.push(`${[...script, name].join('; ')}: ${problem}`)
      if (script.length + 1 < LENGTH) walk(change.facts, [...script, name])
    }
  }
  walk({ attachments: [], round: null, handClose: null }, [])
  expect(problems).toEqual([])
  expect(runs).toBe(14 + 14 ** 2 + 14 ** 3 + 14 ** 4)
})
