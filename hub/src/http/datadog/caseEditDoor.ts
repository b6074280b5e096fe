import { z } from '@hono/zod-openapi'
import type { EditRequest } from '../../reconcile/caseCommands'
import type { Door, HubApp } from '../deps'
import type { DoorDeps } from '../doors'
import { caseAnswer } from './caseAnswers'
import { CASE_NOT_FOUND, CASE_TAG, caseDocument, caseParams, inCaseWords, notFoundDocument } from './caseApi'
import type { CaseNames } from './caseJson'
import {
  assignBody,
  attributesBody,
  caseBody,
  day,
  emptyBody,
  moveBody,
  resolvedReason,
  STATUS_NAMED,
  said,
  statusBody,
} from './caseSchemas'
import { datadogRoute, refuseBody } from './routes'
import { priority } from './schemas'
import { askerOf } from './ticketsDoor'

const titleBody = caseBody({ title: said })
const descriptionBody = caseBody({ description: z.string() })
const priorityBody = caseBody({ priority })
const dueDateBody = caseBody({ due_date: day.nullable() })
const reasonBody = caseBody({ security_resolved_reason: resolvedReason })

/**
 * Changing a case: every field has an address of its own, there is no PATCH of a case. The tickets follow by themselves.
 * Closing is judged by the project's policy (RULES 18).
 */
export function caseEditDoor({ commands }: DoorDeps, names: CaseNames): Door {
  function edit<B>(
    app: HubApp,
    what: {
      path: string
      summary: string
      description?: string
      method?: 'post' | 'patch'
      body: z.ZodType<B>
    },
    read: (body: B) => EditRequest,
  ): void {
    const { path, method = 'post', body, ...parts } = what
    const route = datadogRoute({
      ...parts,
      method,
      path: `/api/v2/cases/{case_id}/${path}`,
      scope: 'write',
      tag: CASE_TAG,
      success: 200,
      answer: caseAnswer,
      params: caseParams,
      body: body as z.ZodType,
    })
    app.openapi(
      route,
      c =>
        inCaseWords(c, async () => {
          // The route holds the body against this very schema.
          const asked = read(c.req.valid('json') as B)
          const state = await commands.editCase(askerOf(c), c.req.valid('param').case_id, asked)
          return state === undefined ? notFoundDocument(c, CASE_NOT_FOUND) : caseDocument(c, state, names)
        }),
      refuseBody,
    )
  }

  return app => {
    edit(
      app,
      {
        path: 'status',
        summary: 'Change the status of a case',
        description:
          'Closing is judged by the policy of the project: refused with 400 and the reason while a finding is open, unless the policy lets it stand.',
        body: statusBody,
      },
      ({ data: { attributes } }) => ({
        status:
          attributes.status_name === undefined ? attributes.status : STATUS_NAMED[attributes.status_name],
        reason: attributes.security_resolved_reason,
      }),
    )
    edit(
      app,
      { path: 'resolved_reason', summary: 'Say why a closed case was resolved', body: reasonBody },
      ({ data }) => ({ reason: data.attributes.security_resolved_reason }),
    )
    edit(
      app,
      { path: 'priority', summary: 'Change the priority of a case', body: priorityBody },
      ({ data }) => {
        const { priority: given } = data.attributes
        return { fields: { priority: given === 'NOT_DEFINED' ? null : given } }
      },
    )
    edit(app, { path: 'title', summary: 'Change the title of a case', body: titleBody }, ({ data }) => ({
      fields: { title: data.attributes.title },
    }))
    edit(
      app,
      { path: 'description', summary: 'Change the description of a case', body: descriptionBody },
      ({ data }) => ({ fields: { description: data.attributes.description } }),
    )
    edit(
      app,
      { path: 'due_date', summary: 'Set or clear the due date of a case', body: dueDateBody },
      ({ data }) => ({ fields: { due_date: data.attributes.due_date } }),
    )
    edit(app, { path: 'assign', summary: 'Give a case to somebody', body: assignBody }, ({ data }) => ({
      fields: { assignee: data.attributes.assignee_id },
    }))
    edit(app, { path: 'unassign', summary: 'Take a case from whoever has it', body: emptyBody }, () => ({
      fields: { assignee: null },
    }))
    edit(
      app,
      {
        path: 'attributes',
        summary: 'Replace the attributes of a case',
        description:
          'A name that is missing is taken off. `labels` stands for the labels that the tickets share; without it they stay as they are.',
        body: attributesBody,
      },
      ({ data }) => {
        const { labels, ...attributes } = data.attributes.attributes
        return { attributes, fields: labels === undefined ? {} : { labels } }
      },
    )
    edit(
      app,
      {
        path: 'archive',
        summary: 'Archive a case',
        description: 'Its tickets keep following the findings; nothing new can be attached.',
        body: emptyBody,
      },
      () => ({ archived: true }),
    )
    edit(app, { path: 'unarchive', summary: 'Take a case out of the archive', body: emptyBody }, () => ({
      archived: false,
    }))
    edit(
      app,
      {
        path: 'relationships/project',
        method: 'patch',
        summary: 'Move a case to another project',
        description: 'Its key and its tickets stay; the settings of the new project hold from then on.',
        body: moveBody,
      },
      ({ data }) => ({ projectId: data.id }),
    )
  }
}
