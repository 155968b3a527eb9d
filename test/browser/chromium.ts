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

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM!,
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
