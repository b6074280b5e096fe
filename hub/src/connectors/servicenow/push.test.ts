import { createHmac } from 'node:crypto'
import { PUSH_WINDOW_MS } from '@fixproof/rules'
import { describe, expect, it } from 'vitest'
import { readServiceNowPush, verifyServiceNowPush } from './push'

const NOW = 1_780_000_000_000
const body = Buffer.from('{"event_id":"e1","note":"grün"}')
const mac = (secret: string, timestamp: string, bytes: Uint8Array = body) =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(bytes).digest('base64')
const headers = (timestamp: string, signature: string) =>
  new Headers({ 'x-fixproof-timestamp': timestamp, 'x-fixproof-signature': signature })
const stamp = String(NOW)

describe('a ServiceNow push', () => {
  it('is good when it is signed with a known secret over time stamp and body', () => {
    const signed = headers(stamp, `v1=${mac('secret-1', stamp)}`)
    expect(verifyServiceNowPush(['secret-1'], signed, body, NOW)).toBe('good')
  })

  it('is signed as openssl signs it, a secret in any alphabet included', () => {
    // printf '1780000000.{}' | openssl dgst -sha256 -hmac 'ключ' -binary | base64
    const signed = headers('1780000000', 'v1=WpFUKmrpbYa5J32DMtwXpEEskaKBJdvxiDLvbZeNLRo=')
    expect(verifyServiceNowPush(['ключ'], signed, Buffer.from('{}'), NOW)).toBe('good')
  })

  it('is good with either of two secrets, and with either of two signatures, while secrets are changed', () => {
    const secrets = ['new-secret', 'old-secret']
    for (const secret of secrets)
      expect(verifyServiceNowPush(secrets, headers(stamp, `v1=${mac(secret, stamp)}`), body, NOW)).toBe(
        'good',
      )
    const both = headers(stamp, `v1=${mac('newest', stamp)}, v1=${mac('old-secret', stamp)}`)
    expect(verifyServiceNowPush(['old-secret'], both, body, NOW)).toBe('good')
  })

  it.each([
    ['another secret', headers(stamp, `v1=${mac('other', stamp)}`)],
    ['another body', headers(stamp, `v1=${mac('secret-1', stamp, Buffer.from('{}'))}`)],
    ['another time stamp than the signed one', headers(String(NOW + 1), `v1=${mac('secret-1', stamp)}`)],
    ['another version of the scheme', headers(stamp, `v2=${mac('secret-1', stamp)}`)],
    ['a cut signature', headers(stamp, `v1=${mac('secret-1', stamp).slice(0, 20)}`)],
    ['no signature', new Headers({ 'x-fixproof-timestamp': stamp })],
    ['no time stamp', new Headers({ 'x-fixproof-signature': `v1=${mac('secret-1', stamp)}` })],
  ])('is refused with %s', (_what, signed) => {
    expect(verifyServiceNowPush(['secret-1'], signed, body, NOW)).toBe('wrong-signature')
  })

  it('is refused by a connection without a secret', () => {
    const signed = headers(stamp, `v1=${mac('', stamp)}`)
    expect(verifyServiceNowPush([], signed, body, NOW)).toBe('wrong-signature')
  })

  it.each([
    ['five minutes old', -PUSH_WINDOW_MS, 'good'],
    ['older than five minutes', -PUSH_WINDOW_MS - 1, 'wrong-time'],
    ['five minutes ahead', PUSH_WINDOW_MS, 'good'],
    ['further ahead than five minutes', PUSH_WINDOW_MS + 1, 'wrong-time'],
  ])('that is %s is judged by its time stamp', (_what, offset, verdict) => {
    const timestamp = String(NOW + offset)
    const signed = headers(timestamp, `v1=${mac('secret-1', timestamp)}`)
    expect(verifyServiceNowPush(['secret-1'], signed, body, NOW)).toBe(verdict)
  })

  it('may count its time in seconds', () => {
    const seconds = String(NOW / 1000)
    const signed = headers(seconds, `v1=${mac('secret-1', seconds)}`)
    expect(verifyServiceNowPush(['secret-1'], signed, body, NOW)).toBe('good')
  })

  it.each(['soon', '', '1e12', '-1780000000000'])('signed for the time "%s" is refused', timestamp => {
    const signed = headers(timestamp, `v1=${mac('secret-1', timestamp)}`)
    expect(verifyServiceNowPush(['secret-1'], signed, body, NOW)).toBe('wrong-time')
  })
})

describe('the body of a push', () => {
  const sys_id = '0123456789ABCDEF0123456789abcdef'

  it('is read with strings as ServiceNow sends them, unknown members aside', () => {
    expect(
      readServiceNowPush(
        {
          event_id: 'e1',
          sys_id,
          number: 'INC0010001',
          sys_mod_count: '7',
          changed: ['state'],
          actor: 'abel',
          later: true,
        },
        NOW,
      ),
    ).toEqual({
      eventId: 'e1',
      sysId: sys_id.toLowerCase(),
      number: 'INC0010001',
      modCount: 7,
      changed: ['state'],
      actor: 'abel',
      told: null,
    })
  })

  it('tells of a close that was stopped, and of what people wrote; nothing later than now', () => {
    const journal = [
      { id: 'j1', element: 'comments', value: 'Hello', by: 'abel', at: new Date(NOW - 5_000).toISOString() },
      { id: null, element: 'work_notes', value: 'Psst', by: 'abel', at: 'yesterday' },
    ]
    const at = new Date(NOW + 60_000).toISOString()
    const refused = { kind: 'refused', actor: 'abel', sentence: 'Still open.', claim: 'other', at }
    expect(readServiceNowPush({ event_id: 'e1', sys_id, ...refused, journal }, NOW).told).toEqual({
      stopped: { by: 'abel', account: 'abel', sentence: 'Still open.', claim: 'other' },
      journal: [
        { id: 'j1', journal: 'comments', text: 'Hello', by: 'abel', at: NOW - 5_000 },
        { id: 'event:e1:1', journal: 'work_notes', text: 'Psst', by: 'abel', at: NOW },
      ],
      at: NOW,
    })
    // Silence about what the close says is no way around the count.
    const silent = readServiceNowPush({ event_id: 'e1', sys_id, kind: 'refused', actor: 'abel' }, NOW)
    expect(silent.told?.stopped?.claim).toBe('fixed')
  })

  it('needs only its id and the incident', () => {
    expect(readServiceNowPush({ event_id: 'e1', sys_id, sys_mod_count: '' }, NOW)).toMatchObject({
      modCount: null,
      changed: [],
      actor: null,
    })
    expect(readServiceNowPush({ event_id: 'e1', sys_id }, NOW)).toMatchObject({ modCount: null })
  })

  it.each([[{}], [{ event_id: '', sys_id }], [{ event_id: 'e1', sys_id: 'INC0010001' }], ['text'], [null]])(
    'is refused when it names no incident: %j',
    unusable => {
      expect(() => readServiceNowPush(unusable, NOW)).toThrow()
    },
  )
})
