import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, LookupFunction } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from './clock'
import { reachOf } from './compose'
import { call } from './connectors/shared'
import { isPrivate, networkFetch, publicOnly } from './fetch'
import { selfSigned } from './testing/selfSigned'

const NAME = 'jira.example.com'
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function listening(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  ends.push(
    () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(resolve)
      }),
  )
  return (server.address() as AddressInfo).port
}
const hello: RequestListener = (_request, answer) => answer.end('{"hello":true}')

/** Names that lead where the test says; one address for each time it is asked. */
function names(...addresses: string[][]): LookupFunction {
  let asked = 0
  return (_host, options, callback) => {
    const now = addresses[Math.min(asked++, addresses.length - 1)] ?? []
    const found = now.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
    if (options.all === true) callback(null, found)
    else callback(null, found[0]?.address ?? '', found[0]?.family)
  }
}

/** What a person reads when Jira is called at this address. */
async function asked(
  url: string,
  lookup: LookupFunction,
  more: { privateHosts?: string[]; to?: string } = {},
) {
  const network = networkFetch({ addresses: [url], privateHosts: more.privateHosts ?? [] }, lookup)
  ends.push(() => network.close())
  const request = { fetch: network.fetch, clock: systemClock, vendor: 'Jira', method: 'GET' }
  return call({ ...request, url: more.to ?? `${url}/rest` }).then(
    answer => answer.text,
    (error: Error) => error.message,
  )
}

describe('a call goes out', () => {
  it('to the configured hosts alone', async () => {
    const port = await listening(createServer(hello))
    const url = `http://127.0.0.1:${port}`
    expect(await asked(url, names())).toBe('{"hello":true}')
    for (const to of [
      'http://127.0.0.1:1/rest',
      'http://elsewhere.example.com/rest',
      `https://127.0.0.1:${port}/`,
    ])
      expect(await asked(url, names(['93.184.216.34']), { to })).toBe(
        `Jira was not called: ${new URL(to).origin} is the address of no configured connection.`,
      )
  })

  it('to no name that leads into a private network, unless the configuration says that it does', async () => {
    const port = await listening(createServer(hello))
    const url = `http://${NAME}:${port}`
    const inside = names(['127.0.0.1'])
    expect(await asked(url, inside)).toBe(
      'Jira was not called: jira.example.com leads to 127.0.0.1, an address of a private network. If that is where it stands, name it in network.privateHosts.',
    )
    expect(await asked(url, inside, { privateHosts: ['Jira.Example.com'] })).toBe('{"hello":true}')
    expect(await asked(`http://localhost:${port}`, inside)).toBe('{"hello":true}')
  })

  it('and does not follow a redirect, to another host or its own', async () => {
    const port = await listening(
      createServer((request, answer) => {
        if (request.url === '/rest')
          answer.writeHead(302, { location: 'http://169.254.169.254/latest' }).end()
        else answer.end('followed')
      }),
    )
    expect(await asked(`http://127.0.0.1:${port}`, names())).toBe(
      'Jira sends Fixproof to another address (302, http://169.254.169.254). If that is where Jira is now, put it into the configuration.',
    )
  })

  it('and its answer is unpacked, however it is packed; one that says nothing is none', async () => {
    const packed = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }
    const port = await listening(
      createServer((request, answer) => {
        const way = request.url?.slice(1) ?? ''
        if (way === 'none') return answer.writeHead(204, { 'content-encoding': 'gzip' }).end()
        const wanted = String(request.headers['accept-encoding']).includes(way)
        const pack = packed[way as keyof typeof packed]
        answer.writeHead(200, { 'content-encoding': way }).end(pack(`${way} ${wanted}`))
      }),
    )
    const url = `http://127.0.0.1:${port}`
    for (const way of Object.keys(packed))
      expect(await asked(url, names(), { to: `${url}/${way}` })).toBe(`${way} true`)
    expect(await asked(url, names(), { to: `${url}/none` })).toBe('')
  })

  it('and a packed answer that breaks off, or grows too large, is an error', async () => {
    const whole = gzipSync(Buffer.alloc(5_000_000))
    const port = await listening(
      createServer((request, answer) => {
        answer.writeHead(200, { 'content-encoding': 'gzip' })
        answer.end(request.url === '/cut' ? whole.subarray(0, 1_000) : whole)
      }),
    )
    const url = `http://127.0.0.1:${port}`
    const network = networkFetch({ addresses: [url], privateHosts: [] }, names())
    ends.push(() => network.close())
    const base = { fetch: network.fetch, clock: systemClock, vendor: 'Jira', method: 'GET' }
    await expect(call({ ...base, url: `${url}/cut` })).rejects.toThrow('Jira cannot be reached')
    await expect(call({ ...base, url: `${url}/all`, maxBytes: 1_000_000 })).rejects.toThrow(
      'Jira answered with more than 1000000 bytes.',
    )
  })

  it('to nobody who shows a certificate of his own making, with what to do about it', async () => {
    const port = await listening(createTlsServer(selfSigned('localhost'), hello))
    expect(await asked(`https://localhost:${port}`, names(['127.0.0.1']))).toBe(
      'Jira cannot be reached: no authority that this machine trusts has signed its certificate (DEPTH_ZERO_SELF_SIGNED_CERT). If it should be trusted, name the file of its authority in NODE_EXTRA_CA_CERTS.',
    )
  })
})

