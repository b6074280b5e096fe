/** The browser of the tests: the machine's own Chromium, without a window and without a word to anybody. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Where Debian puts it; `FIXPROOF_CHROMIUM` names another one. */
const PATHS = [process.env.FIXPROOF_CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser']
const executablePath = PATHS.find(path => path !== '' && existsSync(path))

export const haveChromium = executablePath !== undefined
/** Part of a test's title that says why it is skipped. */
export const chromiumNote = haveChromium ? '' : ' (skipped: there is no Chromium on this machine)'

const QUIET = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

/** Starts it. Rejects where there is none. */
export function openBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('There is no Chromium on this machine')
  return chromium.launch({ executablePath, args: QUIET })
}
