import { z } from 'zod'
import { DEFAULT_NOT_FIXED } from './defaults'
import { names, text } from './schemaParts'

/** What a closed ticket says: `close` for Fixproof's own closes, `notFixed` for those of people. */

const fieldValues = z
  .record(z.string(), z.unknown())
  .default({})
  .describe('Further fields by id, sent untouched.')
const jiraClose = z.strictObject({
  status: z
    .string()
    .nullable()
    .optional()
    .describe('Name of the status to close into; null = any status of the category Done.'),
  resolution: z.string().nullable().optional().describe('Name of the resolution; null = none is set.'),
  fields: fieldValues,
})
const serviceNowClose = z.strictObject({
  closeCode: text('Value of close_code (Resolution code).').optional(),
  fields: fieldValues,
})
const byCause = <T extends z.ZodType>(row: T) =>
  z
    .strictObject({
      remediated: row.optional().describe('Everything was fixed. The only cause that may say fixed.'),
      accepted: row.optional().describe('At least one finding is muted in Datadog.'),
      detached: row.optional().describe('No finding is attached any more.'),
      'by-hand': row.optional().describe('A person closed it and the policy let that stand.'),
    })
    .optional()

export const close = z
  .strictObject({ jira: byCause(jiraClose), servicenow: byCause(serviceNowClose) })
  .default({})
  .describe('What a ticket closed by Fixproof says, by cause.')

export const notFixed = z
  .strictObject({
    resolutions: names('Jira resolutions that do not mean fixed.', DEFAULT_NOT_FIXED.resolutions),
    statuses: names('Jira statuses that do not mean fixed.', DEFAULT_NOT_FIXED.statuses),
    closeCodes: names('ServiceNow close codes that do not mean fixed.', DEFAULT_NOT_FIXED.closeCodes),
  })
  .prefault({})
  .describe('How a person says "closed, but not because it is fixed".')
