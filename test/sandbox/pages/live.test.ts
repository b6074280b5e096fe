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

/** The frame of an app; what it was told to load. */
class Frame {
  readonly tagName = 'IFRAME'
  readonly dataset: Record<string, string> = { src: '/app?page=panel' }
  readonly style = { height: '' }
  readonly contentWindow = {}
  readonly loads: string[] = []
  get src(): string {
    return this.loads.at(-1) ?? ''
  }
  set src(url: string) {
    this.loads.push(url)
  }
}

/** The page's script in a browser made of what it asks for; `next` is what the server says the next time. */
function browser(dark = false) {
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
  /** Two apps: in one somebody works, in the other nobody does. */
  const frames = { used: new Frame(), idle: new Frame() }
  const onWindow: Record<string, (event: unknown) => void> = {}
  const next = { version: '1', clock: '09:00', answers: true, hidden: false }
  let look: () => Promise<void> = async () => undefined
  const byId: Record<string, unknown> = { main, live: told, history: details, save: button }
  const document = {
    title: 'Before',
    activeElement: { id: 'save' } as unknown,
    get hidden() {
      return next.hidden
    },
    getElementById: (id: string) => byId[id] ?? null,
    querySelectorAll(selector: string): unknown[] {
      if (!selector.startsWith('iframe')) return [clock]
      const all = [frames.used, frames.idle]
      return selector.includes(':not([data-used])') ? all.filter(one => one.dataset.used === undefined) : all
    },
    querySelector: () => clock,
    addEventListener: (_name: string, listener: () => void) => listeners.push(listener),
    /** Scripts of the page itself hear that its content is new. */
    dispatchEvent: () => true,
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
    Event,
    matchMedia: () => ({ matches: dark }),
    location: { href: '/', origin: 'http://jira' },
    addEventListener: (name: string, listener: (event: unknown) => void) => {
      onWindow[name] = listener
    },
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
    frames,
    onWindow,
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

it('loads the frames of apps anew with the page, but not one in which somebody works', async () => {
  const { frames, document, onWindow, next, look } = browser()
  document.activeElement = frames.used
  onWindow.blur?.({})
  next.version = '2'
  await look()
  expect([frames.used.loads.length, frames.idle.loads.length]).toEqual([1, 2])
})

it('makes a frame as tall as its page says, if the page is one of the site', () => {
  const { frames, onWindow } = browser()
  const says = (height: number, origin: string) =>
    onWindow.message?.({ origin, source: frames.idle.contentWindow, data: { forge: 'height', height } })
  says(500, 'http://jira')
  says(9_999, 'http://elsewhere')
  expect([frames.idle, frames.used].map(one => one.style.height)).toEqual(['500px', ''])
})

it('gives the frames of apps the colours of the page', () => {
  const shown = (dark: boolean) => browser(dark).frames.idle.src
  expect([shown(false), shown(true)]).toEqual(['/app?page=panel', '/app?page=panel&mode=dark'])
})
