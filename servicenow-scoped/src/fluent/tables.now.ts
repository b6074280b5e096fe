import '@servicenow/sdk/global'
import {
  BooleanColumn,
  DateColumn,
  DateTimeColumn,
  IntegerColumn,
  MultiLineTextColumn,
  Password2Column,
  ReferenceColumn,
  StringColumn,
  Table,
  UrlColumn,
} from '@servicenow/sdk/core'

/** What the hub told of one incident; the guard judges by this row. Written by the hub alone. */
export const x_fxprf_sync_incident = Table({
  name: 'x_fxprf_sync_incident',
  label: 'Fixproof Incident',
  display: 'case_key',
  actions: ['read'],
  accessibleFrom: 'public',
  callerAccess: 'tracking',
  createAccessControls: false,
  schema: {
    incident: ReferenceColumn({
      label: 'Incident',
      referenceTable: 'incident',
      mandatory: true,
      unique: true,
      cascadeRule: 'delete',
    }),
    seq: StringColumn({ label: 'As of', maxLength: 20 }),
    linked: BooleanColumn({ label: 'On a case', default: true }),
    case_key: StringColumn({ label: 'Case', maxLength: 80 }),
    case_title: StringColumn({ label: 'Title', maxLength: 255 }),
    case_url: UrlColumn({ label: 'Open the case', maxLength: 1024 }),
    policy: StringColumn({
      label: 'Policy',
      maxLength: 40,
      choices: {
        strict: { label: 'Strict', sequence: 0 },
        'fixed-only': { label: 'Only "fixed" is refused', sequence: 1 },
        observe: { label: 'Observe', sequence: 2 },
      },
    }),
    phase: StringColumn({
      label: 'Phase',
      maxLength: 40,
      choices: {
        open: { label: 'Open', sequence: 0 },
        closed: { label: 'Closed', sequence: 1 },
        leave: { label: 'Left as it is', sequence: 2 },
      },
    }),
    open: IntegerColumn({ label: 'Open findings', default: 0 }),
    severity: StringColumn({ label: 'Worst open severity', maxLength: 40 }),
    false_fixes: IntegerColumn({ label: 'False fixes', default: 0 }),
    issue_key: StringColumn({ label: 'Jira issue', maxLength: 80 }),
    issue_url: UrlColumn({ label: 'Open in Jira', maxLength: 1024 }),
    issue_status: StringColumn({ label: 'Status in Jira', maxLength: 255 }),
    sync_condition: StringColumn({ label: 'Sync', maxLength: 40 }),
    sync_reason: StringColumn({ label: 'Why', maxLength: 4000 }),
    checked_at: DateTimeColumn({ label: 'Checked in Datadog' }),
    not_fixed: StringColumn({ label: 'Closes that do not mean fixed', maxLength: 8000 }),
    exceptions: StringColumn({ label: 'Exceptions', maxLength: 65000 }),
  },
})

