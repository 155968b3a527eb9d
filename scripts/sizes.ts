/** Holds bundles to their budgets: the SDK and the page are downloads, a function's code is part of its cold start. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { bundle, entryPoints } from '../lib/bundle.ts'
import { measurePage, type PageSizes } from './page/measure.ts'
import { buildSdk } from './sdk/build.ts'
import { measure } from './sdk/measure.ts'

const KB = 1024
const FUNCTION_BUDGET = 1024 * KB

/** What an app may import of the SDK, and the most it may get by that, compressed. What it leaves out does not come along. */
const SDK: readonly { readonly code: string; readonly budget: number }[] = [
  { code: "export * from '@parley/client'", budget: 32 * KB },
  { code: "export { createClient } from '@parley/client'", budget: 31 * KB },
  { code: "export { memoryStorage } from '@parley/client'", budget: 3.5 * KB },
  { code: "export { ParleyError } from '@parley/client'", budget: 3 * KB },
  { code: "export * from '@parley/client/node'", budget: 4.5 * KB },
  { code: "export * from '@parley/client/react'", budget: 2 * KB },
  { code: "export { ChatProvider, useMe } from '@parley/client/react'", budget: 1 * KB },
]

/** The page, with its styles, as far as it is fetched at each step. React is half of the first. */
const PAGE = { first: 118 * KB, home: 26 * KB, later: 30 * KB }
const STEPS = {
  first: 'the page, until one can sign in',
  home: 'and until the conversations are there',
  later: 'and when nobody waits',
}

let failed = false
for (const [code, bytes, budget] of await sdkSizes()) hold(`${code}, gzip`, bytes, budget)
for (const [step, bytes] of Object.entries(pageSizes()) as [keyof PageSizes, number][]) {
  hold(`${STEPS[step]}, gzip`, bytes, PAGE[step])
}
for (const entry of entryPoints()) hold(entry, bundle(entry).bytes, FUNCTION_BUDGET)
process.exitCode = failed ? 1 : 0

function hold(name: string, bytes: number, budget: number): void {
  const over = bytes > budget
  failed ||= over
  const line = `${name}: ${(bytes / KB).toFixed(1)} KB of ${budget / KB} KB`
  if (over) console.error(`${line}: over its budget`)
  else console.log(line)
}

/** The SDK as it is published, as an app would bundle it. */
async function sdkSizes(): Promise<[code: string, bytes: number, budget: number][]> {
  using folder = newFolder()
  await buildSdk(folder.path)
  const each = SDK.map(async ({ code, budget }) => [code, await measure(folder.path, code), budget] as const)
  return (await Promise.all(each)).map((size) => [...size])
}

function pageSizes(): PageSizes {
  using folder = newFolder()
  return measurePage(folder.path)
}

/** A folder that goes when its scope ends. */
function newFolder(): Disposable & { readonly path: string } {
  mkdirSync('.parley', { recursive: true })
  const path = resolve(mkdtempSync('.parley/sizes-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) }
}
