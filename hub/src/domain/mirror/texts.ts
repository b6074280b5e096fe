import { mirrorText } from '@fixproof/rules'
import { markerOf } from '../markers'
import type { CaseDoc } from '../model'
import type { CaseState } from '../step'
import type { MirrorView } from './model'

/** What a case we make carries in its description, so that it is known again. */
export function mirrorMark({ case: doc }: { case: Pick<CaseDoc, 'id'> }): string {
  return `fixproof-${markerOf(`mirror ${doc.id}`)}`
}

export function isMarked(state: CaseState, view: MirrorView): boolean {
  return view.description?.includes(mirrorMark(state)) === true
}

/** The description as it is written in Datadog: one of ours ends with whose it is, a case of people's own does not. */
export function describedThere(state: CaseState, description: string): string {
  if (state.mirror?.origin === 'adopted') return description
  const origin = mirrorText.origin(state.case.key, state.caseUrl, mirrorMark(state))
  return description.trim() === '' ? origin : `${description}\n\n---\n${origin}`
}

/** A text as Datadog shows it, in case words; undefined where it is not shown. A case cannot be without a title. */
export function textThere(
  state: CaseState,
  view: MirrorView,
  field: 'title' | 'description',
): string | undefined {
  if (field === 'title') return view.title === '' ? undefined : view.title
  return view.description === undefined ? undefined : withoutOrigin(view.description, mirrorMark(state))
}

/** Whether two texts say the same; ends and line ends are nobody's change. */
export function sameText(a: string, b: string): boolean {
  return plain(a) === plain(b)
}

function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim()
}

/** Without the line that says whose it is and the rule above it, wherever people have moved them. */
function withoutOrigin(text: string, mark: string): string {
  const lines = plain(text).split('\n')
  const at = lines.findIndex(line => line.includes(mark))
  if (at === -1) return plain(text)
  const rule = lines[at - 1]?.trim() === '---' ? at - 1 : at
  return plain([...lines.slice(0, rule), ...lines.slice(at + 1)].join('\n'))
}
