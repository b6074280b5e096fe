/** What the platform says of the site and the person, next to a call. Its shape differs by module, so it is searched. */

/** A value somebody else made, read member by member. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (here, name) =>
      typeof here === 'object' && here !== null && Object.hasOwn(here, name)
        ? (here as { [name: string]: unknown })[name]
        : undefined,
    value,
  )
}

/** A text that says something; null otherwise. Numbers are ids, too. */
export function textAt(value: unknown, ...path: string[]): string | null {
  const found = at(value, ...path)
  if (typeof found === 'number') return String(found)
  return typeof found === 'string' && found !== '' ? found : null
}

export function listAt(value: unknown, ...path: string[]): unknown[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

/** `ari:cloud:jira::site/<cloud id>`, also with `jira:` and a workspace. */
const SITE_ARI = /^ari:cloud:jira:[^:]*:(?:site|workspace)\/([0-9a-zA-Z-]+)/

/** The site's id, wherever in the context of a call it stands; null when it does not. */
export function cloudIdOf(context: unknown): string | null {
  const named = textAt(context, 'cloudId') ?? textAt(context, 'installation', 'contexts', '0', 'cloudId')
  if (named !== null) return named
  const [first] = listAt(context, 'installation', 'contexts')
  const ari = textAt(context, 'installContext')
  return textAt(first, 'cloudId') ?? (ari === null ? null : (SITE_ARI.exec(ari)?.[1] ?? null))
}

/** Who acts, when the platform says so. */
export function accountOf(context: unknown): string | null {
  return textAt(context, 'accountId') ?? textAt(context, 'principal', 'accountId')
}
