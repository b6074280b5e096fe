import {
  JIRA_PROPERTY_CHARS_MAX,
  JIRA_REMOTE_LINK_GLOBAL_ID_CHARS_MAX,
  JIRA_SUMMARY_CHARS_MAX,
} from '@fixproof/rules'
import type { TicketValues } from '../../domain/ticketWrite'
import { type TicketWrite, VendorError } from '../port'
import { adfToMarkdown, cut, cutLine, markdownToAdf, remembering } from '../text'
import type { JiraCall } from './client'
import { NOTE_PROPERTY } from './view'

/** Shown by Jira beside the links we make. */
const APPLICATION = { type: 'com.fixproof', name: 'Fixproof' } as const

/**
 * The one call that does a write. `id` is the issue's id. Texts are Markdown.
 * Throws `VendorError` blocked for a property too large, `TypeError` for a write that is no Jira write.
 */
export function writeCall(id: string, write: TicketWrite): JiraCall {
  const issue = `/rest/api/3/issue/${encodeURIComponent(id)}`
  switch (write.kind) {
    case 'transition':
      return {
        method: 'POST',
        path: `${issue}/transitions`,
        body: {
          transition: { id: write.transitionId },
          ...(Object.keys(write.fields).length === 0 ? {} : { fields: write.fields }),
          ...(write.comment === null
            ? {}
            : { update: { comment: [{ add: { body: markdownToAdf(write.comment) } }] } }),
        },
      }
    case 'comment':
      return {
        method: 'POST',
        path: `${issue}/comment`,
        body: {
          body: markdownToAdf(write.text),
          properties: [{ key: NOTE_PROPERTY, value: { marker: write.marker } }],
        },
      }
    case 'fields':
      return {
        method: 'PUT',
        path: issue,
        body: {
          fields: write.fields,
          ...(write.update !== undefined && { update: write.update }),
          ...(write.properties !== undefined && { properties: write.properties }),
        },
      }
    case 'update':
      return { method: 'PUT', path: issue, body: updateBody(write.values) }
    case 'property':
      if (JSON.stringify(write.value ?? null).length > JIRA_PROPERTY_CHARS_MAX)
        throw new VendorError(
          'blocked',
          `The property ${write.key} is larger than the ${JIRA_PROPERTY_CHARS_MAX} characters Jira takes.`,
        )
      return {
        method: 'PUT',
        path: `${issue}/properties/${encodeURIComponent(write.key)}`,
        body: write.value ?? null,
      }
    case 'remove-property':
      return { method: 'DELETE', path: `${issue}/properties/${encodeURIComponent(write.key)}` }
    case 'remote-link':
      return {
        method: 'POST',
        path: `${issue}/remotelink`,
        body: {
          globalId: cut(write.globalId, JIRA_REMOTE_LINK_GLOBAL_ID_CHARS_MAX),
          application: APPLICATION,
          relationship: 'Datadog findings',
          object: {
            url: write.url,
            title: cutLine(write.title, JIRA_SUMMARY_CHARS_MAX),
            summary: cutLine(write.summary, JIRA_SUMMARY_CHARS_MAX),
            status: { resolved: write.resolved },
          },
        },
      }
    case 'issue-link':
      return {
        method: 'POST',
        path: '/rest/api/3/issueLink',
        body: { type: { name: write.type }, inwardIssue: { id }, outwardIssue: { key: write.toKey } },
        // Missing here is the link type, the other issue, or link-making as such: ours may be well.
        meanings: { 404: 'refused' },
      }
    case 'patch':
      throw new TypeError('A patch is a ServiceNow write; Jira has transitions and fields')
  }
}

/** Shared fields as `PUT issue` takes them; labels step by step, so that one added meanwhile stays. */
function updateBody(values: TicketValues): Record<string, unknown> {
  const { title, description, priority, assignee, due_date, labels } = values
  const fields = {
    ...(title !== undefined && { summary: cutLine(title, JIRA_SUMMARY_CHARS_MAX) }),
    ...(description !== undefined && {
      description: description === '' ? null : markdownToAdf(description),
    }),
    ...(priority !== undefined && { priority: { name: priority } }),
    ...(assignee !== undefined && { assignee: assignee === null ? null : { accountId: assignee } }),
    ...(due_date !== undefined && { duedate: due_date }),
  }
  const steps =
    labels === undefined
      ? []
      : [...labels.add.map(label => ({ add: label })), ...labels.remove.map(label => ({ remove: label }))]
  return { fields, ...(steps.length > 0 && { update: { labels: steps } }) }
}

/** How Jira shows a text of ours once it was written. */
export function shownInJira(field: 'title' | 'description', text: string): string {
  return field === 'title' ? cutLine(text, JIRA_SUMMARY_CHARS_MAX) : thereAndBack(text)
}

/** Descriptions whose way there and back is kept in memory, with what became of them. Characters. Ours. */
const SHOWN_CHARS_MAX = 4_000_000

/** Asked again in each step of a pass, and the dearest part of planning; its answer depends on the text alone. */
const thereAndBack = remembering(text => adfToMarkdown(markdownToAdf(text)), SHOWN_CHARS_MAX)
