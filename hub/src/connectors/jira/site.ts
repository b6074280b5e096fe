import { VendorError } from '../port'
import type { JiraClient } from './client'
import { tenantInfo } from './wire'

/** `https://api.atlassian.com/ex/jira/<cloud id>`: the address names the site's id itself. */
const GATEWAY = /\/ex\/jira\/([0-9a-f-]{8,})\/?$/i

/** No answer, a wait, a fault of the site, or a page of something that stands before it. */
function passes(status: number | null): boolean {
  return status === null || status >= 429 || status < 400
}

/**
 * The site's cloud id, for the proof: as configured, else in the address, else asked at the door that every Jira
 * Cloud site has. Read once. Throws `VendorError` blocked when the site does not tell.
 */
export function cloudIdOf(
  client: JiraClient,
  baseUrl: string,
  configured: string | undefined,
): () => Promise<string> {
  const given = configured ?? GATEWAY.exec(baseUrl)?.[1]
  let held: Promise<string> | null = given === undefined ? null : Promise.resolve(given)

  async function ask(): Promise<string> {
    try {
      const info = await client.json({ method: 'GET', path: '/_edge/tenant_info' }, tenantInfo)
      return info.cloudId
    } catch (error) {
      held = null
      // A site that answers but has no such door will not grow one; only being out of reach passes.
      if (error instanceof VendorError && passes(error.status)) throw error
      throw new VendorError(
        'blocked',
        'This Jira site does not tell its cloud id. Put it into the configuration as cloudId of the connection.',
        { cause: error },
      )
    }
  }

  return function cloudId() {
    held ??= ask()
    return held
  }
}
