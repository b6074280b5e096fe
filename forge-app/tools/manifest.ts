/** Forge's own validators over the manifest, without a login or a network. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

/** The folder of the app. */
export const APP = join(dirname(fileURLToPath(import.meta.url)), '..')
const FILE = join(APP, 'manifest.yml')

/** The manifest as it stands, for what only looks at parts of it. */
export interface Manifest {
  app: { id: string }
  modules: {
    [type: string]: ({ key: string; events?: string[]; handler?: string } & { [name: string]: unknown })[]
  }
  resources: { key: string; path: string; entry?: { [name: string]: string } }[]
  permissions: { scopes: string[] }
}

export const readManifest = (): Manifest => parse(readFileSync(FILE, 'utf8')) as Manifest

/** A line about what is wrong. `stage`: the second looks at events and scopes; schema errors hide its errors. */
export interface Complaint {
  stage: string
  level: string
  line: number
  message: string
}

interface ValidatorOutcome {
  success: boolean
  errors?: { level: string; line: number; column: number; message: string }[]
}
interface Processor {
  instance(): {
    withValidation(type: unknown): { build(): { process(file: string): Promise<ValidatorOutcome> } }
  }
}

/** Both stages of Forge's validation. Empty: errors none, warnings none. */
export async function complaints(file = FILE): Promise<Complaint[]> {
  const require = createRequire(import.meta.url)
  const { ProcessorBuilder, ValidationTypes } = require('@forge/manifest') as {
    ProcessorBuilder: Processor
    ValidationTypes: { [name: string]: unknown }
  }
  const found: Complaint[] = []
  const before = process.cwd()
  // Handlers and resources are looked for relative to the working folder.
  process.chdir(dirname(file))
  try {
    for (const stage of ['FULL', 'PRODUCT_TRIGGER']) {
      const told = await ProcessorBuilder.instance()
        .withValidation(ValidationTypes[stage])
        .build()
        .process(file)
      for (const { level, line, message } of told.errors ?? []) found.push({ stage, level, line, message })
      if (!told.success && (told.errors ?? []).length === 0)
        found.push({ stage, level: 'error', line: 0, message: 'refused without a word' })
    }
  } finally {
    process.chdir(before)
  }
  return found
}

/** Names of product events in the manifest that Jira does not send. No validator of Forge's refuses them. */
export function unknownEvents(manifest: Manifest = readManifest()): string[] {
  const require = createRequire(import.meta.url)
  // The package lists the events it knows beside its own entry, in a file it does not export.
  const list = join(
    dirname(require.resolve('@forge/manifest')),
    'mapping/product-event-to-scope-mapping.json',
  )
  const { mapping } = JSON.parse(readFileSync(list, 'utf8')) as { mapping: { productEvent: string }[] }
  const known = new Set(mapping.map(each => each.productEvent))
  return (manifest.modules.trigger ?? [])
    .flatMap(each => each.events ?? [])
    .filter(event => event.startsWith('avi:jira:') && !known.has(event))
}
