import type { IncidentHealth } from '@fixproof/rules'
import { PUSH_WINDOW_MS } from '@fixproof/rules'
import type { CheckLine } from '../connectors/port'
import { toolKey } from '../reconcile/tools'
import type { CheckContext } from './index'
import { type Liner, liner, moment } from './lines'

/** What waits in the outbox for longer does not get through. Milliseconds. */
const WAITS_LONG_MS = 10 * 60_000
/** A signed call outside its window is refused: from a fifth of it on the clocks are worth a word. Milliseconds. */
const SKEW_WARN_MS = PUSH_WINDOW_MS / 5

/** Every ServiceNow connection that shares a secret with an app: is it there, with its guard, and do its changes arrive. */
export async function checkIncidentApps(context: CheckContext): Promise<CheckLine[]> {
  const { servicenow } = context.config.connections
  const lines = await Promise.all(
    servicenow.filter(each => each.pushSecrets.length > 0).map(each => linesOf(context, each.id)),
  )
  return lines.flat()
}

async function linesOf({ tools, clock }: CheckContext, connection: string): Promise<CheckLine[]> {
  const line = liner(`servicenow ${connection}`)
  const from = clock.now()
  const found = await tools.tickets.get(toolKey('servicenow', connection))?.appHealth?.()
  if (found === undefined) return []
  if (found.is !== 'here') return [line('app', found.is === 'refused' ? 'fail' : 'warn', found.reason)]
  const { health } = found
  const now = clock.now()
  return [
    line('app', 'pass', `Version ${health.app} is installed and answers ${health.user}.`),
    guardLine(line, health),
    rolesLine(line, health),
    outboxLine(line, health, now),
    clockLine(line, health, (from + now) / 2),
  ]
}

function guardLine(line: Liner, { guard }: IncidentHealth): CheckLine {
  return guard
    ? line('guard', 'pass', 'The guard is active: a close as fixed is refused while a finding is open.')
    : line(
        'guard',
        'warn',
        'The guard is not installed, or its rules are switched off: a false close is noticed and undone instead of ' +
          'refused, and changes are not sent. Install the update set "Fixproof Incident Guard".',
      )
}

function rolesLine(line: Liner, { missingRoles, user }: IncidentHealth): CheckLine {
  return missingRoles.length === 0
    ? line('app roles', 'pass', `The user ${user} has every role the app asks for.`)
    : line('app roles', 'fail', `The user ${user} lacks ${missingRoles.join(', ')}. Give it in ServiceNow.`)
}

function outboxLine(line: Liner, { outbox }: IncidentHealth, now: number): CheckLine {
  const { waiting, dead, oldestAt } = outbox
  const look = 'Look at Fixproof, Outbox in ServiceNow: each row says why.'
  if (dead > 0)
    return line(
      'outbox',
      'fail',
      `${count(dead, 'change')} could not be sent and will not be tried again. ${look}`,
    )
  const since = Date.parse(oldestAt ?? '')
  if (waiting > 0 && now - since > WAITS_LONG_MS)
    return line(
      'outbox',
      'warn',
      `${count(waiting, 'change')} ${waiting === 1 ? 'waits' : 'wait'} since ${moment(since)}. ${look}`,
    )
  return line('outbox', 'pass', waiting === 0 ? 'Nothing waits.' : `${count(waiting, 'change')} on the way.`)
}

function clockLine(line: Liner, { now: theirs }: IncidentHealth, ours: number): CheckLine {
  const at = Date.parse(theirs)
  if (Number.isNaN(at))
    return line('app clock', 'warn', 'The app does not tell its time; compare the clocks by hand.')
  const apart = Math.abs(ours - at)
  const seconds = Math.round(apart / 1000)
  if (apart <= SKEW_WARN_MS) return line('app clock', 'pass', `The clocks agree (${seconds} s apart).`)
  const text = `The clocks are ${seconds} s apart; what the app signs is good for ${PUSH_WINDOW_MS / 60_000} minutes. Set both by NTP.`
  return line('app clock', apart > PUSH_WINDOW_MS ? 'fail' : 'warn', text)
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
