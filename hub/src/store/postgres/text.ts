/**
 * Text as PostgreSQL takes it. Its `text` and `jsonb` hold neither U+0000 nor half of a surrogate pair
 * (https://www.postgresql.org/docs/current/datatype-json.html); vendors send both, if rarely. They are spelt out behind a
 * mark that is spelt out itself, so that two texts never become the same. Documents need none of this: `json` keeps
 * their escapes as they are.
 */
const MARK = '\uf8fe'
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is the very character that is looked for.
const ODD = /[\u0000\uf8fe]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const SPELT = /\uf8fe([0-9a-f]{4})/g

/** A text as it is stored; the same text unless it holds an odd character. */
export function storable(text: string): string {
  return text.replace(ODD, char => MARK + char.charCodeAt(0).toString(16).padStart(4, '0'))
}

export function storableOrNull(text: string | null): string | null {
  return text === null ? null : storable(text)
}

/** The text again that `storable` was given. */
export function readable(text: string): string {
  return text.replace(SPELT, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
