import { FINDING_IDS_PER_SEARCH_MAX } from '@fixproof/rules'
import { type FindingSource, VendorError } from '../connectors/port'
import { readDoc } from '../domain/findings'
import type { FindingDoc } from '../domain/model'
import { signalDoc } from '../domain/signals'
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
  const { kind, ids } = asked
  const docs =
    kind === 'signals'
      ? await signals(sources, ids, preview)
      : preview
        ? await shown(sources, ids)
        : await sources.findings.known(ids)
  return {
    found: ids.flatMap(id => docs.get(id) ?? []),
    refused: ids
      .filter(id => !docs.has(id))
      .map(id => ({ findings: [id], reason: `Datadog knows no ${kind.slice(0, -1)} ${id}` })),
  }
}

async function signals(
  { store, source, clock }: Sources,
  ids: readonly string[],
  preview: boolean,
): Promise<Map<string, FindingDoc>> {
  const known = (await store.getMany('finding', ids)).map(each => each.doc)
  const docs = new Map(
    known.filter(each => each.facts.findingType === 'security_signal').map(each => [each.id, each]),
  )
  const missing = ids.filter(id => !docs.has(id))
  const read = missing.length === 0 ? [] : ((await source.signals?.(missing)) ?? [])
  for (const each of read) {
    const doc = signalDoc(each, clock.now())
    docs.set(doc.id, doc)
    if (preview) continue
    // Another request may have named it at the same moment: then it is kept already.
    await store.commit({
      expect: [{ kind: 'finding', id: doc.id, version: 0 }],
      put: [{ kind: 'finding', id: doc.id, doc }],
    })
  }
  return docs
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
