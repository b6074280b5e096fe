import { type IncidentFacts, incidentText } from '@fixproof/rules'
import { askAbout } from './asking'
import { exceptionOf, outgoing, type RequestKind } from './request'
import { openFindings } from './store'
import { ROLES } from './tables'
import { fromIso } from './time'

/** What people do on the incident form. */
export class FixproofActions {
  readonly type = 'FixproofActions'

  /** Button: has the findings read in Datadog anew and says how the incident stands. */
  recheck(incident: string): void {
    const asked = askAbout(incident, '/recheck', {})
    if ('wrong' in asked) {
      gs.addErrorMessage(asked.wrong)
      return
    }
    const { linked, open, checkedAt } = asked.facts
    gs.addInfoMessage(linked ? incidentText.rechecked(open, fromIso(checkedAt)) : incidentText.notLinked())
  }

  /** What a new request about all open findings of an incident begins with: their ids, as a part of an address. */
  openFindings(incident: string): string {
    return encodeURIComponent(openFindings(incident).join(','))
  }

  /** Rule before a request is stored: whether this person may ask that, and everything is there. Aborts with the reason. */
  check(request: GlideRecord): void {
    request.setValue('asked_by', String(gs.getUserName()))
    const why = refusalOf(request)
    if (why === null) return
    gs.addErrorMessage(why)
    request.setAbortAction(true)
  }

  /** Button on a new request: asks the hub at once, and stores the request with its answer. False when it was refused. */
  submit(request: GlideRecord): boolean {
    const why = refusalOf(request)
    if (why !== null) {
      gs.addErrorMessage(why)
      return false
    }
    request.setValue('asked_by', String(gs.getUserName()))
    const { state, answer } = sent(request)
    if (state === 'refused') {
      gs.addErrorMessage(answer)
      return false
    }
    gs.addInfoMessage(answer)
    request.setValue('state', state)
    request.setValue('answer', answer)
    request.insert()
    return true
  }

  /** Asynchronous rule: a request that came in by another way than the button. */
  send(request: GlideRecord): void {
    const { state, answer } = sent(request)
    request.setValue('state', state)
    request.setValue('answer', answer)
    request.update()
  }
}

function text(request: GlideRecord, column: string): string {
  return request.getValue(column) || ''
}

function asking(request: GlideRecord) {
  return {
    kind: text(request, 'kind'),
    findings: text(request, 'findings'),
    reason: text(request, 'reason'),
    until: text(request, 'until').slice(0, 10),
  }
}

/** Who may ask what: taking off wants a role, attaching the right to change the incident. */
function refusalOf(request: GlideRecord): string | null {
  const kind = text(request, 'kind')
  if (kind === 'detach' && !gs.hasRole(ROLES.operator)) return incidentText.mayNotDetach(ROLES.operator)
  const incident = new GlideRecord('incident')
  if (!incident.get(text(request, 'incident')) || !incident.canRead()) return incidentText.noIncident()
  if (kind === 'attach' && !incident.canWrite()) return incidentText.mayNotAttach()
  const out = outgoing(asking(request))
  return 'wrong' in out ? out.wrong : null
}

/** Asks the hub, and notes which exception came of it. An exception waits for somebody else's answer. */
function sent(request: GlideRecord): { state: 'done' | 'waiting' | 'refused'; answer: string } {
  const out = outgoing(asking(request))
  if ('wrong' in out) return { state: 'refused', answer: out.wrong }
  const asked = askAbout(text(request, 'incident'), out.path, out.content)
  if ('wrong' in asked) return { state: 'refused', answer: asked.wrong }
  const kind = text(request, 'kind') as RequestKind
  const answer = SAID[kind](asked.facts)
  if (kind !== 'exception') return { state: 'done', answer }
  request.setValue('exception_id', exceptionOf(asked.facts.exceptions, asking(request)))
  return { state: 'waiting', answer }
}

const SAID: { readonly [kind in RequestKind]: (facts: IncidentFacts) => string } = {
  attach: facts => incidentText.attached(facts.open),
  detach: facts => incidentText.detached(facts.open),
  exception: () => incidentText.exceptionAsked(),
}
