import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The browser of this machine: none is downloaded. `PARLEY_CHROMIUM` names another. */
export const CHROMIUM = [process.env.PARLEY_CHROMIUM, ...PLACES].find((path) => path && existsSync(path))

/** Debian's Chromium without what nobody sees, at two thirds of the work; it knows no permissions, and no microphone. */
const SHELL = '/usr/bin/chromium-headless-shell'
const hasShell = CHROMIUM === '/usr/bin/chromium' && existsSync(SHELL)

export type Needs = { readonly permissions?: boolean }

export function openBrowser({ permissions = true }: Needs = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: hasShell && !permissions ? SHELL : CHROMIUM!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      // A microphone that hums, for whoever was granted it.
      '--use-fake-device-for-media-stream',
    ],
  })
}
