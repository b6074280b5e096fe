import { forgeAppId } from '../../check/marks'
import { VendorError } from '../../connectors/port'
import type { CursorDoc } from '../../domain/model'
import type { Clock, Logger } from '../../ports'
import { type Tools, toolKey } from '../../reconcile/tools'
import type { Store } from '../../store/port'
import { Refusal } from '../errors'
import { FORGE_SEEN_EVERY_MS } from '../limits'
import type { ForgeConnection, ForgeToken } from './token'

/** The site an app calls for: a Jira connection of this hub. */
export interface ForgeSite {
  connection: string
  cloudId: string
}

export interface Sites {
  /** The connection whose site the token is for. Throws `Refusal` 403 for a stranger's, 503 while that cannot be told. */
  siteOf(token: ForgeToken, connections: readonly ForgeConnection[]): Promise<ForgeSite>
}

/** Joins installations and connections by the cloud id, which stays when the app is installed anew. */
export function makeSites(deps: { store: Store; tools: Tools; clock: Clock; logger: Logger }): Sites {
  const { store, tools, clock, logger } = deps

  async function cloudIdOf(connection: string): Promise<string | null> {
    return (await tools.tickets.get(toolKey('jira', connection))?.site?.()) ?? null
  }

  /** What the app last said of itself; written when that changes, and now and then for when it was heard. */
  async function remember({ connection, cloudId }: ForgeSite, token: ForgeToken): Promise<void> {
    const id = forgeAppId(connection)
    const known = await store.get('cursor', id)
    const { installationId: installation, appVersion, environment } = token
    const detail = { installation, cloudId, appVersion, environment }
    const same = JSON.stringify(known?.doc.detail) === JSON.stringify(detail)
    if (same && known !== undefined && clock.now() - known.doc.at < FORGE_SEEN_EVERY_MS) return
    if (!same) logger.info({ connection, ...detail }, 'The Jira app was heard from a new installation')
    const doc: CursorDoc = { id, watermark: clock.now(), at: clock.now(), detail }
    // Another request that says the same may be faster: then there is nothing left to keep.
    await store.commit({
      expect: [{ kind: 'cursor', id, version: known?.version ?? 0 }],
      put: [{ kind: 'cursor', id, doc }],
    })
  }

  return {
    async siteOf(token, connections) {
      let unknown: VendorError | null = null
      for (const { id } of connections) {
        const cloudId = await cloudIdOf(id).catch(error => {
          if (!(error instanceof VendorError)) throw error
          unknown = error
          return null
        })
        if (cloudId === null || !token.cloudIds.includes(cloudId)) continue
        const site = { connection: id, cloudId }
        await remember(site, token)
        return site
      }
      if (unknown !== null) throw unknown
      throw new Refusal(
        403,
        `The app is installed on another site (${token.cloudIds.join(', ')}) than the Jira connections of this hub. ` +
          'Add a connection for that site, with forge.appId.',
      )
    },
  }
}
