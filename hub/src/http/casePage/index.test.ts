import { describe, expect, it } from 'vitest'
import { testHub } from '../appTesting'
import { casePageDoor } from './index'

const hub = () => testHub({ doors: [casePageDoor] })

describe('GET /cases/{key}', () => {
  it('is the same page for everybody, and holds nothing of any case', async () => {
    const { app } = await hub()
    const page = await app.request('/cases/SEC-12')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const html = await page.text()
    for (const other of ['/cases/NONE-1', '/cases/0a6c9a0e-6b0f-4a57-8f0e-6f7b6b1d2c34'])
      expect(await (await app.request(other)).text()).toBe(html)
    expect(html).not.toContain('SEC-12')
  })

  it('loads its own files only, and the policy forbids anything else', async () => {
    const { app } = await hub()
    const page = await app.request('/cases/SEC-12')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    const html = await page.text()
    expect(html).not.toMatch(/https?:|style=|\son\w+=|<script(?![^>]*\ssrc=)|<style/)
    const files = [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map(match => match[1] ?? '')
    expect(files).toEqual(['data:,', '../cases-page.css', '../cases-page.js'])
    for (const [file, type] of [
      ['/cases-page.css', 'text/css; charset=utf-8'],
      ['/cases-page.js', 'text/javascript; charset=utf-8'],
    ] as const) {
      const answer = await app.request(file)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type])
      expect(await answer.text()).not.toMatch(/https?:\/\/\w|@import|url\(|innerHTML/)
    }
  })

  it('is asked for again only when it changed', async () => {
    const { app } = await hub()
    for (const path of ['/cases/SEC-12', '/cases-page.js']) {
      const first = await app.request(path)
      const etag = first.headers.get('etag') ?? ''
      expect([etag.length > 40, first.headers.get('cache-control')]).toEqual([true, 'no-cache'])
      const again = await app.request(path, { headers: { 'if-none-match': etag } })
      expect([again.status, await again.text()]).toEqual([304, ''])
    }
  })

  it('is no page for what cannot be a case', async () => {
    const { app } = await hub()
    for (const path of ['/cases/', '/cases/<script>', '/cases/12', '/cases/SEC-12/x'])
      expect((await app.request(path)).status, path).toBe(404)
  })
})
