/** The app's manifest against Forge's own validators, offline (done-when 1 of issue 4). */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { APP, complaints, readManifest, unknownEvents } from '../../forge-app/tools/manifest'

/** A broken copy beside the manifest: handlers and resources are looked for from there. */
const COPY = join(APP, 'manifest.broken.tmp')
/** Forge's validators take seconds to load. */
const SLOW_MS = 120_000

afterAll(() => rmSync(COPY, { force: true }))

describe('The manifest', () => {
  test(
    'passes both stages of Forge’s own validation, and a handler that is not there is noticed',
    async () => {
      expect(await complaints()).toEqual([])
      const text = readFileSync(join(APP, 'manifest.yml'), 'utf8')
      writeFileSync(COPY, text.replace('function: validate-done', 'function: nowhere'))
      expect((await complaints(COPY)).map(each => each.message).join()).toContain('nowhere')
    },
    SLOW_MS,
  )

  test('listens to events that Jira sends', () => {
    expect(unknownEvents()).toEqual([])
    const manifest = readManifest()
    manifest.modules.trigger?.push({ key: 'x', events: ['avi:jira:imagined:issue'] })
    expect(unknownEvents(manifest)).toEqual(['avi:jira:imagined:issue'])
  })

  test('names each module, function and endpoint once', () => {
    const keys = Object.values(readManifest().modules).flatMap(each => each.map(one => one.key))
    expect(keys).toEqual([...new Set(keys)])
  })

  test('asks for no more than its calls need, and builds in no address', () => {
    const { permissions } = readManifest()
    expect(permissions.scopes).toEqual([
      ...['read:jira-work', 'read:jira-user', 'manage:jira-configuration', 'storage:app'],
    ])
    expect(readFileSync(join(APP, 'manifest.yml'), 'utf8')).not.toMatch(
      /baseUrl|https?:\/\/|external:\n.*address/,
    )
  })
})
