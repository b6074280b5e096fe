import { afterEach, beforeEach } from 'vitest'
import type { CaseDoc, FindingDoc, LinkDoc, TimelineEntry } from '../../domain/model'
import type { Clock } from '../../ports'
import type { Store } from '../port'

/** What a store has to bring to be put to the contract. */
export interface StoreUnderTest {
  store: Store
  /** Closes and opens again over the same data, as a restart does. */
  reopen(): Promise<Store>
  /** Closes and removes the data. */
  dispose(): Promise<void>
}

/** Makes an empty store; `clock` says when "now" is. */
export type MakeStore = (clock: Clock) => Promise<StoreUnderTest>

export const NOW = 1_750_000_000_000

/** A store for each test; `subject.store` is the one in use, `subject.reopen()` replaces it. */
export function subjectOf(make: MakeStore): { store: Store; now: number; reopen(): Promise<void> } {
  let under: StoreUnderTest | undefined
  const subject = {
    now: NOW,
    get store(): Store {
      if (under === undefined) throw new Error('There is a store during a test only.')
      return under.store
    },
    async reopen(): Promise<void> {
      if (under === undefined) throw new Error('There is a store during a test only.')
      under = { ...under, store: await under.reopen() }
    },
  }
  beforeEach(async () => {
    subject.now = NOW
    under = await make({ now: () => subject.now, timer: () => () => {} })
  })
  afterEach(async () => {
    await under?.dispose()
    under = undefined
  })
  return subject
}

/** The store looks at what `INDEXES` names and at nothing else; so the documents here need not be complete. */
export function finding(id: string, caseId: string | null = null, title = `Finding ${id}`): FindingDoc {
  const doc: Partial<FindingDoc> = {
    id,
    item: { id, type: 'finding', attributes: { attributes: { title, tags: { nested: ['a', 'b'] } } } },
    facts: { id, findingType: 'library_vulnerability', status: 'open' },
    title,
    severity: 'high',
    state: 'open',
    open: true,
    tracked: true,
    caseId,
    firstReadAt: NOW,
    lastReadAt: NOW,
    notSeenSince: null,
    detectionChangedAt: null,
  }
  return doc as FindingDoc
}

export function caseDoc(id: string, key: string, projectId = 'p-1'): CaseDoc {
  const doc: Partial<CaseDoc> = {
    id,
    key,
    projectId,
    title: `Case ${key}`,
    description: 'ümlaut, 日本語, "quotes" and \u2028 a line separator',
    status: 'OPEN',
    priority: 'P2',
    assigneeId: null,
    createdAt: NOW,
    modifiedAt: NOW,
    closedAt: null,
    archivedAt: null,
    dueDate: null,
    attributes: {},
    createdBy: 'test',
    named: [],
    closeCause: null,
    closedRound: 0,
    damping: null,
    attachments: [],
    round: null,
    handClose: null,
  }
  return doc as CaseDoc
}

export function link(id: string, caseId: string, more: Partial<LinkDoc> = {}): LinkDoc {
  const doc: Partial<LinkDoc> = {
    id,
    caseId,
    tool: 'jira',
    connection: 'main',
    state: 'creating',
    target: { tool: 'jira', project: 'SEC', workType: 'Task' },
    draft: { title: 't', description: 'd', priority: null, assigneeId: null, fields: {} },
    marker: null,
    origin: 'made',
    ticket: null,
    view: null,
    lastOpenStatus: null,
    intent: null,
    blocked: null,
    trouble: null,
    contest: null,
    closedRound: 0,
    ownClose: null,
    proof: null,
    remoteLinkDone: false,
    successorOf: null,
    createdAt: NOW,
    modifiedAt: NOW,
    ...more,
  }
  return doc as LinkDoc
}

export function entry(id: string, more: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    id,
    at: NOW,
    kind: 'observed',
    what: 'finding-opened',
    text: `Entry ${id}`,
    actor: 'fixproof',
    source: 'hub',
    caseId: null,
    findingIds: [],
    linkId: null,
    ...more,
  }
}
