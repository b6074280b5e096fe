/** What is thrown at a door: a right request, bent in one way or another. Drawn by fast-check, made into bytes here. */
import fc from 'fast-check'
import type { Json } from '../harness'
import { DOORS, type Ids, PARTS, QUERIES } from './doors'

/** One request before it has its ids: what fast-check draws, shrinks and prints. */
export interface Draft {
  /** `POST /api/v2/cases/:case_id`, as the hub's own table of routes has it. */
  route: string
  /** For each part of the address: which right value, or an odd one as it stands in the address. */
  parts: (number | string)[]
  query: { name: number; value: number | string }[]
  /** How the door's own body is bent, value by value; then its text, byte by byte. */
  bends: readonly Bend[]
  cuts: readonly Cut[]
  /** Stands for the whole body; null = the door's own. */
  instead: Whole | null
  /** Which of the headers below it has besides. */
  header: number
  /** Whether it shows the key, the signature or the token that it needs. */
  passes: boolean
}
export interface Bend {
  /** Which value of the body; the body itself is 0. */
  at: number
  how: 'replace' | 'remove' | 'add' | 'wrap' | 'double'
  value: Odd
}
/** A JSON value, or a text that stands in JSON as it is: numbers and keys that no value of ours can be. */
export type Odd = { json: Json } | { raw: string }
export interface Cut {
  /** Where, in thousandths of the text. */
  at: number
  how: 'end' | 'remove' | 'insert' | 'over'
  bytes: readonly number[]
}
export type Whole =
  | { text: string }
  | { bytes: readonly number[] }
  | { json: Json }
  | { fill: string; size: number }

/** Bodies that Datadog's clients sent, where they stand beside the project. */
export type Recorded = readonly Json[]

const nested = (open: string, close: string, depth: number): string =>
  `${open.repeat(depth)}1${close.repeat(depth)}`
const RAW: readonly string[] = [
  ...['1e999', '-1e999', '-0', '1e-999', '123456789012345678901234567890', '0.1e1', '1E400'],
  ...['9'.repeat(400), `0.${'1'.repeat(4000)}`, '9007199254740993', '-9223372036854775809'],
  ...[nested('[', ']', 30), nested('[', ']', 70), nested('{"a":', '}', 70), nested('[', ']', 5000)],
  ...[
    '{"__proto__":{"polluted":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"prototype":{"a":1}}',
  ],
  ...['{"__proto__":null}', '{"toString":1,"valueOf":2,"toJSON":3}', '{"length":1e9}', '{"then":1}'],
  ...['{"id":1,"id":2}', '"\\ud800"', '"\\udc00x"', '"\\u0000"', '"\\u202e"', 'NaN', 'undefined', '01', '+1'],
  ...[
    '{"hasOwnProperty":1}',
    '{"":1}',
    '[[],[[]],{}]',
    '"__proto__"',
    '"constructor"',
    '"{{finding.title}}"',
  ],
]
const TEXTS: readonly string[] = [
  ...[
    '',
    ' ',
    '\u0000',
    '\ud800',
    '__proto__',
    'constructor',
    'toString',
    '9999-99-99',
    '2027-02-30',
    '%00',
    '../..',
  ],
  ...[
    'javascript:alert(1)',
    'http://[::1',
    'https://jira.example.com/browse/',
    'SEC-1',
    'SEC-999999999999999999',
  ],
  ...['x'.repeat(300), 'x'.repeat(40_000), '🙂'.repeat(2_000), '*a '.repeat(3_000), '\\'.repeat(5_000)],
  ...['("'.repeat(2_000), '@a:'.repeat(500), '*'.repeat(5_000), '-'.repeat(5_000), '(a OR '.repeat(300)],
  ...[
    '@severity:(high OR',
    '@a:[1 TO',
    'status:open AND AND',
    '@title:/(a+)+$/',
    '2026-11-22T12:00:00+99:99',
  ],
]
/** Any characters at all, halves of pairs among them. */
const anyText = fc
  .array(fc.nat({ max: 0xffff }), { maxLength: 40 })
  .map(codes => String.fromCharCode(...codes))
/** As it can stand in an address: halves of pairs become U+FFFD. */
const wellFormed = (text: string) => Buffer.from(text, 'utf8').toString('utf8')
const odd: fc.Arbitrary<Odd> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...RAW).map(raw => ({ raw })) },
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS).map(json => ({ json })) },
  { weight: 2, arbitrary: anyText.map(json => ({ json })) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }).map(json => ({ json })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<Json>(null, true, false, 0, -1, 1.5, 1e308, [], {}, [[]], [null], ['x', 'x'])
      .map(json => ({ json })),
  },
)
const bend: fc.Arbitrary<Bend> = fc.record({
  at: fc.nat({ max: 200 }),
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add', 'wrap', 'double'),
  value: odd,
})
const cut: fc.Arbitrary<Cut> = fc.record({
  at: fc.nat({ max: 1000 }),
  how: fc.constantFrom('end', 'remove', 'insert', 'over'),
  bytes: fc.oneof(
    fc.array(fc.nat({ max: 255 }), { minLength: 1, maxLength: 6 }),
    // Beginnings of characters that do not go on, halves of pairs, characters written too long, byte order marks.
    fc.constantFrom(
      [0xff],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xe2, 0x82],
      [0xef, 0xbb, 0xbf],
      [0],
    ),
  ),
})
const MIB = 1024 * 1024

