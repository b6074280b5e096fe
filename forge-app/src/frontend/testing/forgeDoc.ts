/**
 * A page of the app without Jira: what it draws (its ForgeDoc), what it asks for, and a person who presses and types.
 * `@forge/bridge` looks for its host once, when it is loaded, so one host stands for all pages of a test file.
 */
import { act } from 'react'
import { vi } from 'vitest'

export interface Doc {
  type: string
  key: string
  props: Record<string, unknown>
  children: Doc[]
}

/** What the host answers: the value, an error to throw, or a promise. Called with the payload when it is a function. */
export type Answers = { [question: string]: unknown }

interface Host {
  doc: Doc | null
  answers: Answers
  asked: { question: string; payload: unknown }[]
  context: unknown
}

let host: Host = { doc: null, answers: {}, asked: [], context: {} }

async function callBridge(command: string, data: unknown): Promise<unknown> {
  const sent = data as { forgeDoc?: Doc; functionKey?: string; payload?: unknown } | undefined
  if (command === 'reconcile') {
    host.doc = sent?.forgeDoc ?? null
    return undefined
  }
  if (command === 'getContext') return host.context
  const question = command === 'invoke' ? String(sent?.functionKey) : command
  const payload = command === 'invoke' ? sent?.payload : data
  host.asked.push({ question, payload })
  if (!(question in host.answers)) throw new Error(`Nobody answers ${question}`)
  const answer = host.answers[question]
  if (answer instanceof Error) throw answer
  return typeof answer === 'function' ? (answer as (payload: unknown) => unknown)(payload) : answer
}

Object.assign(globalThis, { __bridge: { callBridge }, self: globalThis, IS_REACT_ACT_ENVIRONMENT: true })

/** Every part of the drawing of that type, from top to bottom. */
export function all(doc: Doc, type: string): Doc[] {
  return [...(doc.type === type ? [doc] : []), ...doc.children.flatMap(child => all(child, type))]
}

/** The text of a part, its own and that of its parts. */
export function text(doc: Doc): string {
  return doc.type === 'String' ? String(doc.props.text) : doc.children.map(text).join('')
}

export type Person = ReturnType<typeof personBefore>

/** Opens a page: its entry file is loaded and draws itself. `entry`: `panel`, `admin` … */
export async function open(entry: string, answers: Answers, context: unknown = {}): Promise<Person> {
  host = { doc: null, answers, asked: [], context }
  vi.resetModules()
  await act(async () => {
    await ENTRIES[entry]?.()
  })
  return personBefore(host)
}

const ENTRIES: { [entry: string]: (() => Promise<unknown>) | undefined } = {
  panel: () => import('../panel'),
  glance: () => import('../glance'),
  admin: () => import('../admin'),
  project: () => import('../project'),
  gadget: () => import('../gadget'),
  'gadget-edit': () => import('../gadget-edit'),
}

function personBefore(page: Host) {
  const drawn = (): Doc => {
    if (page.doc === null) throw new Error('The page drew nothing')
    return page.doc
  }
  const find = (type: string): Doc[] => all(drawn(), type)
  const call = async (doc: Doc, prop: string, ...args: unknown[]): Promise<void> => {
    const handler = doc.props[prop]
    if (typeof handler !== 'function') throw new Error(`${doc.type} "${text(doc)}" has no ${prop}`)
    await act(async () => {
      await handler(...args)
    })
  }
  const button = (name: string, within: Doc = drawn()): Doc => {
    const found = all(within, 'Button').find(each => text(each) === name)
    if (found === undefined) throw new Error(`No button "${name}" among ${buttons().join(', ')}`)
    return found
  }
  const buttons = (): string[] => find('Button').map(text)
  /** The input whose label begins so. */
  const field = (label: string): Doc => {
    const id = find('Label').find(each => text(each).startsWith(label))?.props.labelFor
    const found = ['Textfield', 'TextArea', 'Select', 'DatePicker']
      .flatMap(find)
      .find(each => id !== undefined && (each.props.id === id || each.props.inputId === id))
    if (found === undefined) throw new Error(`No field "${label}"`)
    return found
  }
  type Option = { label: string; value: string }
  return {
    asked: page.asked,
    answers: page.answers,
    find,
    button,
    buttons,
    field,
    text: () => text(drawn()),
    /** The rows of the table of that name, each as the texts of its cells. */
    table: (label: string): string[][] => {
      const found = find('DynamicTable').find(each => each.props.label === label)
      if (found === undefined) throw new Error(`No table "${label}"`)
      return all(found, 'Row').map(row => all(row, 'Cell').map(text))
    },
    /** Appearance and text of every message. */
    messages: (): [unknown, string][] =>
      find('SectionMessage').map(each => [
        each.props.appearance,
        [each.props.title, text(each)].filter(part => part !== undefined).join(' '),
      ]),
    /** `within`: where to look for the button, when there are several of that name. */
    press: async (name: string, within?: Doc) => {
      const pressed = button(name, within)
      if (pressed.props.isDisabled === true) throw new Error(`The button "${name}" is disabled`)
      if (pressed.props.type !== 'submit') return call(pressed, 'onClick')
      const form = find('Form').find(each => all(each, 'Button').includes(pressed))
      if (form === undefined) throw new Error(`The button "${name}" stands in no form`)
      await call(form, 'onSubmit')
    },
    /** A double click: the second press comes before the page was drawn anew. */
    twice: async (name: string) => {
      const pressed = button(name)
      const form = find('Form').find(each => all(each, 'Button').includes(pressed))
      const prop = pressed.props.type === 'submit' ? form?.props.onSubmit : pressed.props.onClick
      const handler = prop as () => Promise<void>
      await act(async () => {
        await Promise.all([handler(), handler()])
      })
    },
    /** Presses, and does not wait for what follows. */
    begin: (name: string) =>
      act(async () => {
        const handler = button(name).props.onClick as () => unknown
        void handler()
      }),
    type: (label: string, value: string) => call(field(label), 'onChange', { target: { value } }),
    date: (label: string, day: string) => call(field(label), 'onChange', day),
    /** Chooses the options whose texts contain these words. */
    choose: async (label: string, ...words: string[]) => {
      const select = field(label)
      const options = select.props.options as Option[]
      const picked = words.map(word => {
        const option = options.find(each => each.label.includes(word))
        if (option === undefined) throw new Error(`"${label}" offers no "${word}"`)
        return option
      })
      await call(select, 'onChange', select.props.isMulti === true ? picked : picked[0])
    },
  }
}
