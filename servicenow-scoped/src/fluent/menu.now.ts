import '@servicenow/sdk/global'
import { ApplicationMenu, default_view, Form, List, Record } from '@servicenow/sdk/core'
import { viewer } from './roles.now'

const menu = ApplicationMenu({
  $id: Now.ID['menu-fixproof'],
  title: 'Fixproof',
  hint: 'Datadog findings on incidents',
  description: 'Keeps incidents honest about Datadog security findings.',
  roles: [viewer],
  active: true,
})

Record({
  $id: Now.ID['mod-open'],
  table: 'sys_app_module',
  data: {
    title: 'Open findings',
    application: menu,
    order: 100,
    active: true,
    link_type: 'LIST',
    name: 'x_fxprf_sync_finding',
    filter: 'open=true^ORDERBYseverity_rank^ORDERBYopen_since',
    roles: ['x_fxprf_sync.viewer'],
  },
})
Record({
  $id: Now.ID['mod-incidents'],
  table: 'sys_app_module',
  data: {
    title: 'Incidents with open findings',
    application: menu,
    order: 200,
    active: true,
    link_type: 'LIST',
    name: 'x_fxprf_sync_incident',
    filter: 'linked=true^open>0^ORDERBYDESCopen',
    roles: ['x_fxprf_sync.viewer'],
  },
})
Record({
  $id: Now.ID['mod-false'],
  table: 'sys_app_module',
  data: {
    title: 'False fixes',
    application: menu,
    order: 300,
    active: true,
    link_type: 'LIST',
    name: 'x_fxprf_sync_incident',
    filter: 'false_fixes>0^ORDERBYDESCfalse_fixes',
    roles: ['x_fxprf_sync.viewer'],
  },
})
Record({
  $id: Now.ID['mod-blocked'],
  table: 'sys_app_module',
  data: {
    title: 'Blocked links',
    application: menu,
    order: 400,
    active: true,
    link_type: 'LIST',
    name: 'x_fxprf_sync_incident',
    filter: 'linked=true^sync_conditionINblocked,trouble,contested,gone',
    roles: ['x_fxprf_sync.viewer'],
  },
})
Record({
  $id: Now.ID['mod-requests'],
  table: 'sys_app_module',
  data: {
    title: 'Requests',
    application: menu,
    order: 500,
    active: true,
    link_type: 'LIST',
    name: 'x_fxprf_sync_request',
    filter: 'ORDERBYDESCsys_created_on',
    roles: ['x_fxprf_sync.viewer'],
  },
})

const bySeverity = Record({
  $id: Now.ID['report-severity'],
  table: 'sys_report',
  data: {
    title: 'Open Datadog findings by severity',
    table: 'x_fxprf_sync_finding',
    type: 'bar',
    field: 'severity',
    aggregate: 'COUNT',
    filter: 'open=true',
    roles: ['x_fxprf_sync.viewer'],
    user: 'GLOBAL',
    is_published: false,
  },
})
Record({
  $id: Now.ID['report-false'],
  table: 'sys_report',
  data: {
    title: 'False fixes by case',
    table: 'x_fxprf_sync_incident',
    type: 'bar',
    field: 'case_key',
    aggregate: 'SUM',
    sumfield: 'false_fixes',
    filter: 'false_fixes>0',
    roles: ['x_fxprf_sync.viewer'],
    user: 'GLOBAL',
    is_published: false,
  },
})
Record({
  $id: Now.ID['mod-report'],
  table: 'sys_app_module',
  data: {
    title: 'Open findings by severity',
    application: menu,
    order: 600,
    active: true,
    link_type: 'REPORT',
    report: bySeverity,
    roles: ['x_fxprf_sync.viewer'],
  },
})