const whole = (recorded: Recorded): fc.Arbitrary<Whole> =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...RAW).map(text => ({ text })) },
    { weight: 20, arbitrary: fc.jsonValue({ maxDepth: 4 }).map(json => ({ json })) },
    {
      weight: 20,
      arbitrary: fc.uint8Array({ maxLength: 60 }).map(bytes => ({ bytes: [...bytes] })),
    },
    ...(recorded.length === 0
      ? []
      : [{ weight: 40, arbitrary: fc.constantFrom(...recorded).map(json => ({ json })) }]),
    // As large as is taken, and larger.
    {
      weight: 1,
      arbitrary: fc.record({
        fill: fc.constantFrom(' ', '[', '"', '{"a":', '1,', '\\u0000', '🙂', '[1],'),
        size: fc.constantFrom(MIB - 1, MIB, MIB + 1, 100_000),
      }),
    },
  )

const oddPart = fc.oneof(
  { weight: 3, arbitrary: anyText.map(text => encodeURIComponent(wellFormed(text))) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        '%00',
        '%ff%fe',
        '%',
        '%zz',
        '..',
        '%2e%2e%2f',
        '__proto__',
        'constructor',
        '-',
        '0',
        '%20',
        'SEC-0',
      ],
      ...['a'.repeat(3_000), '%F0%9F%99%82', '1%2F2', '00000000-0000-0000-0000-000000000000', 'SEC-1e9', "'"],
    ),
  },
)
/** Mostly a right one: with a wrong one, most doors look no further. */
const choice = (odd: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 6, arbitrary: fc.nat({ max: 5 }) }, { weight: 1, arbitrary: odd })

