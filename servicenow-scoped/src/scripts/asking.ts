import { INCIDENT_ASK_PATH, type IncidentFacts, incidentText } from '@fixproof/rules'
import { type Config, readConfig } from './config'
import { isObject, parsed, wrongIn } from './facts'
import { callHub, type HubAnswer, isGood, missing, PERSON_WAITS_MS, refusalIn } from './hub'
import { storeFacts } from './store'
import { fromIso } from './time'

/** What came of a question to the hub: the facts as they stand now, or why not. */
export type Asked = { facts: IncidentFacts } | { wrong: string }

/** Who asks. */
export interface Asker {
  userName: string
  name: string
}

/** The person at work. */
export function personAtWork(): Asker {
  return { userName: String(gs.getUserName()), name: String(gs.getUserDisplayName()) }
}

/** Asks the hub something about one incident; what it answers is kept at once. `path` begins with a slash. */
export function askAbout(
  incident: string,
  path: string,
  content: { [name: string]: unknown },
  actor: Asker = personAtWork(),
): Asked {
  const config = readConfig()
  const why = missing(config)
  if (config === null || why !== null) return { wrong: why || incidentText.notConfigured() }
  const answer = call(config, `/incidents/${incident}${path}`, { actor, ...content })
  if (!isGood(answer)) return { wrong: refusalIn(answer) }
  const facts = parsed(answer.body) as IncidentFacts
  // Facts of another incident are no answer to this question, whoever gives them.
  if (wrongIn(facts) !== null || facts.sysId !== incident)
    return { wrong: incidentText.notTheHub(answer.status) }
  storeFacts(facts)
  return { facts }
}

/**
 * `call` makes each call its own: the hub takes none twice. `address` is signed with the rest: what was said for one
 * incident and purpose is good for no other.
 */
function call(config: Config, path: string, content: { [name: string]: unknown }): HubAnswer {
  const address = `${INCIDENT_ASK_PATH}/${encodeURIComponent(config.connection)}${path}`
  const said = { ...content, call: String(gs.generateGUID()), address }
  return callHub(config, address, said, PERSON_WAITS_MS)
}

/** `POST …/ping`: who answers there, and what its clock says. Epoch milliseconds. */
export function ping(config: Config): { hub: string; connection: string; now: number } | { wrong: string } {
  const answer = call(config, '/ping', { actor: personAtWork() })
  if (!isGood(answer)) return { wrong: refusalIn(answer) }
  const said = parsed(answer.body)
  const now = isObject(said) ? fromIso(said.now) : null
  if (!isObject(said) || typeof said.hub !== 'string' || typeof said.connection !== 'string' || now === null)
    return { wrong: incidentText.notTheHub(answer.status) }
  return { hub: said.hub, connection: said.connection, now }
}
