import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VendorError } from '../connectors/port'
import type { CaseState } from '../domain/step'
import { caseState, changed, issue, MINUTE, T0 } from '../domain/testing/build'
import { settle } from '../domain/testing/clock'
import type { Store } from '../store/port'
import { type Engine, makeEngine } from './engine'
import { caseKey, FORGET, findingKey, POLL_DATADOG, REREAD_ATTACHED } from './keys'
import { LEASE_MS } from './lease'
import { keep, type Loop, testLoop } from './testing/loop'

let loop: Loop
let engine: Engine
/** Calls that do not come back until they are let go, by what is called. */
let held: Map<string, { done: Promise<void>; letGo: () => void }>

beforeEach(async () => {
  loop = await testLoop()
  held = new Map()
  const before = (call: string) => held.get(call)?.done
  loop.source.before = before
  loop.jira.before = before
  engine = makeEngine(loop.deps)
})
afterEach(async () => {
  for (const each of held.values()) each.letGo()
  await engine.stop()
  expect(loop.clock.pending()).toBe(0)
  await loop.store.close()
})

function hold(...calls: string[]): void {
  for (const call of calls) {
    let letGo = (): void => {}
    const done = new Promise<void>(resolve => {
      letGo = resolve
    })
    held.set(call, { done, letGo })
  }
}

async function letGo(call: string): Promise<void> {
  held.get(call)?.letGo()
  held.delete(call)
  await settle()
}

/** Work that is one call: the finding is asked for by its id. */
async function mark(...ids: string[]): Promise<void> {
  await loop.store.commit({ marks: ids.map(id => ({ key: findingKey(id) })) })
  await settle()
}

async function start(): Promise<void> {
  engine.start()
  await settle()
}

/** The findings asked for, oldest first. */
const asked = (): string[] =>
  loop.source.calls.filter(call => call.startsWith('by id')).map(call => call.slice('by id '.length))
const row = (id: string) => loop.store.work(findingKey(id))
const isDone = async (id: string) => {
  const found = await row(id)
  return found !== undefined && found.gen === found.cleanGen && found.leaseId === null
}

/** Puts another method in the place of one of the store's own, which it is given. */
function replace<K extends 'claim' | 'finish' | 'nextDue' | 'renew'>(
  name: K,
  by: (real: Store[K]) => Store[K],
): () => void {
  const real = loop.store[name]
  loop.store[name] = by(real.bind(loop.store) as Store[K])
  return () => {
    loop.store[name] = real
  }
}

describe('a key that is marked', () => {
  it('is worked on at once, and left alone once that was done', async () => {
    await start()
    await mark('A')
    expect(asked()).toEqual(['A'])
    await mark('B')
    expect(asked()).toEqual(['A', 'B'])
    expect(await isDone('A')).toBe(true)
  })

  it('has one worker, and one more run for all marks that arrive during its work', async () => {
    hold('by id A')
    await start()
    await mark('A')
    await mark('A')
    await mark('A')
    expect(asked()).toEqual(['A'])
    await letGo('by id A')
    expect(asked()).toEqual(['A', 'A'])
    expect(await isDone('A')).toBe(true)
  })

  it('for later is worked on then, and earlier when it is marked for earlier', async () => {
    await start()
    const at = (ms: number) => loop.store.commit({ marks: [{ key: findingKey('A'), runAt: T0 + ms }] })
    await at(20_000)
    await at(10_000)
    await loop.clock.advance(9_999)
    expect(asked()).toEqual([])
    await loop.clock.advance(1)
    expect(asked()).toEqual(['A'])
    await loop.clock.advance(15_000)
    expect(asked()).toEqual(['A'])
  })

  it('of a kind nobody knows any more is let go', async () => {
    await start()
    await loop.store.commit({ marks: [{ key: 'older-version:x' }] })
    await settle()
    expect(await loop.store.work('older-version:x')).toMatchObject({ gen: 1, cleanGen: 1, leaseId: null })
    expect(loop.logger.lines).toEqual([])
  })

  it('waits while sixteen others are worked on, and comes next', async () => {
    const ids = Array.from({ length: 16 }, (_, i) => `busy-${i}`)
    hold(...ids.map(id => `by id ${id}`))
    await start()
    await mark(...ids)
    await mark('next')
    expect(asked()).toEqual(ids)
    await letGo('by id busy-7')
    expect(asked()).toEqual([...ids, 'next'])
  })

  it('is worked on at once although its mark came while the queue was being read', async () => {
    await start()
    let came = false
    const restore = replace('nextDue', real => async () => {
      const due = await real()
      if (!came) {
        came = true
        await loop.store.commit({ marks: [{ key: findingKey('A') }] })
      }
      return due
    })
    await loop.store.commit({ marks: [{ key: findingKey('later'), runAt: T0 + 20_000 }] })
    await settle()
    restore()
    expect(asked()).toEqual(['A'])
  })
})

