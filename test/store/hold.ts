/** Opens the store in the folder given and says so; holds it until it is told to stop or killed. */
import { systemClock } from '@fixproof/hub/clock'
import { openEmbedded } from '@fixproof/hub/store/embedded/index'

const logger = { debug() {}, info() {}, warn() {}, error() {} }

try {
  const store = await openEmbedded({ folder: process.argv[2] ?? '', clock: systemClock, logger })
  await store.commit({ marks: [{ key: `held by ${process.pid}` }] })
  process.stdout.write('open\n')
  process.stdin.once('data', () => {
    void store.close().then(() => process.exit(0))
  })
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
