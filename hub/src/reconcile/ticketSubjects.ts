import { FINDING_IDS_PER_SEARCH_MAX } from '@fixproof/rules'
import { type FindingSource, VendorError } from '../connectors/port'
import { readDoc } from '../domain/findings'
import type { FindingDoc } from '../domain/model'
import type { Clock } from '../ports'
import type { Store } from '../store/port'
import type { Findings } from './findings'
import type { RefusedItem } from './ticketsModel'

export interface Sources {
  store: Pick<Store, 'getMany' | 'commit'>
  clock: Clock
  findings: Pick<Findings, 'known'>
  source: FindingSource
}

/** What tickets are to be made for, in the order asked; each one that Datadog does not know is refused by itself. */
export async function ticketSubjects(
  sources: Sources,
  asked: { kind: 'findings' | 'signals'; ids: readonly string[] },
  preview: boolean,
): Promise<{ found: FindingDoc[]; refused: RefusedItem[] }> {
  const docs = preview ? await shown(sources, asked.ids) : await sources.findings.known(asked.ids)
  return {
    found: asked.ids.flatMap(id => docs.get(id) ?? []),
    refused: asked.ids
      .filter(id => !docs.has(id))
      .map(id => ({ findings: [id], reason: `Datadog knows no finding ${id}` })),
  }
}

/** As `known`, and nothing is kept. */
async function shown(
  { store, source, clock }: Sources,
  ids: readonly string[],
): Promise<Map<string, FindingDoc>> {
  const docs = new Map((await store.getMany('finding', ids)).map(each => [each.doc.id, each.doc]))
  const missing = ids.filter(id => !docs.has(id))
  for (let from = 0; from < missing.length; from += FINDING_IDS_PER_SEARCH_MAX) {
    const some = missing.slice(from, from + FINDING_IDS_PER_SEARCH_MAX)
    const { items, complete } = await source.byId(some)
    for (const item of items) {
      const read = source.read(item)
      if (read !== null) docs.set(read.item.id, readDoc(null, read, clock.now()))
    }
    if (!complete && some.some(id => !docs.has(id)))
      throw new VendorError('retryable', 'Datadog did not answer in time which of these findings exist.')
  }
  return docs
}
