import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { pipeline } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Agent, type Dispatcher, request } from 'undici'
import { type Answered, type Fetch, textOf } from './ports'

/** Sockets to one host at a time; the connectors ask for far fewer (facts: ServiceNow at most 4 at once). */
const SOCKETS_PER_HOST = 32
/** Milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000

const USER_AGENT = 'fixproof'
/** How an answer may come packed, by its `content-encoding`. */
const UNPACK = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const
const ENCODINGS = 'gzip, deflate, br'

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
      // Not undici's `fetch`: its web streams take three times the processor time, and most of a call is that.
      const headers = { 'user-agent': USER_AGENT, 'accept-encoding': ENCODINGS, ...init.headers }
      const answer = await request(url, {
        ...init,
        method: init.method as Dispatcher.HttpMethod,
        headers,
        dispatcher,
      })
      const wordless = SAY_NOTHING.includes(answer.statusCode) || isRedirect(answer.statusCode)
      // Read all the same: its socket is not free before.
      if (wordless) await answer.body.dump()
      return answered(url, answer, wordless)
    },
    close: () => dispatcher.destroy(),
  }
}

/** Statuses without a body (RFC 9110). */
const SAY_NOTHING: readonly number[] = [204, 205]
const isRedirect = (status: number): boolean => status >= 300 && status < 400

function answered(
  url: string,
  { statusCode, headers, body }: Dispatcher.ResponseData,
  wordless: boolean,
): Answered {
  const read = wordless ? null : unpacked(body, String(headers['content-encoding'] ?? ''))
  return {
    status: statusCode,
    headers: {
      get(name) {
        const value = headers[name.toLowerCase()]
        return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
      },
    },
    redirected: false,
    url,
    body: read,
    text: async () => (read === null ? '' : textOf(read)),
  }
}

function unpacked(body: Dispatcher.ResponseData['body'], encoding: string): AsyncIterable<Uint8Array> {
  const name = encoding.trim().toLowerCase()
  if (!Object.hasOwn(UNPACK, name)) return body
  // Whoever reads sees an error of either; with one of them gone the other is let go.
  return pipeline(body, UNPACK[name as keyof typeof UNPACK](), () => {})
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
