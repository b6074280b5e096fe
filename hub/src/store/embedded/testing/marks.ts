import { expect } from 'vitest'
import type { Logger } from '../../../ports'
import { entry, finding, NOW } from '../../contract/setup'
import type { Commit, Store } from '../../port'
import { type EmbeddedOptions, type EmbeddedStore, openEmbedded } from '../index'
import type { FaultyDisk } from './faulty'

export const FOLDER = '/data'

/** A logger that keeps what it was told. */
export function listeningLogger(): Logger & { lines: string[] } {
  const lines: string[] = []
  const keep = (level: string) => (fields: object, text: string) => {
    lines.push(`${level} ${text} ${JSON.stringify(fields)}`)
  }
  return { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') }
}

export function openOn(disk: FaultyDisk, more: Partial<EmbeddedOptions> = {}): Promise<EmbeddedStore> {
  return openEmbedded({
    folder: FOLDER,
    clock: { now: () => NOW, timer: () => () => {} },
    logger: listeningLogger(),
    files: disk.mount(),
    processes: disk.processes(),
    ...more,
  })
}

/** A commit that leaves one thing in every part of the store, so that half of it would show. */
export function commitOf(number: number): Commit {
  const id = `f-${number}`
  return {
    put: [{ kind: 'finding', id, doc: finding(id, `c-${number}`) }],
    delivery: { connection: 'jira', deliveryId: `d-${number}`, receivedAt: NOW, body: { number } },
    marks: [{ key: `case:${number}` }],
    timeline: [entry(`t-${number}`, { caseId: `c-${number}` })],
    answer: {
      keyName: 'ci',
      idempotencyKey: `i-${number}`,
      request: 'sha',
      status: 201,
      body: { number },
      at: NOW,
    },
  }
}

/** Numbers of the commits that are there; fails when one is there in part. */
export async function wholeCommits(store: Store, upTo: number): Promise<number[]> {
  const there: number[] = []
  for (let number = 1; number <= upTo; number += 1) {
    const parts = {
      document: (await store.get('finding', `f-${number}`)) !== undefined,
      index: (await store.find('finding', 'case', `c-${number}`)).length === 1,
      work: (await store.work(`case:${number}`))?.gen === 1,
      delivery: (await store.delivery('jira', `d-${number}`)) !== undefined,
      answer: (await store.answer('ci', `i-${number}`)) !== undefined,
      timeline: (await store.timeline({ caseId: `c-${number}` }, { limit: 9 })).items.length === 1,
    }
    const whole = parts.document
    expect(parts, `commit ${number}`).toEqual({
      document: whole,
      index: whole,
      work: whole,
      delivery: whole,
      answer: whole,
      timeline: whole,
    })
    if (whole) there.push(number)
  }
  return there
}
