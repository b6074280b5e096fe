import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { borrow } from '../common/borrowed'

/** How long Node-RED may take until its flow answers. Milliseconds. */
const START_MAX_MS = 60_000
const LOOK_EVERY_MS = 100

/** The path on which the flow listens. */
export const NODE_RED_PATH = '/webhook'

/** What the flow does with a webhook: it reads which issue it is about, as the hub does, and says that it has it. */
const READ = `
const { webhookEvent, issue } = msg.payload
msg.statusCode = typeof webhookEvent === 'string' ? 202 : 400
msg.payload = { outcome: issue === undefined ? 'unreadable' : 'accepted', issue: issue && issue.id }
return msg`

/** The least a flow can do: take it, parse it, read it, answer. No signature is checked and nothing is kept. */
const FLOW = [
  { id: 'tab', type: 'tab', label: 'Webhook' },
  { id: 'in', type: 'http in', z: 'tab', url: NODE_RED_PATH, method: 'post', wires: [['read']] },
  { id: 'read', type: 'function', z: 'tab', func: READ, outputs: 1, libs: [], wires: [['out']] },
  { id: 'out', type: 'http response', z: 'tab', statusCode: '', wires: [] },
]

export interface NodeRed {
  port: number
  /** Processor time its process has used so far, microseconds; null where the system does not tell. */
  cpu(): Promise<number | null>
  close(): Promise<void>
}

/** Node-RED with that flow, in a process of its own and without its editor; in words why there is none. */
export async function startNodeRed(): Promise<NodeRed | { why: string }> {
  const borrowed = await borrow('node-red')
  if ('why' in borrowed) return borrowed
  const folder = await mkdtemp(join(tmpdir(), 'fixproof-bench-flow-'))
  const port = await freePort()
  const settings = {
    flowFile: 'flow.json',
    uiHost: '127.0.0.1',
    uiPort: port,
    disableEditor: true,
    httpAdminRoot: false,
    logging: { console: { level: 'warn' } },
  }
  await writeFile(join(folder, 'settings.js'), `module.exports = ${JSON.stringify(settings)}`)
  await writeFile(join(folder, 'flow.json'), JSON.stringify(FLOW))
  const red = join(borrowed.folder, 'node_modules/node-red/red.js')
  const child = spawn(process.execPath, [red, '--userDir', folder], { stdio: 'ignore' })
  const ended = new Promise<void>(resolve => void child.once('exit', () => resolve()))
  const close = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const until = performance.now() + START_MAX_MS
  while (!(await answers(port))) {
    if (performance.now() > until || child.exitCode !== null) {
      await close()
      return { why: 'Node-RED was installed but did not start' }
    }
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
  }
  return { port, cpu: () => cpuOf(child.pid), close }
}

/** What Linux counts in hundredths of a second. */
const TICK_US = 10_000
/** Of the fields behind the program's name in `/proc/<pid>/stat`: time for itself, and the system's for it. */
const USER = 11
const SYSTEM = 12

async function cpuOf(pid: number | undefined): Promise<number | null> {
  if (pid === undefined || process.platform !== 'linux') return null
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[USER]) + Number(fields[SYSTEM])) * TICK_US
}

async function answers(port: number): Promise<boolean> {
  try {
    const asked = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"webhookEvent":"start"}',
    }
    return (await fetch(`http://127.0.0.1:${port}${NODE_RED_PATH}`, asked)).status === 202
  } catch {
    // It does not listen yet.
    return false
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
