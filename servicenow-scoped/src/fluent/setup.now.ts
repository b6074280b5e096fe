import '@servicenow/sdk/global'
import { BusinessRule, Record, ScheduledScript, UiAction } from '@servicenow/sdk/core'
import { admin, operator } from './roles.now'

BusinessRule({
  $id: Now.ID['br-config-one'],
  name: 'Fixproof: one configuration',
  table: 'x_fxprf_sync_config',
  when: 'before',
  action: ['insert'],
  order: 100,
  active: true,
  script: `(function executeRule(current, previous) {
  new FixproofSetup().onlyOne(current);
})(current, previous);`,
})

UiAction({
  $id: Now.ID['ua-test'],
  table: 'x_fxprf_sync_config',
  name: 'Test connection',
  actionName: 'x_fxprf_sync_test',
  hint: 'Saves, asks the hub who it is, and compares the clocks',
  order: 100,
  active: true,
  showUpdate: true,
  roles: [admin],
  form: { showButton: true, style: 'primary' },
  script: `current.update();
new x_fxprf_sync.FixproofSetup().test(current);
action.setRedirectURL(current);`,
  workspace: { isConfigurableWorkspace: true, showFormButtonV2: true },
})

UiAction({
  $id: Now.ID['ua-steps'],
  table: 'x_fxprf_sync_step',
  name: 'Look again',
  actionName: 'x_fxprf_sync_look',
  hint: 'Looks at every step and says how it stands',
  order: 100,
  active: true,
  showUpdate: true,
  roles: [admin],
  form: { showButton: true, style: 'primary' },
  list: { showBannerButton: true },
  script: `new x_fxprf_sync.FixproofSetup().steps();
action.setRedirectURL('x_fxprf_sync_step_list.do?sysparm_query=ORDERBYorder');`,
})

UiAction({
  $id: Now.ID['ua-again'],
  table: 'x_fxprf_sync_outbox',
  name: 'Send again',
  actionName: 'x_fxprf_sync_again',
  hint: 'Sends a change that was given up, with all its tries',
  order: 100,
  active: true,
  showUpdate: true,
  condition: "current.state == 'dead'",
  roles: [operator],
  form: { showButton: true, style: 'primary' },
  list: { showContextMenu: true, showListChoice: true },
  script: `new x_fxprf_sync.FixproofOutbox().again(current);
action.setRedirectURL(current);`,
})

ScheduledScript({
  $id: Now.ID['job-tidy'],
  name: 'Fixproof: forget sent changes',
  active: true,
  frequency: 'daily',
  executionTime: { hours: 3, minutes: 0, seconds: 0 },
  // Without a start the SDK writes the moment of the build.
  executionStart: '2026-01-01 00:00:00',
  timeZone: 'UTC',
  script: 'new x_fxprf_sync.FixproofOutbox().tidy();',
})

Record({
  $id: Now.ID['step-config'],
  table: 'x_fxprf_sync_step',
  data: {
    step_key: 'config',
    order: 100,
    title: 'Connect the hub',
    text: 'Open Fixproof > Configuration. Give the address of the hub, the id of this connection in its configuration, the user name under which the hub works here, and one of its pushSecrets.',
  },
})
Record({
  $id: Now.ID['step-user'],
  table: 'x_fxprf_sync_step',
  data: {
    step_key: 'user',
    order: 200,
    title: 'Give the hub a user',
    text: 'Create a user for the hub alone, with web service access only, and give it the roles itil and x_fxprf_sync.hub. If it is also to close incidents (state Closed), give it itil_admin.',
  },
})
Record({
  $id: Now.ID['step-oauth'],
  table: 'x_fxprf_sync_step',
  data: {
    step_key: 'oauth',
    order: 300,
    title: 'Let the hub sign in by OAuth client credentials',
    text: 'Set the property glide.oauth.inbound.client.credential.grant_type.enabled to true (create it if it is missing). Under System OAuth > Application Registry create an endpoint for external clients with the grant type client credentials, and name the user of the hub as its OAuth Application User. Put its client id and secret into the configuration of the hub.',
  },
})
Record({
  $id: Now.ID['step-test'],
  table: 'x_fxprf_sync_step',
  data: {
    step_key: 'test',
    order: 400,
    title: 'Test the connection',
    text: 'Press Test connection on the configuration. Then run "fixproof check" at the hub: it tests the other direction.',
  },
})
Record({
  $id: Now.ID['step-guard'],
  table: 'x_fxprf_sync_step',
  data: {
    step_key: 'guard',
    order: 500,
    title: 'Install the Incident Guard',
    text: 'Commit the update set Fixproof Incident Guard. Without it nothing is refused here; the hub reopens what was closed too early.',
  },
})
Record({
  $id: Now.ID['step-list'],
  table: 'x_fxprf_sync_step',
  data: {
    step_key: 'list',
    order: 600,
    title: 'Show the findings on the incident form',
    text: 'Run the fix script "Fixproof: show findings on incident forms". It adds the lists Datadog findings and Fixproof Requests to the related lists that your views have already, and changes nothing else. By hand: Configure > Related Lists on the form.',
  },
})
Record({
  $id: Now.ID['step-viewers'],
  table: 'x_fxprf_sync_step',
  data: {
    step_key: 'viewers',
    order: 700,
    title: 'Give people their roles',
    text: 'x_fxprf_sync.viewer for everybody who works on incidents, x_fxprf_sync.operator for those who may take findings off, x_fxprf_sync.admin for those who look after the connection.',
  },
})
Record({
  $id: Now.ID['step-outbox'],
  table: 'x_fxprf_sync_step',
  data: {
    step_key: 'outbox',
    order: 800,
    title: 'Nothing was given up',
    text: 'Changes that the hub refuses, or that could not be sent twelve times, are given up and kept in Fixproof > Outbox.',
  },
})