/** A finding on an incident: the related list of the incident form. Written by the hub alone. */
export const x_fxprf_sync_finding = Table({
  name: 'x_fxprf_sync_finding',
  label: 'Datadog finding',
  display: 'title',
  actions: ['read'],
  accessibleFrom: 'public',
  callerAccess: 'tracking',
  createAccessControls: false,
  schema: {
    link_key: StringColumn({ label: 'Key', maxLength: 180, mandatory: true, unique: true }),
    incident: ReferenceColumn({
      label: 'Incident',
      referenceTable: 'incident',
      mandatory: true,
      cascadeRule: 'delete',
    }),
    finding_id: StringColumn({ label: 'Finding ID', maxLength: 255, mandatory: true }),
    title: StringColumn({ label: 'Title', maxLength: 1000 }),
    severity: StringColumn({
      label: 'Severity',
      maxLength: 40,
      choices: {
        critical: { label: 'Critical', sequence: 0 },
        high: { label: 'High', sequence: 1 },
        medium: { label: 'Medium', sequence: 2 },
        low: { label: 'Low', sequence: 3 },
        info: { label: 'Info', sequence: 4 },
        none: { label: 'None', sequence: 5 },
        unknown: { label: 'Unknown', sequence: 6 },
      },
    }),
    severity_rank: IntegerColumn({ label: 'Rank of severity' }),
    category: StringColumn({ label: 'Category', maxLength: 100 }),
    state: StringColumn({
      label: 'State in Datadog',
      maxLength: 40,
      choices: {
        open: { label: 'Open', sequence: 0 },
        'in-progress': { label: 'In progress', sequence: 1 },
        unread: { label: 'Not read yet', sequence: 2 },
        muted: { label: 'Muted', sequence: 3 },
        resolved: { label: 'Resolved', sequence: 4 },
        'auto-closed': { label: 'Auto-closed', sequence: 5 },
      },
    }),
    open: BooleanColumn({ label: 'Keeps the incident open', default: true }),
    url: UrlColumn({ label: 'Open in Datadog', maxLength: 2000 }),
    open_since: DateTimeColumn({ label: 'Open since' }),
    muted_until: DateTimeColumn({ label: 'Muted until' }),
    found_in: StringColumn({ label: 'Found in', maxLength: 1000 }),
  },
})

/** Changes on their way to the hub. */
export const x_fxprf_sync_outbox = Table({
  name: 'x_fxprf_sync_outbox',
  label: 'Fixproof Outbox',
  display: 'number',
  actions: ['read'],
  accessibleFrom: 'public',
  callerAccess: 'tracking',
  createAccessControls: false,
  schema: {
    incident: ReferenceColumn({ label: 'Incident', referenceTable: 'incident', cascadeRule: 'none' }),
    number: StringColumn({ label: 'Number', maxLength: 40 }),
    kind: StringColumn({
      label: 'What happened',
      maxLength: 40,
      choices: {
        changed: { label: 'Changed', sequence: 0 },
        refused: { label: 'Close refused', sequence: 1 },
      },
    }),
    state: StringColumn({
      label: 'State',
      maxLength: 40,
      default: 'waiting',
      choices: {
        waiting: { label: 'Waiting', sequence: 0 },
        sent: { label: 'Sent', sequence: 1 },
        dead: { label: 'Given up', sequence: 2 },
      },
    }),
    body: StringColumn({ label: 'Body', maxLength: 65000 }),
    mod_count: IntegerColumn({ label: 'Update of the incident' }),
    queued_ms: StringColumn({ label: 'Queued at (ms)', maxLength: 20 }),
    tries: IntegerColumn({ label: 'Tries', default: 0 }),
    next_try: DateTimeColumn({ label: 'Next try' }),
    sent_at: DateTimeColumn({ label: 'Sent' }),
    last_error: StringColumn({ label: 'Last error', maxLength: 1000 }),
  },
})

/** Who is sending what right now: a name can be held once. */
export const x_fxprf_sync_lease = Table({
  name: 'x_fxprf_sync_lease',
  label: 'Fixproof Lease',
  display: 'name',
  actions: [],
  accessibleFrom: 'package_private',
  createAccessControls: false,
  schema: {
    name: StringColumn({ label: 'Name', maxLength: 100, mandatory: true, unique: true }),
    until_ms: StringColumn({ label: 'Until (ms)', maxLength: 20 }),
  },
})

