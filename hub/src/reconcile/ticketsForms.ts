import { fillFields, formProblems, missingFields, type Sends } from '../domain/forms'
import type { FindingDoc } from '../domain/model'
import type { CaseState } from '../domain/step'
import { placeholderValues } from '../domain/templates'
import { findingAssignee, firstGiven } from '../domain/triage'
import { Refused } from './refused'
import { givenFields, isTaken, type Wanted } from './ticketsDecide'
import type { Item, RefusedItem } from './ticketsModel'

/** Refuses the whole request before anything is made: no finding could mend this. */
export function checkForms(wanted: Wanted, base: CaseState | null, carried: boolean): void {
  const sends = sendsOf(wanted, base, carried)
  const problems = wanted.places.flatMap(place =>
    place.form === null ? [] : formProblems(place.form, givenFields(wanted, place), sends),
  )
  if (problems.length > 0) throw new Refused(400, problems.map(each => `${each}.`).join(' '))
}

/** Whether one of these findings gives its assignee to the case, as far as nobody has that. */
export function carries({ project, places }: Wanted, findings: readonly FindingDoc[]): boolean {
  if (findingAssignee(project) === 'off' || isTaken(places)) return false
  return firstGiven(findings) !== undefined
}

/** What a case puts on its tickets by itself; `carried` = it takes over who has its findings. */
function sendsOf(wanted: Wanted, base: CaseState | null, carried: boolean): Sends {
  return {
    // A new case takes its priority from its worst finding.
    priority: base === null || base.case.priority !== 'NOT_DEFINED',
    assignee: carried || (base?.case.assigneeId ?? wanted.assigneeId) !== null,
    due_date: base?.case.dueDate != null,
  }
}

/** Refuses the groups whose findings do not fill the fields as they must be; the others go on. */
export function fillable(
  wanted: Wanted,
  groups: Item[],
  base: CaseState | null,
): { items: Item[]; refused: RefusedItem[] } {
  const items: Item[] = []
  const refused: RefusedItem[] = []
  for (const item of groups) {
    const words = placeholderValues({
      findings: item.findings,
      case: base?.case ?? { key: `${wanted.project.key}-…`, title: '' },
      caseUrl: base?.caseUrl ?? null,
      project: wanted.project,
    })
    const sends = sendsOf(wanted, base, carries(wanted, item.findings))
    const problems = wanted.places.flatMap(place => {
      const fields = givenFields(wanted, place)
      const missing = place.form === null ? [] : missingFields(place.form, fields, sends)
      return [...missing, ...fillFields(place.form, fields, words, null).problems]
    })
    if (problems.length === 0) items.push(item)
    else refused.push({ findings: item.findings.map(each => each.id), reason: problems.join('. ') })
  }
  return { items, refused }
}
