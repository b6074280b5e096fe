import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { LIVE_SCRIPT } from './live'

/** As much of an element as the script touches. */
const element = (more: Record<string, unknown> = {}) => ({
  textContent: '',
  innerHTML: '',
  open: false,
  dataset: {} as Record<string, string>,
  childNodes: [] as string[],
  focused: 0,
  replaceChildren(...nodes: string[]) {
    this.childNodes = nodes
  },
  querySelectorAll: (): { id: string }[] => [],
  focus() {
    this.focused++
  },
  ...more,
})

/** The page's script in a browser made of what it asks for; `next` is what the server says the next time. */
function browser() {
  const clock = element({ textContent: ' 09:00 ', innerHTML: '09:00' })
  const details = element({ id: 'history' })
  const button = element({ id: 'save' })
  const main = element({
    dataset: { version: '1' },
    childNodes: ['old'],
    querySelectorAll: () => [{ id: 'history' }],
  })
  const told = element()
  const listeners: (() => void)[] = []
  const next = { version: '1', clock: '09:00', answers: true, hidden: false }
  let look: () => Promise<void> = async () => undefined
  const byId: Record<string, unknown> = { main, live: told, history: details, save: button }
  const document = {
    title: 'Before',
    activeElement: { id: 'save' },
    get hidden() {
      return next.hidden
    },
    getElementById: (id: string) => byId[id] ?? null,
    querySelectorAll: () => [clock],
    querySelector: () => clock,
    addEventListener: (_name: string, listener: () => void) => listeners.push(listener),
  }
  class DOMParser {
    parseFromString() {
      const fresh = element({ dataset: { version: next.version }, childNodes: ['new'] })
      return {
        title: 'After',
        getElementById: () => fresh,
        querySelectorAll: () => [element({ innerHTML: next.clock })],
      }
    }
  }
  const fetch = async () => {
    if (!next.answers) throw new TypeError('fetch failed')
    return { text: async () => '<html>' }
  }
  const setInterval = (fn: () => Promise<void>, ms: number): void => {
    expect(ms).toBe(2000)
    look = fn
  }
  runInNewContext(LIVE_SCRIPT, {
    document,
    DOMParser,
    fetch,
    setInterval,
    AbortSignal,
    location: { href: '/' },
  })
  return {
    main,
    told,
    clock,
    details,
    button,
    document,
    next,
    look: () => look(),
    type: () => listeners[0]?.(),
  }
}

it('leaves the page alone while it reads the same, but keeps the clock going', async () => {
  const { main, clock, told, next, look } = browser()
  next.clock = '09:01'
  await look()
  expect([main.childNodes, clock.innerHTML, told.textContent]).toEqual([['old'], '09:01', ''])
})

it('puts new content in place, with open parts open and the focus where it was, and says so', async () => {
  const { main, details, button, document, told, next, look } = browser()
  next.version = '2'
  await look()
  expect([main.childNodes, main.dataset.version, document.title]).toEqual([['new'], '2', 'After'])
  expect([details.open, button.focused]).toEqual([true, 1])
  expect(told.textContent).toBe('Brought up to date at 09:00.')
})

it('does not take away what somebody is writing', async () => {
  const { main, told, next, look, type } = browser()
  type()
  next.version = '2'
  await look()
  expect(main.childNodes).toEqual(['old'])
  expect(told.textContent).toBe('This page has changed since you began to write. Reload it to see how.')
})

it('says when the sandbox does not answer, and no longer when it does again', async () => {
  const { told, next, look } = browser()
  next.answers = false
  await look()
  expect(told.textContent).toBe('The sandbox does not answer. It may have been stopped.')
  next.answers = true
  await look()
  expect(told.textContent).toBe('')
})

it('asks nothing while nobody looks', async () => {
  const { main, next, look } = browser()
  next.hidden = true
  next.version = '2'
  await look()
  expect(main.childNodes).toEqual(['old'])
})