/** Where the hub is and what both know. One row. */
export const x_fxprf_sync_config = Table({
  name: 'x_fxprf_sync_config',
  label: 'Fixproof Configuration',
  display: 'hub_url',
  actions: [],
  accessibleFrom: 'package_private',
  createAccessControls: false,
  schema: {
    hub_url: StringColumn({ label: 'Address of the hub', maxLength: 255, mandatory: true }),
    connection: StringColumn({ label: 'Connection', maxLength: 80, mandatory: true }),
    hub_user: StringColumn({ label: 'User name of the hub here', maxLength: 80, mandatory: true }),
    secret: Password2Column({ label: 'Secret' }),
    second_secret: Password2Column({ label: 'Second secret, while one replaces the other' }),
    active: BooleanColumn({ label: 'Active', default: true }),
    reachable: BooleanColumn({ label: 'The hub answers', default: true, readOnly: true }),
    guard_installed: BooleanColumn({ label: 'Incident Guard installed', default: false, readOnly: true }),
    guard_checked_at: DateTimeColumn({ label: 'Incident Guard since', readOnly: true }),
    last_test_good: BooleanColumn({ label: 'Last test was good', default: false, readOnly: true }),
    last_test_at: DateTimeColumn({ label: 'Last test', readOnly: true }),
    last_test_result: StringColumn({ label: 'Result of the last test', maxLength: 1000, readOnly: true }),
  },
})

/** What a person asks of the hub: attach, take off, exception. */
export const x_fxprf_sync_request = Table({
  name: 'x_fxprf_sync_request',
  label: 'Fixproof Request',
  display: 'kind',
  actions: ['read'],
  accessibleFrom: 'public',
  callerAccess: 'tracking',
  createAccessControls: false,
  audit: true,
  schema: {
    incident: ReferenceColumn({
      label: 'Incident',
      referenceTable: 'incident',
      mandatory: true,
      cascadeRule: 'delete',
    }),
    kind: StringColumn({
      label: 'What is asked',
      maxLength: 40,
      mandatory: true,
      default: 'attach',
      choices: {
        attach: { label: 'Attach findings', sequence: 0 },
        detach: { label: 'Take findings off', sequence: 1 },
        exception: { label: 'Leave findings open for a while', sequence: 2 },
      },
    }),
    findings: MultiLineTextColumn({
      label: 'Findings: ids, or links in Datadog',
      maxLength: 8000,
      mandatory: true,
    }),
    reason: MultiLineTextColumn({ label: 'Reason', maxLength: 1000 }),
    until: DateColumn({ label: 'Until' }),
    state: StringColumn({
      label: 'State',
      maxLength: 40,
      default: 'asked',
      readOnly: true,
      choices: {
        asked: { label: 'Asked', sequence: 0 },
        done: { label: 'Done', sequence: 1 },
        waiting: { label: 'Waits for an answer', sequence: 2 },
        approved: { label: 'Approved', sequence: 3 },
        refused: { label: 'Refused', sequence: 4 },
      },
    }),
    answer: StringColumn({ label: 'Answer', maxLength: 4000, readOnly: true }),
    asked_by: StringColumn({ label: 'Asked by', maxLength: 80, readOnly: true }),
    exception_id: StringColumn({ label: 'Exception', maxLength: 80, readOnly: true }),
  },
})

/** What is left to do before everything works. The rows are shipped; how they stand is looked up. */
export const x_fxprf_sync_step = Table({
  name: 'x_fxprf_sync_step',
  label: 'Fixproof Setup Step',
  display: 'title',
  actions: [],
  accessibleFrom: 'package_private',
  createAccessControls: false,
  schema: {
    step_key: StringColumn({ label: 'Key', maxLength: 40, mandatory: true, readOnly: true }),
    order: IntegerColumn({ label: 'Order', readOnly: true }),
    title: StringColumn({ label: 'Step', maxLength: 255, readOnly: true }),
    text: StringColumn({ label: 'What to do', maxLength: 4000, readOnly: true }),
    state: StringColumn({
      label: 'State',
      maxLength: 40,
      default: 'unknown',
      readOnly: true,
      choices: {
        open: { label: 'Open', sequence: 0 },
        unknown: { label: 'Look yourself', sequence: 1 },
        done: { label: 'Done', sequence: 2 },
      },
    }),
    found: StringColumn({ label: 'Found', maxLength: 1000, readOnly: true }),
  },
})

/** For lists and reports of incidents. Written by the guard, which leaves everything else of the incident alone. */
export const incident = Table({
  augments: 'incident',
  schema: {
    x_fxprf_sync_open_findings: IntegerColumn({ label: 'Open Datadog findings', readOnly: true }),
  },
})
