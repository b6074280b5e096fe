import type { Config } from './config'
import type { Clock, Logger } from './ports'
import { openEmbedded } from './store/embedded'
import type { Files } from './store/embedded/files'
import type { Store } from './store/port'
import type { Portable } from './store/portable'
import { openPostgres } from './store/postgres'

/**
 * Opens the store that a configuration names. `files` is for the embedded one alone. With `existing` none is made: one
 * that is not there is refused. Rejects with `StoreFailed`.
 */
export function openStore(
  { store }: Pick<Config, 'store'>,
  outside: { clock: Clock; logger: Logger; files?: Files; existing?: boolean },
): Promise<Store & Portable> {
  const { clock, logger, files, existing = false } = outside
  if (store.kind === 'postgres') return openPostgres({ url: store.url, clock, logger, existing })
  return openEmbedded({
    folder: store.folder,
    clock,
    logger,
    existing,
    ...(files !== undefined && { files }),
  })
}
