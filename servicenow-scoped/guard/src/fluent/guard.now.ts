import '@servicenow/sdk/global'
import { BusinessRule, ScriptInclude } from '@servicenow/sdk/core'

/** Only a rule of the incident's own scope can stop a save; it asks the app, and lets everything pass when that fails. */
BusinessRule({
  $id: Now.ID['br-gate'],
  name: 'Fixproof: refuse an unproven fix',
  description:
    'Asks the Fixproof app whether this incident may be closed while Datadog still sees its findings. Without the app, or when it fails, the save goes through and the hub reopens the incident.',
  table: 'incident',
  when: 'before',
  action: ['insert', 'update'],
  order: 9000,
  active: true,
  filterCondition: 'stateIN6,7,8',
  script: Now.include('../scripts/gate.js'),
})

BusinessRule({
  $id: Now.ID['br-queue'],
  name: 'Fixproof: queue incident change',
  description:
    'Puts a change of an incident into the outbox of the Fixproof app, in the transaction of the save.',
  table: 'incident',
  when: 'after',
  action: ['update', 'delete'],
  order: 9000,
  active: true,
  script: Now.include('../scripts/queue.js'),
})

ScriptInclude({
  $id: Now.ID['si-guard'],
  name: 'FixproofGuard',
  apiName: 'global.FixproofGuard',
  description:
    'What the Fixproof app may not do itself: write the number of open findings without touching the rest.',
  active: true,
  accessibleFrom: 'public',
  script: Now.include('../scripts/FixproofGuard.js'),
})
