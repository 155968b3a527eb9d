import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { FakeBackend } from '../test/fake-backend.ts'
import { PNG } from '../test/file-bytes.ts'
import { serve } from '../test/real-network.ts'

/**
 * All that the SDK takes of a platform, beside the language itself: what React Native has (`crypto.getRandomValues` by a
 * polyfill). No `window`, `document`, `navigator`, `process` or `Buffer`. The README says the same.
 */
function platform({ files }: FakeBackend) {
  return {
    fetch: (url: string, init: RequestInit) =>
      url.startsWith('http://storage/') ? files.storage.handle(url, init) : fetch(url, init),
    crypto: { getRandomValues: (array: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(array) },
    ...{ WebSocket, AbortController: PlainAbortController, TextEncoder, atob, btoa },
    ...{ setTimeout, clearTimeout, queueMicrotask },
  }
}

/** As React Native has it: a signal does not tell its reason. */
class PlainAbortController {
  readonly #real = new AbortController()
  readonly signal = Object.defineProperties(this.#real.signal, { reason: {}, throwIfAborted: {} })
  abort(): void {
    this.#real.abort()
  }
}

test('the core needs neither a browser nor Node: two people talk and send files where there is little more than the language', async () => {
  const backend = new FakeBackend()
  const server = await serve(backend)
  const lines: string[] = []
  try {
    const { outputFiles } = await build({
      stdin: { contents: TALK, resolveDir: import.meta.dirname, loader: 'ts' },
      bundle: true,
      format: 'iife',
      globalName: 'app',
      platform: 'neutral',
      target: 'es2022',
      write: false,
      logLevel: 'silent',
    })
    const context = createContext(platform(backend))
    runInContext(outputFiles[0]!.text, context)
    const passwords = ['alice', 'bob'].map((handle) => backend.person(handle).password)
    const said = (line: string) => lines.push(line)
    context.given = {
      httpUrl: server.httpUrl,
      socketUrl: server.socketUrl,
      passwords,
      said,
      sha256,
      png: PNG,
    }
    await runInContext('app.talk(given)', context)
    expect(lines).toEqual(['bob heard Hello', 'alice heard Hi yourself, with a file of 11 bytes'])
    expect([...backend.files.storage.objects.values()]).toEqual([PNG])
    expect(
      runInContext(
        'typeof process + typeof window + typeof Buffer + typeof navigator + typeof Blob',
        context,
      ),
    ).toBe('undefined'.repeat(5))
  } finally {
    await server.stop()
  }
})

/** As an app gives it that has no Web Crypto. */
const sha256 = async (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest()).buffer

test('what the core takes of a platform is what the README says, and no more', () => {
  const taken = takenOfPlatform()
  expect(taken.filter(({ file }) => !IN_BROWSERS.includes(file)).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['queueMicrotask', 'TextEncoder']),
  )
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  const [, said = ''] = /^## React Native[^\n]*\n([\s\S]*?)^```/m.exec(readme) ?? []
  const names = taken.filter(({ file, name }) => !isAskedFor(file, name)).map(({ name }) => name)
  expect([...new Set(names)].filter((name) => !said.includes(`\`${name}`)).sort()).toEqual([])
})

/** What is of browsers alone: used where it is there. The bare world above has none of it. */
const IN_BROWSERS = ['storage/indexed-db.ts', 'platform.ts']
const OF_BROWSERS = ['document', 'addEventListener', 'removeEventListener', 'XMLHttpRequest']
/** Types of what `fetch` takes and gives. */
const OF_FETCH = ['RequestInit', 'Response', 'AbortSignal']

function isAskedFor(file: string, name: string): boolean {
  if (OF_FETCH.includes(name) || /^(set|clear)Timeout$/.test(name)) return true
  return file === 'storage/indexed-db.ts' || (file === 'platform.ts' && OF_BROWSERS.includes(name))
}

/** The names that a compiler misses, in which file, when it knows the language alone. */
function takenOfPlatform(): { file: string; name: string }[] {
  mkdirSync('.parley', { recursive: true })
  const folder = mkdtempSync('.parley/bare-')
  try {
    const compilerOptions = { lib: ['ES2024'], types: [], pretty: false }
    const files = ['../../packages/client/src/index.ts']
    const config = { extends: '../../tsconfig.json', compilerOptions, files, include: [], exclude: [] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = ['node_modules/typescript/bin/tsc', '-p', folder]
    const { stdout } = spawnSync(process.execPath, tsc, { encoding: 'utf8' })
    const newer = stdout.match(/.*\bTS2550\b.*/g) // "Do you need to change your target library?"
    expect(newer).toBeNull()
    const missed = stdout.matchAll(/^packages\/(?:client\/src\/)?(\S+?)\(.*Cannot find name '(\w+)'/gm)
    return [...missed].map(([, file, name]) => ({ file: file!, name: name! }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const TALK = `
import { createClient, memoryStorage } from './index.ts'

export async function talk({ passwords, said, png, sha256, ...where }) {
  const [alice, bob] = await Promise.all(['alice', 'bob'].map(async (handle, index) => {
    const chat = await createClient({ ...where, storage: memoryStorage(), platform: { sha256 } })
    await chat.signIn({ handle, password: passwords[index] })
    await chat.connect()
    return chat
  }))
  const answered = new Promise<void>((resolve) => {
    alice.on('message', ({ message }) => {
      if (message.mine) return
      said('alice heard ' + message.text + ', with a file of ' + message.media.bytes + ' bytes')
      resolve()
    })
  })
  bob.on('message', ({ conversation, message }) => {
    if (message.mine) return
    said('bob heard ' + message.text)
    conversation.sendFile({ file: { bytes: png, type: 'image/png' } }, 'Hi yourself')
  })
  await (await alice.openDirect('bob')).send('Hello').acked
  await answered
  await Promise.all([alice.close(), bob.close()])
}
`
