import { describe, expect, it } from 'vitest'
import { findingState, severity } from './look'
import { isReference, references } from './panel/input'
import { dayOf, duration, moment, NOTHING } from './words'

describe('times in words', () => {
  it.each([
    [null, NOTHING],
    [0.25, '15 minutes'],
    [1, '1 hour'],
    [47.4, '47 hours'],
    [48, '2 days'],
    [212, '9 days'],
  ])('%j hours are %j', (hours, words) => {
    expect(duration(hours)).toBe(words)
  })

  it('are in UTC, and a text that is no time stays as it is', () => {
    expect(moment('2026-11-20T12:15:00+02:00')).toBe('2026-11-20 10:15 UTC')
    expect(moment('soon')).toBe('soon')
    expect(dayOf('2026-11-20T23:15:00-05:00')).toBe('2026-11-21')
    expect(dayOf('soon')).toBe('soon')
    expect(dayOf(null)).toBe(NOTHING)
  })
})

describe('states in words', () => {
  it.each([
    ['open', null, 'Open', 'removed'],
    ['in-progress', null, 'In progress', 'inprogress'],
    ['resolved', null, 'Fixed', 'success'],
    ['auto-closed', null, 'Closed by Datadog', 'success'],
    ['muted', '2027-01-31T00:00:00Z', 'Muted until 2027-01-31', 'default'],
    ['muted', null, 'Muted', 'default'],
    ['unread', null, 'Not read yet', 'moved'],
  ] as const)('%s with a mute until %s is "%s"', (state, mutedUntil, word, look) => {
    expect(findingState({ state, mutedUntil })).toEqual({ word, look })
  })

  it('an unknown severity is shown as it is', () => {
    expect(severity('critical')).toEqual({ word: 'Critical', look: 'removed' })
    expect(severity('dire')).toEqual({ word: 'Dire', look: 'default' })
  })
})

describe('what is typed to attach findings', () => {
  it.each([
    ['https://app.datadoghq.com/security/appsec/vm/library/vulnerability/abc', true],
    ['https://app.datadoghq.com/a https://app.datadoghq.com/b', true],
    ['AQAAAYx7TESTabcdef0123456789==', true],
    ['ZGVmLTAwcC1pZXJ-c3BlY2lhbA==', true],
    ['log4j', false],
    ['https://app.datadoghq.com/a log4j', false],
    ['internationalization', false],
    ['', false],
  ])('%j names findings: %j', (text, is) => {
    expect(isReference(text)).toBe(is)
  })

  it('names each once, however they are separated', () => {
    expect(references('https://a.example, https://b.example\n\nhttps://a.example')).toEqual([
      'https://a.example',
      'https://b.example',
    ])
  })
})
