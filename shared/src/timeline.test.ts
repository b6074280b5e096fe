import { describe, expect, test } from 'vitest'
import { handReopenText, resolutionText, timeline, unfilledFields } from './timeline'

describe('lines of the timeline', () => {
  test.each([
    [timeline.findingOpened('X', 'attached'), '"X" is open.'],
    [timeline.findingOpened('X', 'detected-again'), '"X" was detected again.'],
    [timeline.findingOpened('X', 'unmuted'), '"X" was unmuted in Datadog.'],
    [timeline.findingOpened('X', 'mute-expired'), '"X" is open again: its mute has ended.'],
    [timeline.findingClosed('X', 'resolved', null), '"X" is fixed in Datadog (resolved).'],
    [timeline.findingClosed('X', 'muted', null), '"X" was muted in Datadog.'],
    [
      timeline.findingClosed('X', 'muted', Date.UTC(2027, 0, 31)),
      '"X" was muted in Datadog until 2027-01-31.',
    ],
    [timeline.findingDetached('X', true), '"X" was detached while it is still open in Datadog.'],
    [timeline.findingDetached('X', false), '"X" was detached.'],
    [timeline.roundEnded('detach'), 'The last open finding was taken off the case.'],
    [timeline.roundEnded('datadog'), 'Datadog shows no open finding on the case any more.'],
    [timeline.closeRefused('Ada', 'SEC-1', 'Because.'), 'Ada closed SEC-1. Because.'],
    [
      timeline.closeUnanswered('Ada', 'SEC-1'),
      'Ada closed SEC-1, but a finding is open that was not known here at that moment; the close does not stand.',
    ],
    [
      timeline.closeOutdated('Ada', 'SEC-1'),
      'Ada closed SEC-1, but the case was reopened elsewhere since; the close does not stand.',
    ],
    [timeline.notSeen('X'), 'Datadog no longer returns "X"; its last state stands.'],
  ])('%s', (line, expected) => {
    expect(line).toBe(expected)
  })
})

test.each([
  [
    handReopenText({ by: 'Ada', where: 'jira', ticket: 'SEC-1' }),
    'Reopened by Fixproof: Ada reopened SEC-1.',
  ],
  [
    handReopenText({ by: null, where: 'case', ticket: null }),
    'Reopened by Fixproof: Somebody reopened the case.',
  ],
  [
    unfilledFields({ transition: 'Close', fields: ['Root cause'], cause: 'accepted', project: 'SEC' }),
    'Transition "Close" needs "Root cause", and nothing fills it. Name its value in close.jira.accepted.fields of ' +
      'project SEC.',
  ],
  [
    unfilledFields({ transition: 'Close', fields: ['A', 'B'], cause: null, project: 'SEC' }),
    'Transition "Close" needs "A", "B", and nothing fills them. Name their values in the workflow.',
  ],
])('%s', (text, expected) => {
  expect(text).toBe(expected)
})

test('a transition that would say "fixed" is named with the setting that mends it', () => {
  expect(resolutionText({ transition: 'Close', cause: 'accepted', project: 'SEC' })).toMatch(
    /^Transition "Close" would say that this is fixed, .*close\.jira\.accepted\.status and notFixed\.statuses of project SEC\.$/,
  )
})
