import { type IncidentFacts, incidentText } from '@fixproof/rules'
import { type Config, readConfig } from './config'
import { isObject, parsed, wrongIn } from './facts'
import { callHub, type HubAnswer, isGood, missing, PERSON_WAITS_MS, refusalIn } from './hub'
import { storeFacts } from './store'

/** What came of a question to the hub: the facts as they stand now, or why not. */
export type Asked = { facts: IncidentFacts } | { wrong: string }

/** Asks the hub something about one incident; what it answers is kept at once. `path` begins with a slash. */
export function askAbout(incident: string, path: string, content: { [name: string]: unknown }): Asked {
  const config = readConfig()
  const why = missing(config)
  if (config === null || why !== null) return { wrong: why || incidentText.notConfigured() }
  const answer = call(config, `/incidents/${incident}${path}`, content)
  if (!isGood(answer)) return { wrong: refusalIn(answer) }
  const facts = parsed(answer.body)
  if (wrongIn(facts) !== null) return { wrong: incidentText.refusedWithout(answer.status) }
  storeFacts(facts as IncidentFacts)
  return { facts: facts as IncidentFacts }
}

/** As the person who is at work. `call` makes each call its own: the hub takes none twice. */
function call(config: Config, path: string, content: { [name: string]: unknown }): HubAnswer {
  const actor = { userName: String(gs.getUserName()), name: String(gs.getUserDisplayName()) }
  const address = `/servicenow/v1/${encodeURIComponent(config.connection)}${path}`
  return callHub(config, address, { actor, call: String(gs.generateGUID()), ...content }, PERSON_WAITS_MS)
}

/** `POST …/ping`: who answers there, and what its clock says. Epoch milliseconds. */
export function ping(config: Config): { hub: string; connection: string; now: number } | { wrong: string } {
  const answer = call(config, '/ping', {})
  if (!isGood(answer)) return { wrong: refusalIn(answer) }
  const said = parsed(answer.body)
  if (!isObject(said) || typeof said.hub !== 'string' || typeof said.connection !== 'string')
    return { wrong: incidentText.refusedWithout(answer.status) }
  return { hub: said.hub, connection: said.connection, now: Date.parse(String(said.now)) }
}
