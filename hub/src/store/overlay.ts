import type { Store } from './port'

/** The same store with some methods of our own; every other one is the store's. */
export function withOwn(store: Store, own: Partial<Store>): Store {
  /** Asked for many times in each pass over a case. */
  const bound = new Map<string | symbol, unknown>()
  // A proxy, so that a method added to the store's port needs no line here. Bound, because a store may be a class.
  return new Proxy(store, {
    get: (target, name) => {
      const known = bound.get(name)
      if (known !== undefined) return known
      const value: unknown = Reflect.get(Object.hasOwn(own, name) ? own : target, name)
      if (typeof value !== 'function') return value
      const method: unknown = value.bind(target)
      bound.set(name, method)
      return method
    },
  })
}
