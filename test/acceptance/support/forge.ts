/** A scene whose Jira site has the app: its calls reach the hub with Forge's invocation tokens. */
import { HUB, type Json } from '../../harness'
import { APP_ID, JWKS_URL, makeTokens, type TokenClaims, type TokenMaker } from '../../sandbox/forge/tokens'
import { CLOUD_ID } from '../../sandbox/jira/metadata'
import { type Scene, type SceneOptions, scene } from './scene'

/** Ada as the app names her; her account as the sandbox seeds it. */
export const ADA = { accountId: '712020:ada0ada0-0000-4000-8000-000000000002', name: 'Ada Lovelace' }

export type ForgeScene = Awaited<ReturnType<typeof forgeScene>>

// One pair of keys for all tests of a file: making one takes its time.
let made: TokenMaker | null = null

export async function forgeScene(options: SceneOptions & { tokens?: TokenMaker } = {}) {
  made ??= makeTokens()
  const tokens = options.tokens ?? made
  const s: Scene = await scene({
    ...options,
    config(json) {
      json.connections.jira[0].forge = { appId: APP_ID, jwksUrl: JWKS_URL }
      json.keys.push(
        { name: 'carol', scopes: ['admin'], apiKey: 'hub-carol', person: 'carol@example.com' },
        { name: 'ada', scopes: ['admin'], apiKey: 'hub-ada', person: 'ada@example.com' },
      )
      options.config?.(json)
    },
  })
  const { h } = s
  /** How often the keys of tokens were read, and whether they can be. */
  const keySet = { reads: 0, down: false }
  const { send } = h.world
  h.world.send = (url, init) => {
    if (url !== JWKS_URL) return send(url, init)
    keySet.reads += 1
    if (keySet.down) return Promise.resolve(new Response('', { status: 503 }))
    return Promise.resolve(Response.json(tokens.jwks()))
  }
  const claims = (more: Partial<TokenClaims> = {}): TokenClaims => ({
    now: s.now,
    cloudId: CLOUD_ID,
    ...more,
  })

  /** A call of the app; `authorization` null sends none. */
  async function call(
    path: string,
    body: Json = {},
    more: { token?: string; authorization?: string | null } = {},
  ) {
    const bearer =
      more.authorization === undefined ? `Bearer ${more.token ?? tokens.token(claims())}` : more.authorization
    const response = await h.during(
      Promise.resolve(
        h.hub.app.request(`${HUB}/forge/v1${path}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(bearer === null ? {} : { authorization: bearer }),
          },
          body: JSON.stringify(body),
        }),
      ),
      () => true,
    )
    return { status: response.status, body: (await response.json()) as Json }
  }

  return {
    ...s,
    s,
    h,
    tokens,
    keySet,
    claims,
    call,
    get now() {
      return s.now
    },
  }
}

/** Closes every scene a file opened. */
export function forgeScenes(): { open: typeof forgeScene; closeAll(): Promise<void> } {
  let opened: ForgeScene[] = []
  return {
    async open(options) {
      const one = await forgeScene(options)
      opened.push(one)
      return one
    },
    async closeAll() {
      for (const { h } of opened) await h.close()
      opened = []
    },
  }
}
