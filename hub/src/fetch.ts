import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Agent, fetch as undiciFetch } from 'undici'
import type { Fetch } from './ports'

/** Sockets to one host at a time; the connectors ask for far fewer (facts: ServiceNow at most 4 at once). */
const SOCKETS_PER_HOST = 32
/** Milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000

/** Where calls may go. */
export interface Reach {
  /** The configured addresses; calls go to these hosts and ports, and to no others. */
  addresses: readonly string[]
  /** Hosts whose names may lead to private addresses (`network.privateHosts`). */
  privateHosts: readonly string[]
}

/** A call that was not made; `code` is what `connectors/shared/call` explains to people. */
export class NotReached extends Error {
  override name = 'NotReached'
  readonly code: 'NOT_CONFIGURED' | 'PRIVATE_ADDRESS'
  constructor(code: NotReached['code'], message: string) {
    super(message)
    this.code = code
  }
}

/**
 * The way out to the vendors over the network: to the configured hosts alone, whose names must not lead into the
 * network the hub itself stands in. Redirects are answered as they are, never followed: a vendor's API does not
 * redirect, and a followed one would carry our keys to another host. Certificates are checked as Node does. `close` lets
 * go of idle sockets and cuts calls that still run.
 */
export function networkFetch(
  { addresses, privateHosts }: Reach,
  lookup: LookupFunction = systemLookup,
): { fetch: Fetch; close(): Promise<void> } {
  const origins = new Set(addresses.map(each => new URL(each).origin))
  const dispatcher = new Agent({
    connections: SOCKETS_PER_HOST,
    connect: { timeout: CONNECT_TIMEOUT_MS, lookup: publicOnly(lookup, privateHosts) },
  })
  return {
    fetch: async (url, init) => {
      const { origin } = new URL(url)
      if (!origins.has(origin))
        throw new NotReached('NOT_CONFIGURED', `${origin} is the address of no configured connection`)
      const answer = await undiciFetch(url, { ...init, redirect: 'manual', dispatcher })
      // undici's own class; the parts of `Response` that callers use are the same.
      return answer as unknown as Response
    },
    close: () => dispatcher.destroy(),
  }
}

/**
 * A name is looked at each time a connection is opened, after it became an address: one that turns private later is
 * refused then. A host that is configured as an address, or as `localhost`, is meant to be there and not looked up here.
 */
export function publicOnly(lookup: LookupFunction, privateHosts: readonly string[]): LookupFunction {
  const may = new Set(privateHosts.map(each => each.toLowerCase()))
  return (hostname, options, callback) => {
    const host = hostname.toLowerCase()
    if (host === 'localhost' || may.has(host)) return lookup(hostname, options, callback)
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '')
      const all = Array.isArray(found) ? found : []
      const open = all.filter(each => !isPrivate(each.address))
      const [first] = open
      if (first === undefined) {
        const where = all.map(each => each.address).join(', ')
        return callback(
          new NotReached('PRIVATE_ADDRESS', `${host} leads to ${where}, an address of a private network`),
          '',
        )
      }
      return options.all === true ? callback(null, open) : callback(null, first.address, first.family)
    })
  }
}

/** IPv4 networks that are not the open internet. Source: IANA, "IPv4 Special-Purpose Address Registry". */
const PRIVATE_V4 = [
  ...[['0.0.0.0', 8] as const, ['10.0.0.0', 8] as const, ['100.64.0.0', 10] as const],
  ...[['127.0.0.0', 8] as const, ['169.254.0.0', 16] as const, ['172.16.0.0', 12] as const],
  ...[['192.0.0.0', 24] as const, ['192.0.2.0', 24] as const, ['192.168.0.0', 16] as const],
  ...[['198.18.0.0', 15] as const, ['198.51.100.0', 24] as const, ['203.0.113.0', 24] as const],
  ...[['224.0.0.0', 4] as const, ['240.0.0.0', 4] as const],
]
/** IPv6, likewise; 2001::/32 and 2002::/16 carry an IPv4 address of somebody's choice. */
const PRIVATE_V6 = [
  ...[['::', 128] as const, ['::1', 128] as const, ['64:ff9b:1::', 48] as const, ['100::', 64] as const],
  ...[['2001::', 32] as const, ['2001:db8::', 32] as const, ['2002::', 16] as const],
  ...[['fc00::', 7] as const, ['fe80::', 10] as const, ['fec0::', 10] as const, ['ff00::', 8] as const],
]
/** Behind it stands an IPv4 address that a NAT64 gateway calls (RFC 6052). Bits. */
const NAT64 = { prefix: '64:ff9b::', bits: 96 } as const

const closed = new BlockList()
for (const [network, bits] of PRIVATE_V4) {
  // Node compares ::ffff:a.b.c.d with these, too.
  closed.addSubnet(network, bits, 'ipv4')
  closed.addSubnet(`${NAT64.prefix}${network}`, NAT64.bits + bits, 'ipv6')
}
for (const [network, bits] of PRIVATE_V6) closed.addSubnet(network, bits, 'ipv6')

/** Whether an address is of a private, local or otherwise special network; anything that is no address is. */
export function isPrivate(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return true
  return closed.check(address, family === 4 ? 'ipv4' : 'ipv6')
}
