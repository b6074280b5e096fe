/** `gs`, as a global script and as a scoped one sees it: what the platform keeps from scopes is refused by name. */
import { glideText } from './dates'
import { type Host, textOf } from './host'

interface Person {
  id: string
  name: string
  displayName: string
  email: string
}

/** Of the global `gs` alone. Source: GlideSystem - Scoped lists neither. */
const GLOBAL_ONLY = [
  ...['nowDateTime', 'now', 'nowNoTZ', 'log', 'logWarning', 'logError', 'print', 'sleep', 'workflowFlush'],
  ...['getUserNameByUserID', 'include', 'nowGlideDateTime', 'cacheFlush'],
]

/** Makes `gs` for a scope. */
export function systemFor(host: Host, scope: string): { [member: string]: unknown } {
  const person = (): Person => host.ask<Person>('user')
  const hasRole = (roles: unknown): boolean => host.ask<boolean>('hasRole', textOf(roles))
  const told = (text: unknown, given: unknown[]): string =>
    textOf(text).replace(/\{(\d)\}/g, (_all, index: string) => textOf(given[Number(index)]))
  const log =
    (level: string) =>
    (text: unknown, ...given: unknown[]): void => {
      host.ask('log', level, scope, told(text, given))
    }
  const gs: { [member: string]: unknown } = {
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    debug: log('debug'),
    isDebugging: () => false,
    addErrorMessage: (text: unknown) => host.ask('message', 'error', textOf(text)),
    addInfoMessage: (text: unknown) => host.ask('message', 'info', textOf(text)),
    getMessage: (text: unknown, given?: unknown[]) => told(text, given ?? []),
    getUserID: () => person().id,
    getUserName: () => person().name,
    getUserDisplayName: () => person().displayName,
    getUser: () => ({
      getID: () => person().id,
      getName: () => person().name,
      getDisplayName: () => person().displayName,
      getFirstName: () => person().displayName.split(' ')[0],
      getLastName: () => person().displayName.split(' ').slice(1).join(' '),
      getFullName: () => person().displayName,
      getEmail: () => person().email,
      hasRole,
      isMemberOf: (group: unknown) => host.ask<boolean>('isMemberOf', textOf(group)),
    }),
    hasRole,
    isLoggedIn: () => true,
    isInteractive: () => host.ask<boolean>('isInteractive'),
    getSession: () => ({
      isInteractive: () => host.ask<boolean>('isInteractive'),
      isLoggedIn: () => true,
      getUserName: () => person().name,
      hasRole,
      getClientData: (name: unknown) => host.ask<string | null>('clientData', textOf(name)),
      putClientData: (name: unknown, value: unknown) =>
        host.ask('putClientData', textOf(name), textOf(value)),
      getCurrentApplicationId: () => scope,
    }),
    getProperty: (name: unknown, otherwise?: unknown) => {
      const value = host.ask<string | null>('property', scope, textOf(name))
      return value === null ? (otherwise === undefined ? null : otherwise) : value
    },
    setProperty: (name: unknown, value: unknown) =>
      host.ask('setProperty', scope, textOf(name), textOf(value)),
    base64Encode: (text: unknown) => host.ask<string>('base64Encode', textOf(text)),
    base64Decode: (text: unknown) => host.ask<string>('base64Decode', textOf(text)),
    urlEncode: (text: unknown) => encodeURIComponent(textOf(text)),
    urlDecode: (text: unknown) => decodeURIComponent(textOf(text)),
    generateGUID: () => host.ask<string>('guid'),
    eventQueue: (name: unknown, record: unknown, first?: unknown, second?: unknown) => {
      const id =
        record === null || record === undefined
          ? ''
          : (record as { getUniqueValue(): string }).getUniqueValue()
      host.ask('event', textOf(name), id, textOf(first), textOf(second))
    },
    nil: (value: unknown) => value === null || value === undefined || textOf(value) === '',
    tableExists: (name: unknown) => host.ask<boolean>('tableExists', textOf(name)),
    getCurrentScopeName: () => (scope === 'global' ? 'rhino.global' : scope),
    getCallerScopeName: () => null,
    daysAgo: (days: unknown) => glideText(host.ask<number>('now') - Number(days) * 86400000),
    minutesAgo: (minutes: unknown) => glideText(host.ask<number>('now') - Number(minutes) * 60000),
    setRedirect: (url: unknown) => host.ask('redirect', textOf(url)),
  }
  if (scope === 'global') {
    gs.nowDateTime = () => glideText(host.ask<number>('now'))
    gs.now = () => glideText(host.ask<number>('now')).slice(0, 10)
    gs.log = log('info')
    gs.logWarning = log('warn')
    gs.logError = log('error')
    gs.print = log('info')
  } else {
    for (const name of GLOBAL_ONLY)
      gs[name] = () => {
        throw new Error(`Function ${name} is not allowed in scope ${scope}`)
      }
  }
  return gs
}
