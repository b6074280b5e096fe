import '@servicenow/sdk/global'
import { Acl, RestApi } from '@servicenow/sdk/core'
import { hub } from './roles.now'

const hubOnly = Acl({
  $id: Now.ID['acl-rest'],
  type: 'rest_endpoint',
  name: 'Fixproof hub API',
  operation: 'execute',
  roles: [hub],
})

/** Unversioned to the platform, so that the address is `/api/x_fxprf_sync/hub/v1/…`. */
RestApi({
  $id: Now.ID['rest-hub'],
  name: 'Fixproof hub API',
  serviceId: 'hub',
  active: true,
  shortDescription: 'What the Fixproof hub tells this instance.',
  consumes: 'application/json',
  produces: 'application/json',
  enforceAcl: [hubOnly],
  routes: [
    {
      $id: Now.ID['rest-incidents'],
      name: 'Take what is known of incidents',
      path: '/v1/incidents',
      method: 'POST',
      active: true,
      authentication: true,
      authorization: true,
      enforceAcl: [hubOnly],
      script: `(function process(request, response) {
  new FixproofInbound().upsert(request, response);
})(request, response);`,
    },
    {
      $id: Now.ID['rest-write'],
      name: 'Change an incident that nobody else has changed',
      path: '/v1/incidents/{sys_id}/write',
      method: 'POST',
      active: true,
      authentication: true,
      authorization: true,
      enforceAcl: [hubOnly],
      script: `(function process(request, response) {
  new FixproofInbound().write(request, response);
})(request, response);`,
    },
    {
      $id: Now.ID['rest-health'],
      name: 'Say how the app is',
      path: '/v1/health',
      method: 'GET',
      active: true,
      authentication: true,
      authorization: true,
      enforceAcl: [hubOnly],
      script: `(function process(request, response) {
  new FixproofInbound().health(request, response);
})(request, response);`,
    },
  ],
})
