import {
  type CommentAuthor,
  type CommentDoc,
  commentAdded,
  commentDeleted,
  commentEdited,
  commentOf,
} from '../domain/comments'
import { derivedId } from '../domain/markers'
import type { CaseState, Step } from '../domain/step'
import type { Clock, Ids } from '../ports'
import type { Store } from '../store/port'
import type { Asker } from './commands'
import { caseKey } from './keys'
import { Refused } from './refused'
import type { Unit } from './unit'

/** A case's own comments. Each answers once it is stored; the tickets follow by themselves. Throws `Refused`. */
export interface CommentCommands {
  /**
   * Comments on a case by id or key. `text` is Markdown; empty = 400, no such case = 404. `author` defaults to the name
   * of the API key.
   */
  addComment(asker: Asker, idOrKey: string, text: string, author?: CommentAuthor): Promise<CommentDoc>
  /** Changes the text of a comment that was written on the case: 404 without it, 409 for one of a ticket that is still there. */
  editComment(
    asker: Asker,
    idOrKey: string,
    commentId: string,
    text: string,
    by?: CommentAuthor,
  ): Promise<CommentDoc>
  /** Deletes a comment that was written on the case: 404 without it, 409 for one of a ticket that is still there. */
  deleteComment(asker: Asker, idOrKey: string, commentId: string, by?: CommentAuthor): Promise<void>
  /** All comments of a case, tickets' and deleted ones included, oldest first; undefined without such a case. */
  comments(idOrKey: string): Promise<CommentDoc[] | undefined>
}

export interface CommentCommandDeps {
  store: Store
  unit: Unit
  clock: Clock
  ids: Ids
}

export function makeCommentCommands({ store, unit, clock, ids }: CommentCommandDeps): CommentCommands {
  async function caseId(idOrKey: string): Promise<string | undefined> {
    const byId = await store.get('case', idOrKey)
    if (byId !== undefined) return byId.doc.id
    const [byKey] = await store.find('case', 'key', idOrKey)
    return byKey?.doc.id
  }

  async function edit(idOrKey: string, decide: (state: CaseState) => Step): Promise<CaseState> {
    const id = await caseId(idOrKey)
    if (id === undefined) throw new Refused(404, 'failed to get case: case not found')
    const after = await unit.edit(id, state => {
      const step = decide(state)
      return step.state === state ? step : { ...step, also: { marks: [{ key: caseKey(id) }] } }
    })
    return after as CaseState
  }

  function ownComment(state: CaseState, id: string): CommentDoc {
    const found = commentOf(state, id)
    if (found === undefined || found.deleted !== null) throw new Refused(404, 'timeline cell not found')
    if (found.origin.where === 'case') return found
    const link = state.links.find(each => each.id === found.origin.linkId)
    // Its ticket was deleted: the case holds the only text there is, and nobody could change it anywhere else.
    if (link?.state === 'gone') return found
    throw new Refused(409, `This comment was written in ${link?.ticket?.key ?? 'a ticket'}; change it there.`)
  }

  function worded(text: string): string {
    const said = text.trim()
    if (said === '') throw new Refused(400, 'A comment needs a text.')
    return said
  }

  return {
    async addComment(asker, idOrKey, text, author = { name: asker.name, personId: null }) {
      const said = worded(text)
      // The same request run again after a crash finds the comment that its first run made.
      const id = asker.seed === null ? ids.uuid() : derivedId(asker.seed, 'comment')
      const after = await edit(idOrKey, s => commentAdded(s, { id, author, text: said }, clock.now()))
      return commentOf(after, id) as CommentDoc
    },
    async editComment(asker, idOrKey, commentId, text, by) {
      const said = worded(text)
      const after = await edit(idOrKey, state => {
        ownComment(state, commentId)
        return commentEdited(state, commentId, said, by?.name ?? asker.name, clock.now())
      })
      return commentOf(after, commentId) as CommentDoc
    },
    async deleteComment(asker, idOrKey, commentId, by) {
      await edit(idOrKey, state => {
        ownComment(state, commentId)
        return commentDeleted(state, commentId, by?.name ?? asker.name, clock.now())
      })
    },
    async comments(idOrKey) {
      const id = await caseId(idOrKey)
      return id === undefined ? undefined : (await unit.load(id))?.comments
    },
  }
}
