/** Characters of a project's key; the rest of the rule stands with the settings of projects (`project.key`). */
const KEY_CHARS_MAX = 20
/** Words Datadog keeps for itself. */
const RESERVED: readonly string[] = ['CASE']

/**
 * A key out of a name: capital letters, digits and `_`, beginning with a letter, e.g. `VULNERABILITY_RESPON` for
 * "Vulnerability Response". One that is `taken` gets the first number that makes it free.
 */
export function projectKeyFrom(name: string, taken: (key: string) => boolean): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+/, '')
  const base = /^[A-Z]/.test(plain) ? plain : `P${plain}`
  const free = (key: string) => !RESERVED.includes(key) && !taken(key)
  for (let n = 1; ; n++) {
    const end = n === 1 ? '' : `_${n}`
    const key = `${base.slice(0, KEY_CHARS_MAX - end.length).replace(/_+$/, '')}${end}`
    if (free(key)) return key
  }
}
