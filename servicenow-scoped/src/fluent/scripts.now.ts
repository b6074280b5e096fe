import '@servicenow/sdk/global'
import { Acl, ScriptInclude } from '@servicenow/sdk/core'
import { viewer } from './roles.now'

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

ScriptInclude({
  $id: Now.ID['si-actions'],
  name: 'FixproofActions',
  apiName: 'x_fxprf_sync.FixproofActions',
  description: 'What people do on the incident form: re-check, attach, take off, ask for an exception.',
  active: true,
  accessibleFrom: 'package_private',
  script: Now.include('../generated/FixproofActions.js'),
})

ScriptInclude({
  $id: Now.ID['si-form'],
  name: 'FixproofForm',
  apiName: 'x_fxprf_sync.FixproofForm',
  description: 'What the scripts of the incident form ask.',
  active: true,
  clientCallable: true,
  accessibleFrom: 'public',
  callerAccess: 'tracking',
  script: Now.include('../generated/FixproofForm.js'),
})

// Releases differ in whether the scope belongs to the name; the script itself asks for the role as well.
Acl({
  $id: Now.ID['acl-form'],
  type: 'client_callable_script_include',
  name: 'FixproofForm',
  operation: 'execute',
  roles: [viewer],
})
Acl({
  $id: Now.ID['acl-form-scoped'],
  type: 'client_callable_script_include',
  name: 'x_fxprf_sync.FixproofForm',
  operation: 'execute',
  roles: [viewer],
})

ScriptInclude({
  $id: Now.ID['si-setup'],
  name: 'FixproofSetup',
  apiName: 'x_fxprf_sync.FixproofSetup',
  description: 'Test of the connection and the steps of the setup.',
  active: true,
  accessibleFrom: 'package_private',
  script: Now.include('../generated/FixproofSetup.js'),
})
