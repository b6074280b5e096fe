/** Every close of an incident there is, through the shipped guard and app, and what the table of the rules says of it. */
import { type Actor, type Claim, type ClosePolicy, GATE_RULE, type IncidentFinding } from '@fixproof/rules'
import { expected, POLICIES, SITUATIONS } from '../../shared/src/testing/closeTable'
import type { Transcript } from '../sandbox/servicenow/glide/realm'
import { Refusal } from '../sandbox/servicenow/refusals'
import { factsOf, finding, grant, instanceWithApp, tell } from './app'

/** State and resolution code of an incident. */
interface Standing {
  state: string
  code: string
}

const FIXED = 'Solution provided'
const OTHER = 'Known error'

/** From where; the key of the table's row. */
const FROM: readonly (Standing & { was: 'open' | 'closed as fixed' | 'closed otherwise' })[] = [
  ...['1', '2', '3'].map(state => ({ state, code: '', was: 'open' as const })),
  ...['6', '7'].map(state => ({ state, code: FIXED, was: 'closed as fixed' as const })),
  ...['6', '7'].map(state => ({ state, code: OTHER, was: 'closed otherwise' as const })),
  { state: '8', code: FIXED, was: 'closed otherwise' },
]

/** To where; null claims nothing, so that nothing is judged. */
const TO: readonly (Standing & { claim: Claim | null })[] = [
  ...['6', '7'].map(state => ({ state, code: FIXED, claim: 'fixed' as const })),
  ...['6', '7'].map(state => ({ state, code: OTHER, claim: 'other' as const })),
  { state: '8', code: FIXED, claim: 'other' },
  { state: '2', code: '', claim: null },
]

const resolved = finding('f2', { state: 'resolved', open: false })
const muted = finding('f3', { state: 'muted', open: false, mutedUntil: '2027-01-31T00:00:00.000Z' })
/** A word that Datadog may begin to use after this version was made: open, because nothing says that it is not. */
const unknown = finding('f4', { state: 'reopened_by_scanner' as IncidentFinding['state'] })

/** What is attached, and the situation of the table it belongs to. */
const ATTACHED: readonly {
  name: string
  situation: string
  findings: IncidentFinding[]
  open?: number
}[] = [
  { name: 'nothing', situation: 'nothing was ever open', findings: [] },
  { name: 'a resolved finding', situation: 'nothing was ever open', findings: [resolved] },
  { name: 'only resolved findings', situation: 'everything is fixed', findings: [resolved] },
  { name: 'a muted one among resolved', situation: 'everything is fixed', findings: [muted, resolved] },
  { name: 'an open finding', situation: 'a finding is open', findings: [finding('f1')] },
  {
    name: 'one in progress',
    situation: 'a finding is open',
    findings: [finding('f1', { state: 'in-progress' }), resolved],
  },
  {
    name: 'one not read yet',
    situation: 'a finding is open',
    findings: [finding('f1', { state: 'unread' })],
  },
  { name: 'one with an unknown status', situation: 'a finding is open', findings: [unknown, muted] },
  { name: 'more open than are named', situation: 'a finding is open', findings: [finding('f1')], open: 250 },
  {
    name: 'an open one, closed by hand',
    situation: 'a finding is open, a close by hand stands',
    findings: [finding('f1')],
  },
]

/** Who saves: an agent, the hub's own user, the job that closes resolved incidents. */
const WHO = { abel: 'person', bot: 'fixproof', system: 'automation' } as const
type Who = keyof typeof WHO

/** How the table names whoever saves: the hub carries a person's close from elsewhere when it claims no fix (rule 16). */
function actorOf(who: Who, claim: Claim, situation: string): Actor {
  if (who !== 'bot') return WHO[who]
  return claim === 'fixed' || SITUATIONS[situation]?.phase === 'closed' ? 'fixproof' : 'person'
}

export interface Cell {
  policy: ClosePolicy
  attached: string
  from: Standing
  to: Standing
  who: Who
  expected: boolean
  allowed: boolean
  /** What the person is told; empty when allowed. */
  sentence: string
}

/** Runs all of them. `transcripts`: of each run of a script of the app, in order. */
export async function runMatrix(): Promise<{ cells: Cell[]; transcripts: Transcript[] }> {
  const { servicenow } = await instanceWithApp()
  const { engine, instance } = servicenow
  // The instance's own rules stand aside, so that only the guard says no.
  instance.settings.reopenClosed = true
  for (const user of ['abel', 'bot']) grant(servicenow, user, 'itil_admin')
  // What is told to the hub has tests of its own.
  instance.rules.remove(rule => rule.when !== 'before')
  const { sys_id = '' } = instance.db.insert('incident', { number: 'INC0010001', state: '1' }, 'abel')

  const transcripts: Transcript[] = []
  const cells: Cell[] = []
  let seq = 0
  for (const policy of POLICIES)
    for (const { name, situation, findings, open } of ATTACHED) {
      const phase = SITUATIONS[situation]?.phase ?? 'leave'
      const facts = { policy, phase, findings, ...(open !== undefined && { open }) }
      await tell(servicenow, factsOf(sys_id, ++seq, facts))
      engine.record = transcript => transcripts.push(transcript)
      for (const from of FROM)
        for (const to of TO)
          for (const who of Object.keys(WHO) as Who[]) {
            const { claim } = to
            const right =
              claim === null ||
              from.state === to.state ||
              expected(actorOf(who, claim, situation), situation, from.was, policy, claim)
            cells.push({ policy, attached: name, from, to, who, expected: right, ...save(from, to, who) })
          }
      engine.record = null
      for (const row of instance.db.rows('x_fxprf_sync_outbox'))
        instance.db.delete('x_fxprf_sync_outbox', row.sys_id ?? '')
    }
  return { cells, transcripts }

  function save(from: Standing, to: Standing, who: Who): { allowed: boolean; sentence: string } {
    const before = { state: from.state, incident_state: from.state, close_code: from.code, close_notes: 'x' }
    instance.db.update('incident', sys_id, before, 'abel')
    const session = instance.session(who)
    if (session === undefined) throw new Error(`There is no ${who}`)
    try {
      instance.update(session, 'incident', sys_id, { state: to.state, close_code: to.code, close_notes: 'x' })
      return { allowed: true, sentence: '' }
    } catch (error) {
      if (!(error instanceof Refusal) || !error.message.includes(`'${GATE_RULE}^`)) throw error
      return {
        allowed: false,
        sentence: engine
          .messages(session)
          .map(one => one.text)
          .join(' '),
      }
    }
  }
}
