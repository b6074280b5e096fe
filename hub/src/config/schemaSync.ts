import { z } from 'zod'
import { names } from './schemaParts'

/** `projects[].sync`: which fields are kept the same, and which way. */

const direction = {
  type: z
    .enum(['two-way', 'to-ticket', 'once', 'off'])
    .describe('"two-way", "to-ticket", "once" (at creation) or "off".'),
  conflict: z
    .enum(['newest', 'case', 'ticket'])
    .optional()
    .describe('Who wins when both sides changed: "newest", "case" or "ticket".'),
}
const wordsFor = <K extends string>(values: readonly K[], what: string) =>
  z
    .partialRecord(z.enum(values), names(what, []))
    .optional()
    .describe('Case value → how the tool says it; the first is what is written.')

/** Value maps (RULES 33 and 34). */
const maps = {
  status: wordsFor(['OPEN', 'IN_PROGRESS'], 'Statuses that are not closed, by name.'),
  priority: {
    jira: wordsFor(['P1', 'P2', 'P3', 'P4', 'P5'], 'Jira priorities, by name.'),
    servicenow: wordsFor(['P1', 'P2', 'P3', 'P4', 'P5'], 'Impact and urgency, e.g. "1/2".'),
  },
}
const plainField = z.strictObject(direction).optional()
const statusField = z.strictObject({ ...direction, map: maps.status }).optional()
const textFields = {
  title: plainField,
  description: plainField,
  assignee: plainField,
  comments: plainField,
  status: statusField,
  due_date: plainField,
}
const jiraSync = z
  .strictObject({
    ...textFields,
    priority: z.strictObject({ ...direction, map: maps.priority.jira }).optional(),
    labels: plainField,
  })
  .optional()
  .describe('One row for each field that is kept the same.')
const journal = z.enum(['work_notes', 'comments'])
const serviceNowSync = z
  .strictObject({
    ...textFields,
    comments: z
      .strictObject({
        ...direction,
        journal: journal
          .optional()
          .describe('Where ours are written: "work_notes" (default), or "comments", which customers read.'),
        from: z
          .array(journal)
          .min(1)
          .optional()
          .describe('Journals whose entries come to the case; both by default.'),
      })
      .optional(),
    priority: z.strictObject({ ...direction, map: maps.priority.servicenow }).optional(),
    labels: z
      .strictObject({
        type: z.literal('off', { error: 'must be "off": an incident has no labels of its own' }),
      })
      .optional(),
  })
  .optional()
  .describe('One row for each field that is kept the same.')

export const sync = z
  .strictObject({ jira: jiraSync, servicenow: serviceNowSync })
  .default({})
  .describe('Which fields are kept the same, and which way.')
