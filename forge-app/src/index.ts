/** The functions Forge calls, by the names of `manifest.yml`. */
import { makeResolver } from './resolvers'

export const resolver = makeResolver()
export { heartbeat, onIssueGone, onProof } from './background'
export { glanceStatus } from './glance'
export { falseFixed, stillVulnerable } from './jql'
export { linkedFindings } from './rovo'
export { validateDone } from './validator/validate'
