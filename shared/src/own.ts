const hasOwn = Object.prototype.hasOwnProperty

/**
 * The value a plain object holds itself under `key`; `undefined` when it has none. Keys come from vendors
 * (finding ids, status ids), so `constructor` and the like must not find what every object inherits.
 */
export function own<T>(map: { readonly [key: string]: T }, key: string): T | undefined {
  return hasOwn.call(map, key) ? map[key] : undefined
}

/** Names of statuses, resolutions and close codes are compared as people do: case and outer spaces do not count. */
export function sameName(a: string, b: string): boolean {
  return fold(a) === fold(b)
}

/** True when `name` is among `names`, compared by {@link sameName}; nothing is never among them. */
export function isNamed(name: string | null | undefined, names: readonly string[]): boolean {
  return name !== null && name !== undefined && names.some(other => sameName(name, other))
}

function fold(name: string): string {
  return name.trim().toLowerCase()
}
