import { describe, expect, it } from 'vitest'
import { matcher, parseQuery, printQuery, QueryError, type Searchable, valuesAsked } from '../query'

const things: Record<string, Searchable> = {
  library: thing(
    {
      severity: 'critical',
      status: 'open',
      'package.name': 'cookie-jar',
      score: 9.8,
      seen: 1000,
      fixable: true,
    },
    { team: ['platform'], service: ['checkout'], env: ['prod'] },
    'Prototype pollution in cookie-jar',
  ),
  secret: thing(
    {
      severity: 'high',
      status: 'in-progress',
      key: ['SEC-1', 'SEC-2'],
      score: 7,
      seen: 2000,
      fixable: false,
    },
    { team: ['payments'], service: ['checkout'], path: ['src/a b/c.ts'] },
    'Token committed to the repository',
  ),
  host: thing({ severity: 'low', status: 'muted', score: -1, seen: 3000, odd: 'a:b*c' }, {}, 'Old kernel'),
}

function thing(
  attributes: Record<string, string | number | boolean | string[]>,
  tags: Record<string, string[]>,
  text: string,
): Searchable {
  return {
    attribute: path => {
      const value = attributes[path]
      return value === undefined ? [] : Array.isArray(value) ? value : [value]
    },
    tag: key => tags[key] ?? [],
    texts: () => [text],
  }
}

function found(query: string): string[] {
  const holds = matcher(parseQuery(query))
  return Object.keys(things).filter(name => holds(things[name] as Searchable))
}

describe('the search language of simulated Datadog', () => {
  it.each<[string, string[]]>([
    ['', ['library', 'secret', 'host']],
    ['*', ['library', 'secret', 'host']],
    ['@severity:critical', ['library']],
    ['@severity:Critical', []],
    ['@severity:(critical OR high)', ['library', 'secret']],
    ['@severity:(critical OR high) @status:open', ['library']],
    ['@severity:critical OR @severity:high AND @status:muted', ['library']],
    ['(@severity:critical OR @severity:low) AND @status:muted', ['host']],
    ['-@status:muted', ['library', 'secret']],
    ['NOT @status:(open OR muted)', ['secret']],
    ['@status:(-open -muted)', ['secret']],
    ['service:checkout -team:payments', ['library']],
    ['team:*', ['library', 'secret']],
    ['-team:*', ['host']],
    ['team:p*', ['library', 'secret']],
    ['team:plat?orm', ['library']],
    ['@package.name:cookie-*', ['library']],
    ['@package.name:"cookie-*"', []],
    ['@key:SEC-2', ['secret']],
    ['@key:*', ['secret']],
    ['@score:>=7', ['library', 'secret']],
    ['@score:>7', ['library']],
    ['@score:<0', ['host']],
    ['@score:-1', ['host']],
    ['@seen:[1000 TO 2000]', ['library', 'secret']],
    ['@seen:{1000 TO 2000]', ['secret']],
    ['@seen:[2000 TO *]', ['secret', 'host']],
    ['@score:[-5 TO 7]', ['secret', 'host']],
    ['@score:[-5 TO -1]', ['host']],
    ['@fixable:true', ['library']],
    ['path:"src/a b/c.ts"', ['secret']],
    ['path:src/a\\ b/*', ['secret']],
    ['@odd:a:b\\*c', ['host']],
    ['@odd:a:b\\?c', []],
    ['pollution', ['library']],
    ['POLLUTION', ['library']],
    ['pollu', []],
    ['pollu*', ['library']],
    ['"pollution in"', ['library']],
    ['"in pollution"', []],
    ['kernel OR @severity:high', ['secret', 'host']],
    ['@nothing:here', []],
    ['-@nothing:here', ['library', 'secret', 'host']],
  ])('%s', (query, expected) => {
    expect(found(query)).toEqual(expected)
  })

  it.each<[string, string[] | null]>([
    ['@finding_id:("a==" OR "b==" OR "a==")', ['a==', 'b==']],
    ['@status:open @finding_id:"a=="', ['a==']],
    ['(@finding_id:"a==" @status:open) OR @finding_id:"b=="', ['a==', 'b==']],
    ['@finding_id:"a==" OR @status:open', null],
    ['-@finding_id:"a=="', null],
    ['@finding_id:a*', null],
    ['*', null],
  ])('%s names the ids it asks for, and none where others may match', (query, expected) => {
    expect(valuesAsked(parseQuery(query), '@finding_id')).toEqual(expected)
  })

  it.each([
    '@severity:(critical OR',
    '(@severity:critical',
    '@severity:critical)',
    '"never closed',
    '@seen:[1 2]',
    '@seen:[1 TO 2',
    '@seen:[1 TO ]',
    'OR @severity:high',
    '@severity:',
    '@severity:high AND',
    '-',
    '@seen:[( TO 2]',
  ])('refuses %s', query => {
    expect(() => parseQuery(query)).toThrow(QueryError)
  })

  it.each([
    ['@severity:(critical OR high)', '@severity:critical OR @severity:high'],
    ['@severity:(critical OR high) @status:open', '(@severity:critical OR @severity:high) @status:open'],
    ['-(team:a OR team:b) AND @score:>=7', '-(team:a OR team:b) @score:>=7'],
    ['a OR b AND "c \\"d\\""', 'a OR (b "c \\"d\\"")'],
    ['@seen:{1 TO 2] NOT @key:*', '@seen:{1 TO 2] -@key:*'],
    ['', '*'],
  ])('writes %s back as %s, which means the same', (query, printed) => {
    expect(printQuery(parseQuery(query))).toBe(printed)
    expect(found(printed)).toEqual(found(query))
  })
})
