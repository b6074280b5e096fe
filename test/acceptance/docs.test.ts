import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseConfig } from '@fixproof/hub/config/load'
import { adoptBody } from '@fixproof/hub/http/native/adoptDoor'
import { detachBody, ticketsBody } from '@fixproof/hub/http/native/ticketsSchemas'
import { afterEach, describe, expect, it } from 'vitest'
import { MODES } from '../../forge-app/src/frontend/words'
import { readManifest } from '../../forge-app/tools/manifest'
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

  it('the page of the Jira app explains each of its scopes, modules and modes, and no other', () => {
    const { modules, permissions } = readManifest()
    const plumbing = ['function', 'endpoint']
    expect(firstColumn('docs/jira-app.md', 'scope')).toEqual(permissions.scopes)
    expect(firstColumn('docs/jira-app.md', 'module').sort()).toEqual(
      Object.keys(modules)
        .filter(type => !plumbing.includes(type))
        .sort(),
    )
    for (const type of plumbing) expect(read('docs/jira-app.md')).toContain(`\`${type}\``)
    expect(firstColumn('docs/jira-app.md', 'where a transition gets its answer')).toEqual(MODES)
  })

  it('the setting that lets the Jira app in is accepted as it stands there', () => {
    const [forge = ''] = blocks('docs/jira-app.md', 'json')
    const config = firstConfig()
    Object.assign(config.connections.jira[0], JSON.parse(`{${forge}}`))
    accepted(config)
    expect(parseConfig(config, ENVIRONMENT).connections.jira[0]?.forge?.appId).toMatch(/^ari:/)
  })

  it('every picture of docs is shown, and every attempt in the security table names its tests', () => {
    const pictures = readdirSync(join(ROOT, 'docs/screenshots'))
    const pages = [...PAGES, 'servicenow-scoped/README.md'].map(read).join('\n')
    for (const picture of pictures) expect(pages.includes(`screenshots/${picture})`), picture).toBe(true)
    const rows = tableRows('README.md', 'attempt')
    expect(rows.length).toBeGreaterThan(10)
    for (const row of rows) expect(row.at(-1)).toMatch(/^\[[\w-]+\]\([\w/-]+\.test\.ts\)/)
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

/** The rows of the table whose first column is headed so, each as its cells. */
function tableRows(path: string, head: string): string[][] {
  const [, body = ''] = read(path).split(`\n| ${head} |`)
  const [table = ''] = body.split('\n\n')
  return table
    .split('\n')
    .slice(2)
    .map(row =>
      row
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    )
}

/** What stands as code in the first column of that table. */
function firstColumn(path: string, head: string): string[] {
  return tableRows(path, head).flatMap(([first = '']) =>
    [...first.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  )
}

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
