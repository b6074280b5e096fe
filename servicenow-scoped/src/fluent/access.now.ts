import '@servicenow/sdk/global'
import { Acl, CrossScopePrivilege } from '@servicenow/sdk/core'
import { admin, operator, viewer } from './roles.now'

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

// Nobody writes what the hub tells; not even an administrator by hand.
Acl({
  $id: Now.ID['acl-incident-read'],
  type: 'record',
  table: 'x_fxprf_sync_incident',
  operation: 'read',
  roles: [viewer],
})
Acl({
  $id: Now.ID['acl-finding-read'],
  type: 'record',
  table: 'x_fxprf_sync_finding',
  operation: 'read',
  roles: [viewer],
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
