/** The recipe of the image and the compose file: there is no Docker here, so what they say is read, and done. */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join, matchesGlob, resolve } from 'node:path'
import { loadConfig } from '@fixproof/hub/config/load'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Json } from '../harness'

const ROOT = resolve(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const lines = (text: string): string[] =>
  text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))

interface Step {
  word: string
  rest: string
}
const steps = lines(read('Dockerfile')).map((line): Step => {
  const [word = '', ...rest] = line.split(' ')
  return { word, rest: rest.join(' ') }
})
const last = (word: string): string => steps.findLast(each => each.word === word)?.rest ?? ''
const copies = steps.filter(each => each.word === 'COPY' && !each.rest.startsWith('--from='))

/** What .dockerignore keeps out, by the path from the root. */
const ignored = lines(read('.dockerignore'))
const isKept = (path: string): boolean =>
  !ignored.some(each => matchesGlob(path, each) || matchesGlob(path, `${each}/**`))

const work = mkdtempSync(join(tmpdir(), 'fixproof-image-'))
const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(work, { recursive: true, force: true })
})

/** Runs to its end; what it wrote. Rejects unless it ends well. */
function ran(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<string> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += String(chunk)))
  return new Promise((done, reject) => {
    child.once('error', reject)
    child.once('close', code => {
      children.delete(child)
      if (code === 0) done(said)
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}: ${said}`))
    })
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(done => server.once('listening', done))
  const address = server.address()
  await new Promise(done => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

describe('the Dockerfile', () => {
  it('copies only what is there, starts from exact versions, and ends as a user who is not root', () => {
    for (const { rest } of copies) {
      const sources = rest.split(' ').slice(0, -1)
      for (const source of sources) expect(existsSync(join(ROOT, source)), source).toBe(true)
    }
    const from = steps.filter(each => each.word === 'FROM').map(each => each.rest.split(' ')[0] ?? '')
    expect(new Set(from).size).toBe(1)
    for (const image of from) expect(image).toMatch(/^node:\d+\.\d+\.\d+-\w+-slim$/)
    expect(last('USER')).toBe('node')
    expect(steps.map(each => each.word)).not.toContain('ADD')
    const wanted = JSON.parse(read('package.json')) as { packageManager: string }
    expect(steps.find(each => each.word === 'RUN')?.rest).toContain(
      ` ${wanted.packageManager} install --prod --frozen-lockfile`,
    )
  })

  it('makes a hub of its own commands that starts, is healthy, takes no test along, and stops when asked', async () => {
    const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }
    /** Folder of each stage; the working folder within it. */
    const stages: { name: string; at: string; dir: string }[] = []
    const image: Record<string, string> = {}
    for (const { word, rest } of steps) {
      const stage = stages.at(-1)
      if (word === 'FROM') {
        const at = join(work, `stage-${stages.length}`)
        mkdirSync(at)
        stages.push({ name: rest.split(' AS ')[1] ?? '', at, dir: at })
        continue
      }
      if (stage === undefined) throw new Error(`${word} before FROM`)
      if (word === 'ENV') {
        const [name = '', value = ''] = rest.split('=')
        image[name] = value
      }
      if (word === 'WORKDIR') {
        stage.dir = join(stage.at, rest)
        mkdirSync(stage.dir, { recursive: true })
      }
      if (word === 'RUN' && rest.startsWith('npx ')) {
        const [command = '', ...args] = rest.split(' ')
        await ran(command, args, stage.dir, env)
      } else if (word === 'RUN') {
        // Folders of the image stand under the stage's; nobody can be given anything here.
        const here = rest.replaceAll(/(?<= )\//g, `${stage.at}/`).replaceAll(/chown \S+ \S+ && /g, '')
        await ran('sh', ['-c', here], stage.dir, env)
      }
      if (word !== 'COPY') continue
      const given = rest.split(' ')
      const other = stages.find(each => given[0] === `--from=${each.name}`)
      const [to = '', ...sources] = given.filter(each => !each.startsWith('--')).reverse()
      for (const source of sources) {
        const path = other === undefined ? join(ROOT, source) : join(other.at, source)
        const into = statSync(path).isDirectory()
          ? join(stage.dir, to)
          : join(stage.dir, to, basename(source))
        // Links of pnpm stay what they are.
        cpSync(path, into, {
          recursive: true,
          verbatimSymlinks: true,
          filter: each => other !== undefined || isKept(each.slice(ROOT.length + 1)),
        })
      }
    }
    const stage = stages.at(-1)
    if (stage === undefined) throw new Error('no stage')
    const own = (readdirSync(join(stage.at, 'app/hub'), { recursive: true }) as string[]).filter(
      path => !path.includes('node_modules'),
    )
    expect(own.filter(path => /\.test\.ts$|\/testing\//.test(path))).toEqual([])
    expect(own).toContain('sbom.cdx.json')

    const port = await freePort()
    const config = join(work, 'config.json')
    writeFileSync(
      config,
      JSON.stringify({
        server: { host: '0.0.0.0', port },
        connections: { datadog: { baseUrl: 'http://127.0.0.1:1', apiKey: 'a', applicationKey: 'b' } },
      }),
    )
    const running = { ...env, ...image, FIXPROOF_CONFIG: config }
    const [command = '', ...args] = JSON.parse(last('CMD')) as string[]
    const child = spawn(command, args, { cwd: stage.dir, env: running, stdio: ['ignore', 'pipe', 'pipe'] })
    children.add(child)
    const ended = new Promise<number | null>(done => child.once('close', done))
    const up = new Promise<void>((done, reject) => {
      let said = ''
      child.stderr.on('data', chunk => {
        said += String(chunk)
        if (said.includes('Fixproof listens on')) done()
      })
      child.once('close', code => reject(new Error(`It ended with ${code}: ${said}`)))
    })
    child.stdout.resume()
    await up
    const health = /CMD (\[.*\])$/.exec(last('HEALTHCHECK'))?.[1] ?? '[]'
    const [probe = '', ...how] = JSON.parse(health) as string[]
    await ran(probe, how, stage.dir, running)
    // The user of the hub may write to the volume alone: a configuration without a store has to lead there.
    const volume = last('VOLUME')
    expect(steps.find(each => each.rest.includes(`chown node:node ${volume} `))?.word).toBe('RUN')
    expect(readdirSync(join(stage.at, volume))).toContain('proof-key.pem')
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    children.delete(child)
    await expect(ran(probe, how, stage.dir, running)).rejects.toThrow('ended with 1')
  }, 120_000)
})

describe('the compose file', () => {
  const compose = parse(read('compose.yaml')) as Json
  const { hub, database } = compose.services

  it('holds no secret, and names exact versions', () => {
    for (const service of [hub, database]) {
      expect(service.image).toMatch(/:\d+\.\d+(\.\d+)?(-\w+)?$/)
      for (const [name, value] of Object.entries<string>(service.environment))
        if (/PASSWORD|SECRET|KEY|TOKEN/.test(name))
          expect([name, value]).toEqual([
            expect.stringMatching(/_FILE$/),
            expect.stringMatching(/^\/run\/secrets\//),
          ])
      expect(JSON.stringify(service)).not.toMatch(/:\/\/[^\s/@:"]*:[^\s/@"$]+@/)
      for (const secret of service.secrets) expect(compose.secrets).toHaveProperty(secret)
    }
    for (const { file } of Object.values<{ file: string }>(compose.secrets)) {
      expect(existsSync(join(ROOT, file))).toBe(false)
      expect(lines(read('.gitignore'))).toContain(`/${file.split('/')[1]}/`)
    }
    expect(lines(read('.gitignore'))).toContain('/.env')
  })

  it('gives the hub no right that it does not need, and shows the database to the hub alone', () => {
    expect(hub).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
    for (const port of hub.ports) expect(port).toMatch(/^127\.0\.0\.1:/)
    expect(database.ports).toBeUndefined()
  })

  const variables = Object.fromEntries(
    lines(read('.env.example')).map(line => line.split('=') as [string, string]),
  )
  const started = (env: Record<string, string>, password = 'chosen') =>
    loadConfig({
      env: { ...hub.environment, ...env },
      readFile: async path => {
        if (path === '/run/secrets/postgres_password') return `${password}\n`
        // What compose mounts there.
        const mount = (hub.volumes as string[]).map(each => each.split(':')).find(([, to]) => to === path)
        return read(mount?.[0] ?? path)
      },
    })

  it('starts a hub once every placeholder is replaced, with the password from its file', async () => {
    const chosen = Object.fromEntries(Object.keys(variables).map(name => [name, `chosen-${name}`]))
    const config = await started(chosen)
    expect(config.store).toEqual({
      kind: 'postgres',
      url: 'postgresql://fixproof:chosen@database:5432/fixproof',
    })
    expect(config.connections.jira[0]?.apiToken).toBe('chosen-JIRA_API_TOKEN')
  })

  it('starts none while one placeholder is left, the password among them', async () => {
    const error = await started(variables, 'change-me').catch((error: Error) => error)
    const text = (error as Error).message
    expect(text.match(/is still the placeholder change-me/g)).toHaveLength(Object.keys(variables).length + 1)
  })
})
