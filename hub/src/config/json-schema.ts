import { z } from 'zod'
import { configSchema } from './schema'

/** Where the JSON schema of the configuration stands, from the root of the project. */
export const JSON_SCHEMA_PATH = 'hub/fixproof.config.schema.json'

/** The JSON schema (2020-12) of the configuration file, as text with a closing newline. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-2020-12' })
  return `${JSON.stringify({ title: 'Fixproof configuration', ...schema }, null, 2)}\n`
}
