import { mirrorText } from '@fixproof/rules'
import { type MirrorCommentAction, mirrorCommentDone, withEntry } from '../domain/mirror/comments'
import { mirrorNote, withMirror } from '../domain/mirror/merge'
import { andThen, type Step } from '../domain/step'
import { MIRROR_SETTLE_MS, type MirrorPass } from './mirrorPass'
import { retryAt, vendorError } from './tools'

/** Does one planned comment: intent before the call, outcome after it. A comment holds up nothing but later ones. */
export async function actMirrorComment(
  mirror: MirrorPass,
  caseId: string,
  action: MirrorCommentAction,
): Promise<void> {
  const { edit, clock } = mirror
  try {
    if (action.work === 'look') return await lookFor(mirror, caseId, action)
    const asked = { what: action.work, revision: action.revision, at: clock.now() }
    await edit(s => withEntry(s, action.commentId, { asked }))
    const id = await call(mirror, caseId, action)
    await edit(s => counted(mirrorCommentDone(s, action, id), action))
  } catch (error) {
    const refusal = vendorError(error)
    const at = clock.now()
    if (refusal.kind === 'terminal' && (action.work === 'edit' || action.work === 'delete')) {
      await edit(s => withEntry(s, action.commentId, { gone: true, asked: null, trouble: null }))
      return
    }
    if (refusal.kind === 'retryable') {
      await edit(s => {
        const entry = s.comments.find(each => each.id === action.commentId)?.entries.mirror
        const attempts = (entry?.trouble?.attempts ?? 0) + 1
        const notBefore = retryAt(refusal, attempts - 1, mirror)
        const trouble = { reason: refusal.message, attempts, notBefore }
        const unknown = refusal.outcomeUnknown || action.work === 'look'
        return withEntry(s, action.commentId, { trouble, ...(unknown ? {} : { asked: null }) })
      })
      return
    }
    const work = action.work === 'look' ? 'post' : action.work
    const held = { reason: refusal.message, revision: action.revision, what: work }
    await edit(s =>
      andThen(withEntry(s, action.commentId, { held, asked: null, trouble: null }), next => {
        const there = next.mirror?.remote?.key ?? ''
        const text = mirrorText.held({ field: 'comment', there, reason: refusal.message })
        return { state: next, notes: [mirrorNote('comments-held', text, { detail: { at } })] }
      }),
    )
  }
}

async function call(
  { book }: MirrorPass,
  caseId: string,
  action: Exclude<MirrorCommentAction, { work: 'look' }>,
): Promise<string | null> {
  if (action.work === 'post') return book.comment(caseId, action.text, action.marker)
  if (action.work === 'edit') await book.editComment(caseId, action.id, action.text, action.marker)
  else await book.deleteComment(caseId, action.id)
  return null
}

/** What became of a comment whose answer was lost: nothing is written twice. */
async function lookFor(
  { book, edit, clock }: MirrorPass,
  caseId: string,
  action: Extract<MirrorCommentAction, { work: 'look' }>,
): Promise<void> {
  const found = (await book.comments(caseId)).find(each => each.marker === action.marker)
  if (found !== undefined) {
    await edit(s => mirrorCommentDone(s, action, found.id))
    return
  }
  await edit(s => {
    const asked = s.comments.find(each => each.id === action.commentId)?.entries.mirror?.asked
    const certain = (asked?.at ?? 0) + MIRROR_SETTLE_MS
    if (clock.now() >= certain) return withEntry(s, action.commentId, { asked: null, trouble: null })
    const trouble = { reason: mirrorText.settling(), attempts: 1, notBefore: certain }
    return withEntry(s, action.commentId, { trouble })
  })
}

/** Our own comment is no news to the next sweep. */
function counted(step: Step, { work }: MirrorCommentAction): Step {
  const { mirror } = step.state
  const more = work === 'post' ? 1 : work === 'delete' ? -1 : 0
  if (mirror?.view == null || mirror.view.commentCount === null || more === 0) return step
  const view = { ...mirror.view, commentCount: mirror.view.commentCount + more }
  return { ...step, state: withMirror(step.state, { view }) }
}
