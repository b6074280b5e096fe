import { CASE_TIMELINE_PAGE_DEFAULT, CASE_TIMELINE_PAGE_MAX } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'
import type { CommentDoc } from '../../domain/comments'
import type { Door, HubContext } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { timelineAnswer } from './caseAnswers'
import { CASE_NOT_FOUND, CASE_TAG, caseParams, inCaseWords, notFoundDocument } from './caseApi'
import { caseBody, said, uuid } from './caseSchemas'
import { datadogRoute, document, refuseBody } from './routes'
import { askerOf } from './ticketsDoor'
import { authorJson, userId } from './usersJson'

const commentBody = caseBody({ comment: said.openapi({ description: 'Markdown.' }) })
/** Recorded: named so when it is no UUID. */
const cellParams = caseParams.extend({
  cell_id: uuid('invalid parameter "CommentID" in "path"; expected type "uuid"'),
})

const addComment = datadogRoute({
  method: 'post',
  path: '/api/v2/cases/{case_id}/comment',
  summary: 'Comment on a case',
  description: 'The comment goes to the tickets as far as the settings of the project let it.',
  scope: 'write',
  tag: CASE_TAG,
  success: 200,
  answer: timelineAnswer,
  params: caseParams,
  body: commentBody,
})
const editComment = datadogRoute({
  method: 'put',
  path: '/api/v2/cases/{case_id}/comment/{cell_id}',
  summary: 'Change a comment of a case',
  description: 'One that was written in a ticket is changed there, by whoever wrote it.',
  scope: 'write',
  tag: CASE_TAG,
  success: 200,
  answer: timelineAnswer,
  params: cellParams,
  body: commentBody,
})
const deleteComment = datadogRoute({
  method: 'delete',
  path: '/api/v2/cases/{case_id}/comment/{cell_id}',
  summary: 'Delete a comment of a case',
  scope: 'write',
  tag: CASE_TAG,
  success: 204,
  params: cellParams,
})
const listTimeline = datadogRoute({
  method: 'get',
  path: '/api/v2/cases/{case_id}/timelines',
  summary: 'The comments of a case',
  description:
    'Wherever they were written; deleted ones are left out. Pages start at 0, newest first unless `sort[ascending]`. The whole history: GET /api/v1/cases/{case}/timeline.',
  scope: 'read',
  tag: CASE_TAG,
  success: 200,
  answer: timelineAnswer,
  params: caseParams,
  query: z.object({
    'page[size]': z.coerce.number().int().default(CASE_TIMELINE_PAGE_DEFAULT),
    'page[number]': z.coerce.number().int().default(0),
    'sort[ascending]': z.enum(['true', 'false']).default('false'),
  }),
})

/** Comments of a case, which Datadog calls cells of its timeline. */
export function caseCommentsDoor({ commands }: DoorDeps): Door {
  /** Answers as the case API does for a case that is not there. */
  const onCase = (c: HubContext, caseId: string, work: () => Promise<Response>): Promise<Response> =>
    inCaseWords(c, async () =>
      (await commands.find(caseId)) === undefined ? notFoundDocument(c, CASE_NOT_FOUND) : work(),
    )
  const answer = (c: HubContext, comment: CommentDoc): Response => document(c, { data: [cellJson(comment)] })

  return app => {
    app.openapi(
      addComment,
      c => {
        const { case_id } = c.req.valid('param')
        const { comment } = c.req.valid('json').data.attributes
        return onCase(c, case_id, async () =>
          answer(c, await commands.addComment(askerOf(c), case_id, comment)),
        )
      },
      refuseBody,
    )
    app.openapi(
      editComment,
      c => {
        const { case_id, cell_id } = c.req.valid('param')
        const { comment } = c.req.valid('json').data.attributes
        return onCase(c, case_id, async () =>
          answer(c, await commands.editComment(askerOf(c), case_id, cell_id, comment)),
        )
      },
      refuseBody,
    )
    app.openapi(
      deleteComment,
      c => {
        const { case_id, cell_id } = c.req.valid('param')
        return onCase(c, case_id, async () => {
          await commands.deleteComment(askerOf(c), case_id, cell_id)
          return c.body(null, 204)
        })
      },
      refuseBody,
    )
    app.openapi(
      listTimeline,
      async c => {
        const {
          'page[size]': size,
          'page[number]': number,
          'sort[ascending]': ascending,
        } = c.req.valid('query')
        if (size < 1 || size > CASE_TIMELINE_PAGE_MAX)
          throw new Refusal(400, `page[size] must be 1 to ${CASE_TIMELINE_PAGE_MAX}; ${size} was given.`)
        if (number < 0) throw new Refusal(400, `page[number] begins with 0; ${number} was given.`)
        const comments = await commands.comments(c.req.valid('param').case_id)
        if (comments === undefined) return notFoundDocument(c, CASE_NOT_FOUND)
        const there = comments.filter(each => each.deleted === null)
        const ordered = ascending === 'true' ? there : there.reverse()
        return document(c, { data: ordered.slice(number * size, (number + 1) * size).map(cellJson) })
      },
      refuseBody,
    )
  }
}

function cellJson(comment: CommentDoc): Record<string, unknown> {
  const { author, text, writtenAt, edited } = comment
  const message = { message: text }
  return {
    id: comment.id,
    type: 'timeline_cell',
    attributes: {
      author: authorJson({ id: author.personId ?? userId(author.name), name: author.name }),
      cell_content: message,
      content: JSON.stringify(message),
      created_at: new Date(writtenAt).toISOString(),
      ...(edited === null ? {} : { modified_at: new Date(edited.at).toISOString() }),
      type: 'COMMENT',
    },
  }
}