describe('a queue that cannot be read', () => {
  it('is looked at again by itself: nobody may mark anything for long', async () => {
    const failing = replace('claim', () => async () => {
      throw new Error('the database restarts')
    })
    await start()
    await mark('A')
    failing()
    expect(asked()).toEqual([])
    expect(new Set(loop.logger.lines)).toEqual(new Set(['error: The work queue could not be read']))
    await loop.clock.advance(9_999)
    expect(asked()).toEqual([])
    await loop.clock.advance(1)
    expect(asked()).toEqual(['A'])
    // It answered meanwhile, so the next time is told anew, within the same minute.
    expect(loop.logger.lines).toHaveLength(1)
    const failingAgain = replace('claim', () => async () => {
      throw new Error('the database restarts')
    })
    await mark('B')
    failingAgain()
    expect(loop.logger.lines).toHaveLength(2)
  })
})

describe('work that fails', () => {
  it('is tried again at the time the vendor asked for, and not before', async () => {
    let down = true
    loop.source.before = call => {
      if (down && call === 'by id A')
        throw new VendorError('retryable', 'Slow down.', { retryAfterMs: 45_000 })
    }
    await start()
    await mark('A')
    expect(await row('A')).toMatchObject({ attempts: 1, lastError: 'Slow down.', runAt: T0 + 45_000 })
    await loop.clock.advance(44_999)
    expect(asked()).toEqual(['A'])
    down = false
    await loop.clock.advance(1)
    expect(asked()).toEqual(['A', 'A'])
    expect(await row('A')).toMatchObject({ attempts: 0, lastError: null })
    expect(await isDone('A')).toBe(true)
    expect(loop.logger.lines).toEqual(['warn: Work failed; it is tried again'])
  })

  it('without a time waits longer each time', async () => {
    loop.source.before = call => {
      if (call === 'by id A') throw new VendorError('retryable', 'Down.')
    }
    await start()
    await mark('A')
    const waits: number[] = []
    for (let i = 0; i < 4; i++) {
      const { runAt = 0 } = (await row('A')) ?? {}
      waits.push(runAt - loop.clock.now())
      await loop.clock.advance(runAt - loop.clock.now())
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000])
  })

  it('for a defect of ours is tried again as well, and told as an error', async () => {
    loop.source.before = call => {
      if (call === 'by id A') throw new TypeError('x is undefined')
    }
    await start()
    await mark('A')
    expect(await row('A')).toMatchObject({ attempts: 1, lastError: 'x is undefined', runAt: T0 + 1_000 })
    expect(loop.logger.lines).toEqual(['error: Work failed; it is tried again'])
  })

  it('again and again holds up no other key', async () => {
    loop.source.before = call => {
      if (call === 'by id bad') throw new VendorError('retryable', 'Down.')
    }
    await start()
    await mark('bad', 'A')
    await loop.clock.advance(1_000)
    await mark('B')
    await loop.clock.advance(10 * MINUTE)
    await mark('C')
    expect(asked().filter(id => id !== 'bad')).toEqual(['A', 'B', 'C'])
    expect(asked().filter(id => id === 'bad').length).toBeGreaterThan(5)
  })

  it('to come back holds up no other key', async () => {
    hold('by id stuck')
    await start()
    await mark('stuck', 'A')
    await mark('B')
    expect(asked()).toEqual(['stuck', 'A', 'B'])
  })

  it('to be noted as done holds up no other key, and is done again when its lease has run out', async () => {
    await start()
    const restore = replace('finish', real => async (key, ...rest) => {
      if (key === findingKey('A')) throw new Error('the disk is slow')
      return real(key, ...rest)
    })
    await mark('A', 'B')
    restore()
    expect(await isDone('B')).toBe(true)
    expect(loop.logger.lines).toEqual(['error: The outcome of work could not be kept'])
    await loop.clock.advance(LEASE_MS - 1)
    expect(asked()).toEqual(['A', 'B'])
    await loop.clock.advance(1)
    expect(asked()).toEqual(['A', 'B', 'A'])
    expect(await isDone('A')).toBe(true)
  })
})