export const HEADERS: readonly Record<string, string>[] = [
  {},
  { 'idempotency-key': 'k'.repeat(255) },
  { 'idempotency-key': '\u00ff\u00fe' },
  { 'idempotency-key': '' },
  { 'content-type': 'application/json; charset=utf-8' },
  { 'content-type': 'text/plain' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': '\u00e4' },
  { 'content-encoding': 'gzip' },
  { 'content-length': '999999999999' },
  { 'content-length': 'NaN' },
  { 'x-request-id': 'a\tb' },
  { 'accept-language': '*'.repeat(5_000), accept: 'text/html' },
  { 'x-atlassian-webhook-identifier': 'x'.repeat(300) },
  { 'x-http-method-override': 'DELETE' },
  { 'if-none-match': '*' },
  { 'dd-api-key': '__proto__' },
  { 'dd-api-key': 'hub-read' },
  { authorization: 'Bearer a.b.c' },
  { authorization: `Bearer ${'e30.'.repeat(3_000)}` },
  { 'x-fixproof-timestamp': '1e999' },
  { 'x-hub-signature': 'sha256=' },
]

const nothing = <T>(): fc.Arbitrary<T[]> => fc.constant([])

/** Draws requests to one of the routes. `queries`: the names of its parameters. */
export function draftOf(route: string, queries: readonly string[], recorded: Recorded): fc.Arbitrary<Draft> {
  const hasBody = DOORS[route]?.body !== undefined
  const parts = route.split('/').filter(part => part.startsWith(':'))
  const some = fc.nat({ max: 5 })
  /** As a client would send it: without some of these, most doors would stay shut to what comes after. */
  const right = fc.record({
    ...{ route: fc.constant(route), parts: fc.tuple(...parts.map(() => some)), query: nothing<never>() },
    ...{ bends: nothing<Bend>(), cuts: nothing<Cut>(), instead: fc.constant(null) },
    ...{ header: fc.constant(0), passes: fc.constant(true) },
  })
  const bent = fc.record({
    route: fc.constant(route),
    parts: fc.tuple(...parts.map(() => choice(oddPart))),
    query: fc.array(
      fc.record({
        name: fc.nat({ max: Math.max(queries.length, 1) }),
        value: choice(fc.oneof(oddPart, fc.constantFrom(...TEXTS).map(query))),
      }),
      { maxLength: queries.length === 0 ? 1 : 4 },
    ),
    bends: hasBody
      ? fc.oneof(
          { weight: 1, arbitrary: nothing<Bend>() },
          { weight: 3, arbitrary: fc.array(bend, { minLength: 1, maxLength: 3 }) },
        )
      : nothing<Bend>(),
    cuts: hasBody
      ? fc.oneof(
          { weight: 7, arbitrary: nothing<Cut>() },
          { weight: 1, arbitrary: fc.array(cut, { minLength: 1, maxLength: 3 }) },
        )
      : nothing<Cut>(),
    instead: fc.option(whole(recorded), { freq: hasBody ? 7 : 20 }),
    header: fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.nat({ max: HEADERS.length - 1 }) },
    ),
    passes: fc.oneof(
      { weight: 12, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
  })
  return fc.oneof({ weight: 1, arbitrary: right }, { weight: 15, arbitrary: bent })
}

/** A text as a query writes it; half characters cannot be written and become question marks. */
function query(text: string): string {
  return new URLSearchParams([['', text.slice(0, 3_000)]]).toString().slice(1)
}

/** The address of a draft, without the host. */
export function addressOf(draft: Draft, ids: Ids, queries: readonly string[]): string {
  let next = 0
  const right = (name: string): string[] | undefined =>
    (DOORS[draft.route]?.parts?.[name] ?? PARTS[name])?.(ids)
  const path = (draft.route.split(' ')[1] ?? '')
    .split('/')
    .map(part => {
      if (!part.startsWith(':')) return part
      const chosen = draft.parts[next++] ?? 0
      return typeof chosen === 'string' ? chosen : encodeURIComponent(pick(right(part.slice(1)), chosen))
    })
    .join('/')
  const asked = draft.query.map(({ name, value }) => {
    const known = queries[name] ?? 'unknown'
    const said = typeof value === 'string' ? value : query(pick(QUERIES[known]?.(ids), value))
    return `${encodeURIComponent(known)}=${said}`
  })
  return asked.length === 0 ? path : `${path}?${asked.join('&')}`
}

function pick(from: readonly string[] | undefined, at: number): string {
  return from === undefined || from.length === 0 ? 'x' : (from[at % from.length] ?? 'x')
}

/** The body of a draft; undefined sends none. */
export function bodyOf(draft: Draft, ids: Ids): Uint8Array<ArrayBuffer> | undefined {
  const own = DOORS[draft.route]?.body
  if (draft.instead === null && own === undefined) return undefined
  const text = draft.instead === null ? bent(own?.(ids), draft.bends) : wholeText(draft.instead)
  return draft.cuts.reduce(cutBytes, text)
}

const utf8 = (text: string) => new TextEncoder().encode(text)

function wholeText(given: Whole): Uint8Array<ArrayBuffer> {
  if ('bytes' in given) return Uint8Array.from(given.bytes)
  if ('text' in given) return utf8(given.text)
  if ('json' in given) return utf8(JSON.stringify(given.json))
  return new Uint8Array(Buffer.alloc(given.size, given.fill))
}

/** Stands where a text goes in as it is, until all is written. */
const mark = (n: number) => `\u0001raw ${n}\u0001`

function bent(body: Json, bends: readonly Bend[]): Uint8Array<ArrayBuffer> {
  const raws: string[] = []
  const oddOf = (value: Odd): Json => ('raw' in value ? mark(raws.push(value.raw) - 1) : value.json)
  let now = body
  for (const { at, how, value } of bends) {
    const ways = pathsIn(now)
    const way = ways[at % ways.length] ?? []
    now = changed(now, way, is => {
      if (how === 'replace') return oddOf(value)
      if (how === 'wrap') return at % 2 === 0 ? [is] : { data: is }
      if (how === 'remove') return undefined
      if (Array.isArray(is)) return how === 'double' ? [...is, ...is] : [...is, oddOf(value)]
      if (typeof is === 'object' && is !== null)
        return { ...is, [how === 'double' ? 'Data' : 'more']: oddOf(value) }
      return oddOf(value)
    })
  }
  const text = JSON.stringify(now) ?? ''
  return utf8(raws.reduce((all, raw, n) => all.replace(JSON.stringify(mark(n)), () => raw), text))
}

type Way = readonly (string | number)[]
/** The way to every value, the whole first. */
function pathsIn(value: Json, trail: Way = []): Way[] {
  if (typeof value !== 'object' || value === null) return [trail]
  return [trail, ...Object.keys(value).flatMap(key => pathsIn(value[key], [...trail, key]))]
}

function changed(value: Json, [first, ...rest]: Way, change: (is: Json) => Json): Json {
  if (first === undefined) return change(value)
  const copy = Array.isArray(value) ? [...value] : { ...value }
  const next = changed(value[first], rest, change)
  if (next === undefined && rest.length === 0 && !Array.isArray(copy)) delete copy[first]
  else copy[first] = next
  return copy
}

function cutBytes(text: Uint8Array<ArrayBuffer>, { at, how, bytes }: Cut): Uint8Array<ArrayBuffer> {
  const from = Math.floor((text.length * at) / 1000)
  if (how === 'end') return text.slice(0, from)
  const before = text.subarray(0, from)
  const after = text.subarray(Math.min(text.length, how === 'insert' ? from : from + bytes.length))
  const put = how === 'remove' ? [] : bytes
  const all = new Uint8Array(before.length + put.length + after.length)
  all.set(before)
  all.set(put, before.length)
  all.set(after, before.length + put.length)
  return all
}
