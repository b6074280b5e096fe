/** Writes `hub/fixproof.config.schema.json` from the zod schema: `node --import tsx hub/bin/config-schema.ts`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configJsonSchema } from '../src/config/json-schema'

writeFileSync(fileURLToPath(new URL('../fixproof.config.schema.json', import.meta.url)), configJsonSchema())
