import '@servicenow/sdk/global'
import { BusinessRule, ClientScript, UiAction } from '@servicenow/sdk/core'
import { operator, viewer } from './roles.now'

ClientScript({
  $id: Now.ID['cs-load'],
  name: 'Fixproof: say whether it may be closed',
  table: 'incident',
  type: 'onLoad',
  uiType: 'all',
  global: true,
  isolateScript: true,
  active: true,
  script: Now.include('../generated/onLoad.js'),
})

ClientScript({
  $id: Now.ID['cs-state'],
  name: 'Fixproof: say it when a closed state is chosen',
  table: 'incident',
  type: 'onChange',
  field: 'state',
  uiType: 'all',
  global: true,
  isolateScript: true,
  active: true,
  script: Now.include('../generated/onChangeState.js'),
})

ClientScript({
  $id: Now.ID['cs-code'],
  name: 'Fixproof: say it when a resolution code is chosen',
  table: 'incident',
  type: 'onChange',
  field: 'close_code',
  uiType: 'all',
  global: true,
  isolateScript: true,
  active: true,
  script: Now.include('../generated/onChangeCloseCode.js'),
})

/** The row the guard judges by says whether the incident is on a case at all. */
UiAction({
  $id: Now.ID['ua-recheck'],
  table: 'incident',
  name: 'Re-check Datadog findings',
  actionName: 'x_fxprf_sync_recheck',
  hint: 'Has the findings of this incident read in Datadog again',
  order: 900,
  active: true,
  showUpdate: true,
  roles: [viewer],
  form: { showButton: true, style: 'unstyled' },
  script: `new x_fxprf_sync.FixproofActions().recheck(current.getUniqueValue());
action.setRedirectURL(current);`,
  workspace: { isConfigurableWorkspace: true, showFormButtonV2: true },
})

UiAction({
  $id: Now.ID['ua-attach'],
  table: 'incident',
  name: 'Attach Datadog findings',
  actionName: 'x_fxprf_sync_attach',
  hint: 'Puts findings on this incident by their ids or links',
  order: 910,
  active: true,
  showUpdate: true,
  roles: [viewer],
  form: { showContextMenu: true, showLink: true, style: 'unstyled' },
  script: `action.setRedirectURL('x_fxprf_sync_request.do?sys_id=-1&sysparm_query=kind=attach^incident=' + current.getUniqueValue());`,
  workspace: {
    isConfigurableWorkspace: true,
    showFormMenuButtonV2: true,
    clientScriptV2: `function onClick(g_form) {
  g_aw.openRecord('x_fxprf_sync_request', '-1', { query: 'kind=attach^incident=' + g_form.getUniqueValue() });
}`,
  },
})

UiAction({
  $id: Now.ID['ua-exception'],
  table: 'incident',
  name: 'Ask for an exception',
  actionName: 'x_fxprf_sync_exception',
  hint: 'Asks that findings may stay open until a day; mutes nothing until somebody else approves it',
  order: 920,
  active: true,
  showUpdate: true,
  roles: [viewer],
  form: { showContextMenu: true, showLink: true, style: 'unstyled' },
  script: `action.setRedirectURL('x_fxprf_sync_request.do?sys_id=-1&sysparm_query=kind=exception^incident=' + current.getUniqueValue() + '^findings=' + new x_fxprf_sync.FixproofActions().openFindings(current.getUniqueValue()));`,
  workspace: {
    isConfigurableWorkspace: true,
    showFormMenuButtonV2: true,
    clientScriptV2: `function onClick(g_form) {
  var incident = g_form.getUniqueValue();
  var ask = new GlideAjax('x_fxprf_sync.FixproofForm');
  ask.addParam('sysparm_name', 'openFindings');
  ask.addParam('sysparm_incident', incident);
  ask.getXMLAnswer(function (findings) {
    g_aw.openRecord('x_fxprf_sync_request', '-1', {
      query: 'kind=exception^incident=' + incident + '^findings=' + (findings || '')
    });
  });
}`,
  },
})

UiAction({
  $id: Now.ID['ua-detach'],
  table: 'x_fxprf_sync_finding',
  name: 'Take off the incident',
  actionName: 'x_fxprf_sync_detach',
  hint: 'Asks for a reason; the finding stays as it is in Datadog',
  order: 100,
  active: true,
  showUpdate: true,
  roles: [operator],
  form: { showButton: true, style: 'destructive' },
  list: { showContextMenu: true },
  script: `action.setRedirectURL('x_fxprf_sync_request.do?sys_id=-1&sysparm_query=kind=detach^incident=' + current.getValue('incident') + '^findings=' + encodeURIComponent(current.getValue('finding_id')));`,
  workspace: {
    isConfigurableWorkspace: true,
    showFormButtonV2: true,
    clientScriptV2: `function onClick(g_form) {
  g_aw.openRecord('x_fxprf_sync_request', '-1', {
    query: 'kind=detach^incident=' + g_form.getValue('incident') + '^findings=' + g_form.getValue('finding_id')
  });
}`,
  },
})

UiAction({
  $id: Now.ID['ua-submit'],
  table: 'x_fxprf_sync_request',
  name: 'Ask now',
  actionName: 'x_fxprf_sync_submit',
  hint: 'Asks the hub and shows its answer',
  order: -100,
  active: true,
  showInsert: true,
  roles: [viewer],
  form: { showButton: true, style: 'primary' },
  script: `var incident = current.incident.getRefRecord();
if (new x_fxprf_sync.FixproofActions().submit(current)) {
  action.setRedirectURL(incident);
} else {
  action.setRedirectURL(current);
}`,
  workspace: { isConfigurableWorkspace: true, showFormButtonV2: true },
})

BusinessRule({
  $id: Now.ID['br-request-check'],
  name: 'Fixproof: check request',
  table: 'x_fxprf_sync_request',
  when: 'before',
  action: ['insert'],
  order: 100,
  active: true,
  filterCondition: 'state=asked',
  script: `(function executeRule(current, previous) {
  new FixproofActions().check(current);
})(current, previous);`,
})

BusinessRule({
  $id: Now.ID['br-request-send'],
  name: 'Fixproof: send request',
  table: 'x_fxprf_sync_request',
  when: 'async',
  action: ['insert'],
  order: 100,
  active: true,
  filterCondition: 'state=asked',
  script: `(function executeRule(current, previous) {
  new FixproofActions().send(current);
})(current, previous);`,
})
