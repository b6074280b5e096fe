import { describe, expect, test } from 'vitest'
import { overLimit, type REQUEST_LIMITS, requestSentences } from './requestSentences'

describe('the limits of a request', () => {
  test.each<[keyof typeof REQUEST_LIMITS, number, string]>([
    ['findingsPerTicket', 50, 'A ticket takes at most 50 findings; 51 were given'],
    ['ticketsPerRequest', 50, 'A request takes at most 50 tickets; 51 were given'],
    ['findingsPerAttach', 50, 'An attach takes at most 50 findings; 51 were given'],
    ['findingsPerDetach', 50, 'A detach takes at most 50 findings; 51 were given'],
    ['findingsPerMute', 100, 'A mute takes at most 100 findings; 101 were given'],
    ['muteDescription', 280, 'The description of a mute takes at most 280 characters; 281 were given'],
  ])('%s: %i pass, one more does not', (limit, max, sentence) => {
    expect(overLimit(limit, max)).toBeNull()
    expect(overLimit(limit, max + 1)).toBe(sentence)
  })
})

test.each([
  [
    'rule 4',
    requestSentences.createOnly('f1', 'attack_path'),
    'Finding f1 (Attack Paths) can be named on a ticket when it is made, not attached later',
  ],
  ['rule 3', requestSentences.notSeenSince(Date.UTC(2026, 10, 20)), 'not seen in Datadog since 2026-11-20'],
  [
    'rule 18',
    requestSentences.caseSetBack('SEC-12'),
    'Case SEC-12 was closed in Datadog while a finding is open; it was set back to open',
  ],
  [
    'rule 5',
    requestSentences.findingInTwoTickets('f1'),
    'Finding f1 stands in two tickets of this request; a finding belongs to at most one',
  ],
  ['a slow create', requestSentences.notConfirmedYet(), 'Not confirmed yet; Fixproof keeps trying'],
  [
    'a declared project',
    requestSentences.declaredInFile('SEC'),
    'Project SEC is defined in fixproof.config.json',
  ],
])('%s: %s', (_, sentence, expected) => {
  expect(sentence).toBe(expected)
})
