import { describe, expect, it } from 'vitest'
import { keyDocs } from './documents'
import { ConfigError, parseConfig } from './load'

const APP = 'ari:cloud:ecosystem::app/2f6b3c1e-9b7a-4f7e-8a52-6c1f0a6d9e11'

const configOf = (forge: unknown, keys: unknown[] = []) =>
  parseConfig({
    connections: {
      datadog: { apiKey: 'dd-api', applicationKey: 'dd-app' },
      jira: [
        {
          ...{ id: 'main', baseUrl: 'https://example.atlassian.net' },
          ...{ email: 'bot@example.com', apiToken: 't0ken', forge },
        },
      ],
    },
    keys,
  })

function problemsOf(forge: unknown): string {
  try {
    configOf(forge)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return ''
}

describe('the Jira app in the configuration', () => {
  it('needs its id alone: keys and algorithms are those of Atlassian', () => {
    expect(configOf({ appId: APP }).connections.jira[0]?.forge).toEqual({
      appId: APP,
      jwksUrl: 'https://forge.cdn.prod.atlassian-dev.net/.well-known/jwks.json',
      algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    })
  })

  it.each(['HS256', 'none', 'HS512'])('never takes tokens signed by %s', algorithm => {
    expect(problemsOf({ appId: APP, algorithms: [algorithm] })).toContain('forge.algorithms')
  })

  it.each(['2f6b3c1e-9b7a-4f7e-8a52-6c1f0a6d9e11', 'ari:cloud:ecosystem::app/*', ''])(
    'refuses the id %j, which would let in another app or none',
    appId => {
      expect(problemsOf({ appId })).toContain('ari:cloud:ecosystem::app/ and a UUID')
    },
  )
})

it("a key's holder is kept in lower case, as addresses are compared", () => {
  const key = { name: 'carol', scopes: ['admin'], apiKey: 'k' }
  const config = configOf({ appId: APP }, [{ ...key, person: 'Carol@Example.com' }])
  expect(keyDocs(config, 1)[0]?.person).toBe('carol@example.com')
})
