import '@servicenow/sdk/global'
import { Role } from '@servicenow/sdk/core'

/** Reads findings on incidents, attaches some and asks for exceptions. */
export const viewer = Role({
  name: 'x_fxprf_sync.viewer',
  description: 'Sees the Datadog findings of incidents, attaches findings and asks for exceptions.',
})

/** May take findings off. */
export const operator = Role({
  name: 'x_fxprf_sync.operator',
  description: 'Also takes findings off incidents and sends dead rows of the outbox again.',
  containsRoles: [viewer],
})

export const admin = Role({
  name: 'x_fxprf_sync.admin',
  description: 'Also connects the hub.',
  containsRoles: [operator],
})

/** The hub's own user: nobody else writes what the app knows. */
export const hub = Role({
  name: 'x_fxprf_sync.hub',
  description: 'The user under which the Fixproof hub works on this instance. Not for people.',
})
