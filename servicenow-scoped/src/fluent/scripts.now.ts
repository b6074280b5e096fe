import '@servicenow/sdk/global'
import { ScriptInclude } from '@servicenow/sdk/core'

ScriptInclude({
  $id: Now.ID['si-rules'],
  name: 'FixproofRules',
  apiName: 'x_fxprf_sync.FixproofRules',
  description: 'The rules that hub, Jira app and this app share.',
  active: true,
  accessibleFrom: 'package_private',
  script: Now.include('../generated/FixproofRules.js'),
})

ScriptInclude({
  $id: Now.ID['si-gate'],
  name: 'FixproofGate',
  apiName: 'x_fxprf_sync.FixproofGate',
  description: 'May this incident be closed? Asked by the Incident Guard.',
  active: true,
  accessibleFrom: 'public',
  callerAccess: 'tracking',
  script: Now.include('../generated/FixproofGate.js'),
})

ScriptInclude({
  $id: Now.ID['si-outbox'],
  name: 'FixproofOutbox',
  apiName: 'x_fxprf_sync.FixproofOutbox',
  description: 'Changes of incidents on their way to the hub. Filled by the Incident Guard.',
  active: true,
  accessibleFrom: 'public',
  callerAccess: 'tracking',
  script: Now.include('../generated/FixproofOutbox.js'),
})

ScriptInclude({
  $id: Now.ID['si-inbound'],
  name: 'FixproofInbound',
  apiName: 'x_fxprf_sync.FixproofInbound',
  description: 'What the hub calls on this instance.',
  active: true,
  accessibleFrom: 'package_private',
  script: Now.include('../generated/FixproofInbound.js'),
})
