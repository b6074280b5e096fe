import '@servicenow/sdk/global'
import { Test } from '@servicenow/sdk/core'

/** For ServiceNow's Automated Test Framework: run them after an upgrade. They need the Incident Guard and no hub. */
Test(
  {
    $id: Now.ID['atf-refused'],
    name: 'Fixproof: a close is refused while a finding is open',
    description: 'An incident on a case with an open finding cannot be resolved as fixed.',
    active: true,
    failOnServerError: false,
  },
  atf => {
    const incident = atf.server.recordInsert({
      $id: Now.ID['atf-refused-1'],
      table: 'incident',
      fieldValues: { short_description: 'Fixproof test: open finding' },
      assert: 'record_successfully_inserted',
      enforceSecurity: false,
    })
    atf.server.recordInsert({
      $id: Now.ID['atf-refused-2'],
      table: 'x_fxprf_sync_incident',
      fieldValues: {
        incident: incident.record_id,
        linked: true,
        case_key: 'TEST-1',
        policy: 'strict',
        phase: 'open',
        open: 1,
      },
      assert: 'record_successfully_inserted',
      enforceSecurity: false,
    })
    atf.server.recordUpdate({
      $id: Now.ID['atf-refused-3'],
      table: 'incident',
      recordId: incident.record_id,
      fieldValues: { state: '6', close_code: 'Solution provided', close_notes: 'Fixproof test' },
      assert: 'record_not_updated',
      enforceSecurity: false,
    })
    atf.server.recordValidation({
      $id: Now.ID['atf-refused-4'],
      table: 'incident',
      recordId: incident.record_id,
      fieldValues: 'state!=6',
      assert: 'record_validated',
      enforceSecurity: false,
    })
  },
)

Test(
  {
    $id: Now.ID['atf-allowed'],
    name: 'Fixproof: a close goes through when every finding is fixed',
    description: 'An incident on a case without an open finding can be resolved.',
    active: true,
    failOnServerError: false,
  },
  atf => {
    const incident = atf.server.recordInsert({
      $id: Now.ID['atf-allowed-1'],
      table: 'incident',
      fieldValues: { short_description: 'Fixproof test: fixed finding' },
      assert: 'record_successfully_inserted',
      enforceSecurity: false,
    })
    atf.server.recordInsert({
      $id: Now.ID['atf-allowed-2'],
      table: 'x_fxprf_sync_incident',
      fieldValues: {
        incident: incident.record_id,
        linked: true,
        case_key: 'TEST-2',
        policy: 'strict',
        phase: 'closed',
        open: 0,
      },
      assert: 'record_successfully_inserted',
      enforceSecurity: false,
    })
    atf.server.recordUpdate({
      $id: Now.ID['atf-allowed-3'],
      table: 'incident',
      recordId: incident.record_id,
      fieldValues: { state: '6', close_code: 'Solution provided', close_notes: 'Fixproof test' },
      assert: 'record_successfully_updated',
      enforceSecurity: false,
    })
    atf.server.recordValidation({
      $id: Now.ID['atf-allowed-4'],
      table: 'incident',
      recordId: incident.record_id,
      fieldValues: 'state=6',
      assert: 'record_validated',
      enforceSecurity: false,
    })
  },
)

Test(
  {
    $id: Now.ID['atf-others'],
    name: 'Fixproof: incidents without a case are left alone',
    description: 'An incident that is on no case can be resolved as before.',
    active: true,
    failOnServerError: false,
  },
  atf => {
    const incident = atf.server.recordInsert({
      $id: Now.ID['atf-others-1'],
      table: 'incident',
      fieldValues: { short_description: 'Fixproof test: no case' },
      assert: 'record_successfully_inserted',
      enforceSecurity: false,
    })
    atf.server.recordUpdate({
      $id: Now.ID['atf-others-2'],
      table: 'incident',
      recordId: incident.record_id,
      fieldValues: { state: '6', close_code: 'Solution provided', close_notes: 'Fixproof test' },
      assert: 'record_successfully_updated',
      enforceSecurity: false,
    })
  },
)
