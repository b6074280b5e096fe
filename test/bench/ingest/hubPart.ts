import { systemClock, systemIds, systemRandom } from '@fixproof/hub/clock'
import { listen } from '@fixproof/hub/http/appServer'
import { makeHub } from '@fixproof/hub/hub'
import { newProofKey, proofKeys } from '@fixproof/hub/proofKeys'
import { benchConfig, NOWHERE, type StoreOptions } from '../common/config'
import { cpuUsed } from '../common/cpu'
import { benchLogger } from '../common/logger'
import { caseDocs } from '../common/tickets'
import { FIRST_ISSUE_ID, ISSUES } from './webhook'

export type HubQuestion = { do: 'port' } | { do: 'kept'; ids: readonly string[] } | { do: 'cpu' }

/**
 * A whole hub on a socket and a disk, as `pnpm start` runs it, but for the loop: what webhooks ask to be looked at is
 * written down with them and stays there. Every issue they tell of is a linked ticket. `key`: the proof key (PEM) of all
 * hubs where several share a store; a new one without it.
 */
export default async function hubPart({ store, key }: { store: StoreOptions; key?: string }) {
  const config = benchConfig(store, NOWHERE)
  const hub = await makeHub({
    config,
    clock: systemClock,
    ids: systemIds,
    random: systemRandom,
    fetch: () => Promise.reject(new Error('Nobody is called here')),
    logger: benchLogger(config),
    proofKeys: proofKeys(key ?? newProofKey(), 'the benchmark'),
  })
  const [project] = (await hub.store.list('project', { limit: 1 })).items
  if (project === undefined) throw new Error('The configuration declared no project')
  const have = await hub.store.count('link')
  for (let from = have; from < ISSUES; from += 100) {
    const some = Array.from({ length: 100 }, (_, n) => from + n)
    const put = some.flatMap(n =>
      caseDocs(n, {
        projectId: project.doc.id,
        issueId: String(FIRST_ISSUE_ID + n),
        issueKey: `SEC-${n + 1}`,
      }),
    )
    await hub.store.commit({ put })
  }
  const server = await listen(hub.app, config.server, systemClock)
  return {
    async answer(question: HubQuestion): Promise<unknown> {
      if (question.do === 'port') return Number(new URL(server.url).port)
      if (question.do === 'cpu') return cpuUsed()
      const found = await Promise.all(question.ids.map(id => hub.store.delivery('jira/main', id)))
      return found.filter(each => each !== undefined).length
    },
    async close() {
      await server.close()
      await hub.store.close()
    },
  }
}