describe('a lease', () => {
  it('is kept for as long as the work takes', async () => {
    hold('by id A')
    await start()
    await mark('A')
    await loop.clock.advance(60 * MINUTE)
    expect(asked()).toEqual(['A'])
    await letGo('by id A')
    expect(await isDone('A')).toBe(true)
  })

  it('that was lost leaves the key to who has it now: late work writes nothing and counts for nothing', async () => {
    const state = caseState()
    await keep(loop.store, state)
    loop.jira.views.set('10001', issue())
    hold('read 10001')
    await start()
    const restore = replace('renew', () => async () => false)
    await loop.store.commit({ marks: [{ key: caseKey('case-1') }] })
    await settle()
    const reads = () => loop.jira.calls.filter(call => call === 'read 10001').length
    expect(reads()).toBe(1)
    // The lease of the first run ends; a second one takes the key, and is held up at the same place.
    const first = held.get('read 10001')
    hold('read 10001')
    await loop.clock.advance(LEASE_MS)
    expect(reads()).toBe(2)
    loop.jira.views.set('10001', issue({ title: 'Read by the one who is late', version: '9' }))
    const before = await loop.store.work(caseKey('case-1'))
    first?.letGo()
    await settle()
    expect((await loop.store.get('link', 'jira'))?.doc.view?.title).toBe('Fix it')
    expect(await loop.store.work(caseKey('case-1'))).toEqual(before)
    expect(loop.logger.lines).toEqual([])
    restore()
  })
})

describe('stopping', () => {
  it('waits for what is under way, keeps its outcome, and starts nothing new', async () => {
    hold('by id A')
    await start()
    await mark('A')
    let stopped = false
    const stopping = engine.stop().then(() => {
      stopped = true
    })
    await mark('B')
    await loop.clock.advance(MINUTE)
    expect(stopped).toBe(false)
    expect(asked()).toEqual(['A'])
    await letGo('by id A')
    await stopping
    expect(await isDone('A')).toBe(true)
    expect(asked()).toEqual(['A'])
    expect(await isDone('B')).toBe(false)
    expect(loop.clock.pending()).toBe(0)
  })

  it('waits also for what was just claimed, which nobody else would take up before the lease ends', async () => {
    await start()
    let hand: (() => void) | undefined
    const restore = replace('claim', real => async (...args) => {
      const rows = await real(...args)
      await new Promise<void>(resolve => {
        hand = resolve
      })
      return rows
    })
    await mark('A')
    const stopping = engine.stop()
    hand?.()
    await stopping
    restore()
    expect(asked()).toEqual(['A'])
    expect(await isDone('A')).toBe(true)
  })

  it('leaves what waits to the next start', async () => {
    await start()
    await engine.stop()
    await mark('A')
    expect(asked()).toEqual([])
    await start()
    expect(asked()).toEqual(['A'])
  })
})