Record({
  $id: Now.ID['mod-outbox'],
  table: 'sys_app_module',
  data: {
    title: 'Outbox',
    application: menu,
    order: 700,
    active: true,
    link_type: 'LIST',
    name: 'x_fxprf_sync_outbox',
    filter: 'state!=sent^ORDERBYqueued_ms',
    roles: ['x_fxprf_sync.operator'],
  },
})
Record({
  $id: Now.ID['mod-config'],
  table: 'sys_app_module',
  data: {
    title: 'Configuration',
    application: menu,
    order: 800,
    active: true,
    link_type: 'LIST',
    name: 'x_fxprf_sync_config',
    roles: ['x_fxprf_sync.admin'],
  },
})
Record({
  $id: Now.ID['mod-steps'],
  table: 'sys_app_module',
  data: {
    title: 'Setup',
    application: menu,
    order: 900,
    active: true,
    link_type: 'LIST',
    name: 'x_fxprf_sync_step',
    filter: 'ORDERBYorder',
    roles: ['x_fxprf_sync.admin'],
  },
})

List({
  table: 'x_fxprf_sync_finding',
  view: default_view,
  columns: ['severity', 'title', 'state', 'open', 'category', 'open_since', 'url', 'incident'],
})
/** The related list of the incident form. */
List({
  table: 'x_fxprf_sync_finding',
  view: default_view,
  parent: 'incident',
  columns: ['severity', 'title', 'state', 'url', 'category', 'open_since'],
})
List({
  table: 'x_fxprf_sync_incident',
  view: default_view,
  columns: [
    'incident',
    'case_key',
    'open',
    'severity',
    'false_fixes',
    'sync_condition',
    'issue_key',
    'checked_at',
  ],
})
List({
  table: 'x_fxprf_sync_outbox',
  view: default_view,
  columns: ['number', 'kind', 'state', 'tries', 'next_try', 'last_error', 'sys_created_on', 'sent_at'],
})
List({
  table: 'x_fxprf_sync_request',
  view: default_view,
  columns: ['incident', 'kind', 'findings', 'reason', 'until', 'state', 'answer', 'asked_by'],
})
List({
  table: 'x_fxprf_sync_request',
  view: default_view,
  parent: 'incident',
  columns: ['kind', 'findings', 'reason', 'until', 'state', 'answer', 'asked_by'],
})
List({
  table: 'x_fxprf_sync_step',
  view: default_view,
  columns: ['order', 'title', 'state', 'found', 'text'],
})
List({
  table: 'x_fxprf_sync_config',
  view: default_view,
  columns: [
    'hub_url',
    'connection',
    'hub_user',
    'active',
    'reachable',
    'guard_installed',
    'last_test_result',
  ],
})

Form({
  table: 'x_fxprf_sync_config',
  view: default_view,
  sections: [
    {
      caption: 'Connection',
      content: [
        {
          layout: 'two-column',
          leftElements: [
            { field: 'hub_url', type: 'table_field' },
            { field: 'connection', type: 'table_field' },
            { field: 'hub_user', type: 'table_field' },
            { field: 'active', type: 'table_field' },
          ],
          rightElements: [
            { field: 'secret', type: 'table_field' },
            { field: 'second_secret', type: 'table_field' },
            { field: 'reachable', type: 'table_field' },
            { field: 'guard_installed', type: 'table_field' },
          ],
        },
        {
          layout: 'one-column',
          elements: [
            { field: 'last_test_at', type: 'table_field' },
            { field: 'last_test_result', type: 'table_field' },
          ],
        },
      ],
    },
  ],
})

Form({
  table: 'x_fxprf_sync_request',
  view: default_view,
  sections: [
    {
      caption: 'Request',
      content: [
        {
          layout: 'two-column',
          leftElements: [
            { field: 'incident', type: 'table_field' },
            { field: 'kind', type: 'table_field' },
          ],
          rightElements: [
            { field: 'until', type: 'table_field' },
            { field: 'state', type: 'table_field' },
          ],
        },
        {
          layout: 'one-column',
          elements: [
            { field: 'findings', type: 'table_field' },
            { field: 'reason', type: 'table_field' },
            { field: 'answer', type: 'table_field' },
          ],
        },
      ],
    },
  ],
})
