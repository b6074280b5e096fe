import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseConfig } from '@fixproof/hub/config/load'
import { adoptBody } from '@fixproof/hub/http/native/adoptDoor'
import { detachBody, ticketsBody } from '@fixproof/hub/http/native/ticketsSchemas'
import { afterEach, describe, expect, it } from 'vitest'
import { type Harness, type Json, makeHarness } from '../harness'

/** What people read first: README and docs, held to what the hub takes and answers. */

const ROOT = resolve(import.meta.dirname, '../..')
const MARKDOWN = readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md'))
const PAGES = ['README.md', ...MARKDOWN.map(name => `docs/${name}`)]
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const blocks = (path: string, language: string): string[] =>
  [...read(path).matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text ?? '')

/** Every variable that the configuration of the README names. */
const ENVIRONMENT = Object.fromEntries(
  [...read('README.md').matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => [name, `value-of-${name}`]),
)
const firstConfig = (): Json => {
  const [text] = blocks('README.md', 'json').filter(block => block.includes('"$schema"'))
  return JSON.parse(text ?? '')
}
const accepted = (json: Json): void => {
  parseConfig(json, ENVIRONMENT)
}

let h: Harness | undefined
afterEach(() => h?.close())

describe('README and docs', () => {
  it.each(PAGES)('%s links only to files and headings that are there', path => {
    for (const [, target = ''] of read(path).matchAll(/\]\(([^)]+)\)/g)) {
      if (/^https?:/.test(target)) continue
      const [file = '', heading] = target.split('#')
      const named = file === '' ? path : join(dirname(path), file)
      expect(existsSync(join(ROOT, named)), `${target} in ${path}`).toBe(true)
      if (heading !== undefined) expect(anchors(named), `${target} in ${path}`).toContain(heading)
    }
  })

  it('every page of docs is linked from the README', () => {
    for (const page of PAGES.slice(1)) expect(read('README.md')).toContain(`](${page})`)
  })

  it('the first configuration, and that of the simulated vendors, are accepted', () => {
    accepted(firstConfig())
    accepted(JSON.parse(read('test/sandbox/fixproof.config.json')))
  })

  it('the examples of settings are accepted as they stand', () => {
    const examples = blocks('docs/configuration.md', 'json').map(text => JSON.parse(`{${text}}`))
    expect(examples.flatMap(each => Object.keys(each))).toEqual(['sync', 'users', 'fields'])
    for (const { users, ...ofProject } of examples) {
      const config = firstConfig()
      Object.assign(config.projects[0], ofProject)
      accepted({ ...config, ...(users !== undefined && { users }) })
    }
  })

  it('the bodies shown for tickets, attaching, detaching and adopting are what the doors take', () => {
    const [whole = '', attach = '', adopt = ''] = blocks('docs/tickets.md', 'json')
    const lines = (text: string) => text.trim().split('\n')
    for (const body of [whole, ...lines(attach)]) ticketsBody.parse(JSON.parse(body))
    for (const body of lines(adopt)) adoptBody.parse(JSON.parse(body))
    expect([lines(attach).length, lines(adopt).length]).toEqual([2, 5])
    detachBody.parse({ findings: ['<id>'] })
  })

  it.each(PAGES)('%s names only addresses of the API that are there', async path => {
    h = await makeHarness()
    const document: Json = await (await h.hub.app.request('/openapi.json')).json()
    const known = Object.keys(document.paths)
    for (const [address] of read(path).matchAll(/\/api\/v[12]\/[\w\-/{},…$]*/g))
      for (const each of choices(address))
        expect(
          known.some(pattern => fits(each, pattern)),
          `${address} in ${path}`,
        ).toBe(true)
  })
})

/** Headings as GitHub makes anchors of them. */
function anchors(path: string): string[] {
  return [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

/** `/api/v1/{cases,findings}/x` are two. */
function choices(address: string): string[] {
  const [, before = '', options, after = ''] = /^(.*?)\{(\w+(?:,\w+)+)\}(.*)$/.exec(address) ?? []
  return options === undefined ? [address] : options.split(',').map(one => `${before}${one}${after}`)
}

/** Whether an address as a page writes it is one of the API; one that ends with `…` or `/` stands for all below it. */
function fits(address: string, pattern: string): boolean {
  const named = pattern.split('/')
  const parts = address.replace(/…$/, '').split('/')
  if (parts.at(-1) === '') return parts.slice(0, -1).every((part, i) => part === named[i])
  return (
    parts.length === named.length && parts.every((part, i) => /^\{/.test(named[i] ?? '') || part === named[i])
  )
}
