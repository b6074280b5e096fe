import '@servicenow/sdk/global'
import { Acl, CrossScopePrivilege } from '@servicenow/sdk/core'
import { admin, hub, operator, viewer } from './roles.now'

// What the app's scripts touch outside its scope.
CrossScopePrivilege({
  $id: Now.ID['csp-incident-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'incident',
  targetScope: 'global',
  targetType: 'sys_db_object',
})
CrossScopePrivilege({
  $id: Now.ID['csp-incident-write'],
  operation: 'write',
  status: 'allowed',
  targetName: 'incident',
  targetScope: 'global',
  targetType: 'sys_db_object',
})
CrossScopePrivilege({
  $id: Now.ID['csp-user-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_user',
  targetScope: 'global',
  targetType: 'sys_db_object',
})
CrossScopePrivilege({
  $id: Now.ID['csp-journal-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_journal_field',
  targetScope: 'global',
  targetType: 'sys_db_object',
})
CrossScopePrivilege({
  $id: Now.ID['csp-rules-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_script',
  targetScope: 'global',
  targetType: 'sys_db_object',
})
CrossScopePrivilege({
  $id: Now.ID['csp-roles-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_user_has_role',
  targetScope: 'global',
  targetType: 'sys_db_object',
})
CrossScopePrivilege({
  $id: Now.ID['csp-oauth-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'oauth_entity',
  targetScope: 'global',
  targetType: 'sys_db_object',
})
CrossScopePrivilege({
  $id: Now.ID['csp-lists-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_ui_related_list_entry',
  targetScope: 'global',
  targetType: 'sys_db_object',
})
CrossScopePrivilege({
  $id: Now.ID['csp-guard'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'FixproofGuard',
  targetScope: 'global',
  targetType: 'sys_script_include',
})

// What the hub tells is written by its own calls alone; not even an administrator changes it by hand.
Acl({
  $id: Now.ID['acl-incident-read'],
  type: 'record',
  table: 'x_fxprf_sync_incident',
  operation: 'read',
  roles: [viewer],
})
Acl({
  $id: Now.ID['acl-incident-create'],
  type: 'record',
  table: 'x_fxprf_sync_incident',
  operation: 'create',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-incident-write'],
  type: 'record',
  table: 'x_fxprf_sync_incident',
  operation: 'write',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-incident-delete'],
  type: 'record',
  table: 'x_fxprf_sync_incident',
  operation: 'delete',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-finding-read'],
  type: 'record',
  table: 'x_fxprf_sync_finding',
  operation: 'read',
  roles: [viewer],
})
Acl({
  $id: Now.ID['acl-finding-create'],
  type: 'record',
  table: 'x_fxprf_sync_finding',
  operation: 'create',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-finding-write'],
  type: 'record',
  table: 'x_fxprf_sync_finding',
  operation: 'write',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-finding-delete'],
  type: 'record',
  table: 'x_fxprf_sync_finding',
  operation: 'delete',
  roles: [hub],
  adminOverrides: false,
})

Acl({
  $id: Now.ID['acl-outbox-read'],
  type: 'record',
  table: 'x_fxprf_sync_outbox',
  operation: 'read',
  roles: [operator],
})
Acl({
  $id: Now.ID['acl-outbox-delete'],
  type: 'record',
  table: 'x_fxprf_sync_outbox',
  operation: 'delete',
  roles: [admin],
})
Acl({
  $id: Now.ID['acl-outbox-create'],
  type: 'record',
  table: 'x_fxprf_sync_outbox',
  operation: 'create',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-outbox-write'],
  type: 'record',
  table: 'x_fxprf_sync_outbox',
  operation: 'write',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-lease-read'],
  type: 'record',
  table: 'x_fxprf_sync_lease',
  operation: 'read',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-lease-create'],
  type: 'record',
  table: 'x_fxprf_sync_lease',
  operation: 'create',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-lease-write'],
  type: 'record',
  table: 'x_fxprf_sync_lease',
  operation: 'write',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-lease-delete'],
  type: 'record',
  table: 'x_fxprf_sync_lease',
  operation: 'delete',
  roles: [hub],
  adminOverrides: false,
})

Acl({
  $id: Now.ID['acl-request-read'],
  type: 'record',
  table: 'x_fxprf_sync_request',
  operation: 'read',
  roles: [viewer],
})
Acl({
  $id: Now.ID['acl-request-create'],
  type: 'record',
  table: 'x_fxprf_sync_request',
  operation: 'create',
  roles: [viewer],
})
Acl({
  $id: Now.ID['acl-request-write'],
  type: 'record',
  table: 'x_fxprf_sync_request',
  operation: 'write',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-request-delete'],
  type: 'record',
  table: 'x_fxprf_sync_request',
  operation: 'delete',
  roles: [hub],
  adminOverrides: false,
})

Acl({
  $id: Now.ID['acl-config-read'],
  type: 'record',
  table: 'x_fxprf_sync_config',
  operation: 'read',
  roles: [admin],
})
Acl({
  $id: Now.ID['acl-config-write'],
  type: 'record',
  table: 'x_fxprf_sync_config',
  operation: 'write',
  roles: [admin],
})
Acl({
  $id: Now.ID['acl-config-create'],
  type: 'record',
  table: 'x_fxprf_sync_config',
  operation: 'create',
  roles: [admin],
})
Acl({
  $id: Now.ID['acl-config-delete'],
  type: 'record',
  table: 'x_fxprf_sync_config',
  operation: 'delete',
  roles: [admin],
})

Acl({
  $id: Now.ID['acl-step-read'],
  type: 'record',
  table: 'x_fxprf_sync_step',
  operation: 'read',
  roles: [admin],
})

// What became of a request is for the app to say, not for who asks.
Acl({
  $id: Now.ID['acl-request-state-create'],
  type: 'record',
  table: 'x_fxprf_sync_request',
  field: 'state',
  operation: 'create',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-request-state-write'],
  type: 'record',
  table: 'x_fxprf_sync_request',
  field: 'state',
  operation: 'write',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-request-answer-create'],
  type: 'record',
  table: 'x_fxprf_sync_request',
  field: 'answer',
  operation: 'create',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-request-answer-write'],
  type: 'record',
  table: 'x_fxprf_sync_request',
  field: 'answer',
  operation: 'write',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-request-asked-by-create'],
  type: 'record',
  table: 'x_fxprf_sync_request',
  field: 'asked_by',
  operation: 'create',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-request-asked-by-write'],
  type: 'record',
  table: 'x_fxprf_sync_request',
  field: 'asked_by',
  operation: 'write',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-request-exception-id-create'],
  type: 'record',
  table: 'x_fxprf_sync_request',
  field: 'exception_id',
  operation: 'create',
  roles: [hub],
  adminOverrides: false,
})
Acl({
  $id: Now.ID['acl-request-exception-id-write'],
  type: 'record',
  table: 'x_fxprf_sync_request',
  field: 'exception_id',
  operation: 'write',
  roles: [hub],
  adminOverrides: false,
})
