import { createHmac } from 'node:crypto'
import type { Files, OpenFile } from '@fixproof/hub/store/embedded/files'
import { memoryFiles } from '@fixproof/hub/store/embedded/memory'
import { afterEach, describe, expect, it } from 'vitest'
import { contradictions, finding, issues, make } from '../acceptance/support/hardening'
import { type Harness, type Json, makeHarness, WEBHOOK_SECRET } from '../harness'

/** Files whose writes fail with this code from a moment on; half of the bytes get there, as on a disk that runs full. */
function failing(): { files: Files; fail: (code: string | null) => void } {
  const files = memoryFiles()
  let code: string | null = null
  const error = (what: string): Error => Object.assign(new Error(`${code}: ${what}`), { code })
  const guarded = (file: OpenFile): OpenFile => ({
    append: async bytes => {
      if (code === null) return file.append(bytes)
      if (code === 'ENOSPC') await file.append(bytes.subarray(0, bytes.length >> 1))
      throw error('write')
    },
    sync: () => (code === null ? file.sync() : Promise.reject(error('fdatasync'))),
    read: (offset, length) => file.read(offset, length),
    size: () => file.size(),
    truncate: size => file.truncate(size),
    close: () => file.close(),
  })
  return {
    files: { ...files, open: async (path, mode) => guarded(await files.open(path, mode)) },
    fail: next => {
      code = next
    },
  }
}

let h: Harness | undefined
afterEach(() => h?.close())

describe.each([
  ['ENOSPC', 'The disk is full. Free some space on it, then start the hub again.'],
  ['EROFS', 'The file system is read-only. Mount it for writing or choose another folder.'],
  ['EIO', 'The disk reports a fault. Check it (and the copy in your backup) before you start the hub again.'],
])('a disk that fails with %s', (code, advice) => {
  it('is told with what is kept and what to do; nothing is acknowledged until the hub is started again', async () => {
    const { files, fail } = failing()
    h = await makeHarness({ webhook: false, files })
    await h.findings(finding('a'))
    await h.look()
    const [made] = await make(h, 'jira_issues', ['a'])
    await h.rest()
    const { app } = h.hub
    const body = JSON.stringify({ webhookEvent: 'jira:issue_updated', issue: { id: '10000', key: 'SEC-1' } })
    const signature = `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`
    const deliver = (id: string) =>
      (h as Harness).hub.app.request('/webhooks/jira/main', {
        method: 'POST',
        headers: { 'x-hub-signature': signature, 'x-atlassian-webhook-identifier': id },
        body,
      })
    const title = (text: string) =>
      (h as Harness).api('POST', `/api/v2/cases/${made.id}/title`, {
        data: { type: 'case', attributes: { title: text } },
      })
    expect((await deliver('before')).status).toBe(202)
    expect((await title('Before')).status).toBe(200)
    await h.rest()

    fail(code)
    const refused = await deliver('meanwhile')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    // Nobody works meanwhile: the loop cannot claim anything either.
    const write = await app.request(`/api/v2/cases/${made.id}/title`, {
      method: 'POST',
      headers: { 'dd-api-key': 'hub-api', 'dd-application-key': 'hub-app' },
      body: JSON.stringify({ data: { type: 'case', attributes: { title: 'Meanwhile' } } }),
    })
    expect([write.status, write.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await app.request('/healthz')).status).toBe(200)
    expect((await app.request('/readyz')).status).toBe(503)
    const told = h.logged.map(line =>
      JSON.stringify([line.text, (line.fields as { err?: Error }).err?.message]),
    )
    expect(told.join('\n')).toContain(advice)
    expect(told.join('\n')).toContain('Everything confirmed before this is safe.')

    fail(null)
    await h.restart()
    expect((await h.hub.app.request('/readyz')).status).toBe(200)
    expect((await deliver('before')).status).toBe(200)
    expect((await deliver('meanwhile')).status).toBe(202)
    await h.rest()
    const shown = (await h.api('GET', `/api/v2/cases/${made.id}`)).body as Json
    expect(shown.data.attributes.title).toBe('Before')
    expect(await issues(h)).toEqual([{ key: 'SEC-1', status: 'To Do' }])
    expect(await contradictions(h)).toEqual([])
  })
})