describe('starting', () => {
  it('sets the pollers, the sweeps and the forgetting to work, and what waits for a person', async () => {
    const blocked = { reason: 'No way there.', at: T0, fingerprint: 'x' }
    await keep(loop.store, changed(caseState(), 'jira', { blocked }))
    await engine.plant()
    const rows = await loop.store.claim(T0, 100, 1)
    expect(rows.map(each => each.key).sort()).toEqual(
      [
        ...[caseKey('case-1'), POLL_DATADOG, REREAD_ATTACHED, FORGET],
        ...['sweep:jira:main', 'sweep:servicenow:main', 'poll:servicenow:main'],
      ].sort(),
    )
  })

  it('a Datadog webhook wakes the pollers of Datadog, another one only its own ticket', async () => {
    expect(await engine.hint({ tool: 'datadog', connection: 'main' })).toEqual([
      POLL_DATADOG,
      REREAD_ATTACHED,
    ])
    expect(await engine.hint({ tool: 'jira', connection: 'main' })).toEqual([])
  })

  it('asks Datadog for changes at its pace from then on', async () => {
    await start()
    await loop.clock.advance(90_000)
    expect(loop.source.calls.filter(call => call.startsWith('page'))).toHaveLength(4)
  })
})

describe('draining', () => {
  it('does what is due and what that makes due, and leaves what is for later', async () => {
    await loop.store.commit({
      marks: [{ key: findingKey('A') }, { key: findingKey('later'), runAt: T0 + MINUTE }],
    })
    loop.source.before = async call => {
      if (call === 'by id A') await loop.store.commit({ marks: [{ key: findingKey('B') }] })
    }
    await engine.drain()
    expect(asked()).toEqual(['A', 'B'])
    await loop.clock.advance(MINUTE)
    expect(asked()).toEqual(['A', 'B'])
  })
})

describe('waiting for a case to settle', () => {
  const hasTitle = (title: string) => (state: CaseState) => state.case.title === title
  /** Somebody changes the case; no work of this engine. */
  const rename = async (title: string) => {
    const found = await loop.store.get('case', 'case-1')
    if (found === undefined) throw new Error('no case')
    await loop.store.commit({ put: [{ kind: 'case', id: 'case-1', doc: { ...found.doc, title } }] })
  }
  /** What `settle` answers, once it does. */
  function waited(title: string, timeoutMs?: number): () => string | undefined {
    let answer: string | undefined
    void engine.settle('case-1', hasTitle(title), timeoutMs).then(state => {
      answer = state === undefined ? 'no case' : state.case.title
    })
    return () => answer
  }
  beforeEach(() => keep(loop.store, caseState({ tickets: [] })))

  it('answers at once when it has, and when there is no such case', async () => {
    expect((await engine.settle('case-1', hasTitle('Fix it')))?.case.title).toBe('Fix it')
    expect(await engine.settle('nobody', () => false)).toBeUndefined()
    expect(loop.clock.pending()).toBe(0)
  })

  it('looks again as soon as work was done', async () => {
    await start()
    const answer = waited('Done')
    loop.source.before = call => (call === 'by id A' ? rename('Done') : undefined)
    await settle()
    expect(answer()).toBeUndefined()
    await mark('A')
    expect(answer()).toBe('Done')
  })

  it('sees what another process did', async () => {
    const answer = waited('Done')
    await settle()
    await rename('Done')
    await settle()
    expect(answer()).toBeUndefined()
    await loop.clock.advance(250)
    expect(answer()).toBe('Done')
  })

  it('answers what is there when the time is over: 15 s unless said otherwise', async () => {
    const soon = waited('Done', 1_000)
    const usual = waited('Done')
    await settle()
    await loop.clock.advance(999)
    expect(soon()).toBeUndefined()
    await loop.clock.advance(1)
    expect(soon()).toBe('Fix it')
    await loop.clock.advance(13_999)
    expect(usual()).toBeUndefined()
    await loop.clock.advance(1)
    expect(usual()).toBe('Fix it')
  })
})