describe('where a name leads', () => {
  const looked = (lookup: LookupFunction, all: boolean) =>
    new Promise<unknown>(resolve =>
      lookup(NAME, { all }, (error, address) => resolve(error?.message ?? address)),
    )

  it('is looked at each time: one that turns private later is refused then', async () => {
    const lookup = publicOnly(names(['93.184.216.34'], ['10.0.0.7', 'fe80::1']), [])
    expect(await looked(lookup, false)).toBe('93.184.216.34')
    expect(await looked(lookup, false)).toBe(
      'jira.example.com leads to 10.0.0.7, fe80::1, an address of a private network',
    )
  })

  it('is an open address where there are both', async () => {
    const lookup = publicOnly(names(['10.0.0.7', '93.184.216.34']), [])
    expect(await looked(lookup, true)).toEqual([{ address: '93.184.216.34', family: 4 }])
  })

  it('is nowhere for a name nobody knows', async () => {
    const unknown: LookupFunction = (_host, _options, callback) =>
      callback(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), '')
    expect(await looked(publicOnly(unknown, []), false)).toBe('not found')
  })

  it.each([
    ...[
      '127.0.0.1',
      '10.1.2.3',
      '172.31.255.255',
      '192.168.0.1',
      '169.254.169.254',
      '100.100.100.200',
      '0.0.0.0',
    ],
    ...[
      '::1',
      '::',
      'fd00:ec2::254',
      'fe80::1',
      '::ffff:10.0.0.1',
      '::ffff:a9fe:a9fe',
      '64:ff9b::169.254.169.254',
    ],
    ...['2002:7f00:1::', '224.0.0.1', '255.255.255.255', 'no address'],
  ])('%s is private', address => {
    expect(isPrivate(address)).toBe(true)
  })

  it.each(['93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:2800:220:1::1', '64:ff9b::93.184.216.34'])(
    '%s is open',
    address => {
      expect(isPrivate(address)).toBe(false)
    },
  )
})

it('every address of the configuration is within reach, and no other', () => {
  const connection = (baseUrl: string, more: object = {}) => ({ id: 'main', baseUrl, ...more })
  const forge = { jwksUrl: 'https://keys.example.com/jwks.json' }
  const config = {
    connections: {
      datadog: connection('https://datadog.example.com'),
      jira: [connection('https://jira.example.com', { forge }), connection('https://other.example.com')],
      servicenow: [connection('https://now.example.com')],
    },
    network: { privateHosts: ['now.example.com'] },
  }
  expect(reachOf(config as unknown as Parameters<typeof reachOf>[0])).toEqual({
    addresses: [
      ...['https://datadog.example.com', 'https://jira.example.com', 'https://other.example.com'],
      ...['https://now.example.com', 'https://keys.example.com/jwks.json'],
    ],
    privateHosts: ['now.example.com'],
  })
})
