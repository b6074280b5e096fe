import '@servicenow/sdk/global'
import { BusinessRule, ScheduledScript } from '@servicenow/sdk/core'

/** After the save is committed, on a worker: nobody waits for the hub. */
BusinessRule({
  $id: Now.ID['br-send'],
  name: 'Fixproof: send at once',
  table: 'x_fxprf_sync_outbox',
  when: 'async',
  action: ['insert'],
  order: 100,
  active: true,
  script: `(function executeRule(current, previous) {
  new FixproofOutbox().sendFor(current.getValue('incident'));
})(current, previous);`,
})

ScheduledScript({
  $id: Now.ID['job-send'],
  name: 'Fixproof: send waiting changes',
  active: true,
  frequency: 'periodically',
  executionInterval: { minutes: 1 },
  executionStart: '2026-01-01 00:00:00',
  timeZone: 'UTC',
  script: 'new x_fxprf_sync.FixproofOutbox().drain();',
})
