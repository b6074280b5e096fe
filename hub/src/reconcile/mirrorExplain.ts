import { mirrorText, planText } from '@fixproof/rules'
import { commentOf } from '../domain/comments'
import { shown } from '../domain/fields/merge'
import { derivedId } from '../domain/markers'
import { mirrorCommentDone, planMirrorComment } from '../domain/mirror/comments'
import { mergeMirror } from '../domain/mirror/merge'
import type { MirrorWrite } from '../domain/mirror/model'
import { caseWords } from '../domain/mirror/outcome'
import { mirrored, standing, stillElsewhere, wantsPlace } from '../domain/mirror/place'
import { findingsToMove } from '../domain/mirror/plan'
import type { LineOutcome } from '../domain/model'
import type { CaseState } from '../domain/step'
import type { Pass } from './acting'
import type { ExplainedLine, PlannedStep, PlannedWait } from './explain'
import { mirrorCase } from './mirror'
import type { Mirroring } from './mirrorPass'

/** More comments than one plan lists. */
const COMMENTS_MAX = 100

/**
 * What would be done so that Datadog shows the case: made, adopted or reported at the first run, kept the same later.
 * From what is known: whether a Datadog case may be adopted is asked there once more before it is.
 */
export function explainMirror(state: CaseState, now: number): PlannedStep[] {
  if (state.mirror === undefined || state.project.mirror === undefined) return []
  if (state.mirror?.blocked != null) return []
  const texts = state.mirror?.remote == null ? firstRun(state) : sameAgain(state, now)
  return texts.map(text => ({ what: 'mirror', ticket: state.mirror?.remote?.key ?? null, text }))
}

function firstRun(state: CaseState): string[] {
  if (!wantsPlace(state)) return []
  const project = state.project.mirror?.project ?? ''
  const stay = stillElsewhere(state)
  const { free, elsewhere } = standing(mirrored(state).filter(each => !stay.has(each.id)))
  const texts: string[] = []
  let place: string | null = null
  for (const { key, findings } of elsewhere) {
    if (place === null && isIn(key, project)) {
      place = key
      texts.push(mirrorText.planned.adopt(key, findings.length))
    } else {
      const why = place === null ? mirrorText.whyLeft.project(project) : mirrorText.whyLeft.second(place)
      texts.push(...findings.map(each => mirrorText.left(each.title, key, why)))
    }
  }
  if (place !== null) texts.push(...free.map(each => mirrorText.planned.attach(each.title, place ?? '')))
  else if (free.length > 0) texts.push(mirrorText.planned.make(free.length, project))
  if (place !== null || free.length > 0) texts.push(mirrorText.notFilled())
  return texts
}

/** A case's key begins with its project's; of a project named by its id only Datadog can tell. */
function isIn(caseKey: string, project: string): boolean {
  return /^[0-9a-f-]{36}$/i.test(project) || caseKey.replace(/-\d+$/, '') === project
}

function sameAgain(state: CaseState, now: number): string[] {
  const there = state.mirror?.remote?.key ?? ''
  const title = (id: string) => state.findings[id]?.title ?? id
  const { add, remove } = findingsToMove(state)
  const merged = mergeMirror(state, now)
  const texts = [
    ...remove.map(id => mirrorText.planned.detach(title(id), there)),
    ...add.map(id => mirrorText.planned.attach(title(id), there)),
    ...merged.notes.map(note => note.text),
    ...merged.writes.map(write =>
      mirrorText.planned.write(`${write.field} ${saidBy(merged.state, write)}`, there),
    ),
  ]
  let next = merged.state
  for (let n = 0; n < COMMENTS_MAX; n++) {
    const action = planMirrorComment(next, now)
    if (action === null) break
    const by = commentOf(next, action.commentId)?.author.name ?? mirrorText.somebody()
    texts.push(mirrorText.planned.comment(by, there))
    next = mirrorCommentDone(next, action, 'id' in action ? action.id : action.commentId).state
  }
  return texts
}

/** Texts are shortened; everything else is told as Datadog is. */
function saidBy(state: CaseState, write: MirrorWrite): string {
  if (write.field !== 'title' && write.field !== 'description') return write.value ?? mirrorText.nothing()
  return shown(state, write.field, caseWords(write))
}

/** The mirror of one case is one line of the plan: what it does hangs together. */
export function mirrorLine(state: CaseState, now: number): ExplainedLine[] {
  const steps = explainMirror(state, now)
  if (steps.length === 0) return []
  const reason = steps.map(each => each.text).join(' ')
  const id = `${state.case.key}.${derivedId('mirror', reason).slice(0, 8)}`
  const nothing = {
    linkId: null,
    tool: null,
    ticket: null,
    finding: null,
    field: null,
    base: null,
    ours: null,
    theirs: null,
  }
  return [{ ...nothing, id, action: 'mirror', reason }]
}

/** Does the mirror's line where it was chosen. */
export async function applyMirror(
  mirroring: Mirroring,
  pass: Pass,
  wanted: readonly string[],
): Promise<Record<string, LineOutcome>> {
  const { unit, clock } = mirroring
  const before = await unit.load(pass.caseId)
  const [line] = before === undefined ? [] : mirrorLine(before, clock.now())
  if (before === undefined || line === undefined || !wanted.includes(line.id)) return {}
  await mirrorCase(mirroring, pass, before)
  const after = await unit.load(pass.caseId)
  const failure = after?.mirror?.blocked ?? after?.mirror?.trouble ?? null
  if (failure !== null) return { [line.id]: { outcome: 'failed', reason: failure.reason } }
  const open = after !== undefined && mirrorLine(after, clock.now()).some(each => each.id === line.id)
  return {
    [line.id]: open ? { outcome: 'failed', reason: planText.notYet() } : { outcome: 'done', reason: null },
  }
}

/** Why the mirror waits. */
export function mirrorWaits({ mirror }: CaseState, now: number): PlannedWait[] {
  if (mirror == null) return []
  const ticket = mirror.remote?.key ?? null
  if (mirror.blocked !== null)
    return [{ ticket, until: null, why: mirrorText.blocked(mirror.blocked.reason) }]
  const { trouble } = mirror
  return trouble !== null && trouble.notBefore > now
    ? [{ ticket, until: trouble.notBefore, why: trouble.reason }]
    : []
}
