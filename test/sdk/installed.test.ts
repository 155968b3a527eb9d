import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FakeBackend } from '../../packages/client/test/fake-backend.ts'
import { serve } from '../../packages/client/test/real-network.ts'
import { packSdk } from '../../scripts/sdk/pack.ts'

/** A folder of somebody's own, far from this checkout, with nothing but the package as it is published. */
let app: string

beforeAll(async () => {
  app = mkdtempSync(join(tmpdir(), 'parley-app-'))
  const tarball = await packSdk(app)
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }))
  const args = ['install', tarball, '--offline', '--omit=peer', '--no-audit', '--no-fund', '--ignore-scripts']
  execFileSync('npm', args, { cwd: app, stdio: 'pipe', shell: process.platform === 'win32' })
}, 300_000)
afterAll(() => rmSync(app, { recursive: true }))

describe('the package, installed by itself', () => {
  test('brings nothing else along, and imports only React and what Node has', () => {
    expect(
      globSync('*{,/*}', { cwd: join(app, 'node_modules') }).filter((name) => name !== '@parley'),
    ).toEqual([join('@parley', 'client')])
    const modules = globSync('node_modules/@parley/client/**/*.{js,d.ts}', { cwd: app })
    const imported = modules.flatMap((path) =>
      [
        ...readFileSync(join(app, path), 'utf8').matchAll(
          /\b(?:from|import)\s*\(?\s*["']([^."'\s][^"'\s]*)["']/g,
        ),
      ].map(([, specifier]) => specifier!),
    )
    const packages = new Set(imported.filter((specifier) => !specifier.startsWith('node:')))
    expect([...packages].sort()).toEqual(['react', 'react/jsx-runtime'])
  })

  test('signs in, sends and receives on Node, with what is said kept in files', async () => {
    const backend = new FakeBackend()
    const server = await serve(backend)
    const passwords = ['alice', 'bob'].map((handle) => backend.person(handle).password)
    writeFileSync(join(app, 'talk.js'), TALK)
    const talk = spawn(process.execPath, ['talk.js', server.httpUrl, server.socketUrl, ...passwords], {
      cwd: app,
    })
    try {
      const [said, problems] = await Promise.all([text(talk.stdout), text(talk.stderr)])
      expect(problems).toBe('')
      expect(said.trim().split('\n')).toEqual(['bob heard Hello', 'alice still knows of 1'])
    } finally {
      talk.kill()
      await server.stop()
    }
  })

  describe.each([
    { resolution: 'nodenext', module: 'nodenext' },
    { resolution: 'bundler', module: 'esnext' },
  ])('with moduleResolution $resolution', ({ resolution, module }) => {
    test('an app on every subpath compiles, declarations and all', () => {
      expect(compile(resolution, module, APP)).toBe('')
    })

    test('a wrong use of each is found', () => {
      const wrong = "chat.send('to nobody')\nfileStorage(1)\nuseMessages('nowhere')\n"
      const lines = compile(resolution, module, APP + wrong).match(/error TS/g)
      expect(lines).toHaveLength(3)
    })
  })

  test('what an editor goes to from a declaration is there', () => {
    const maps = globSync('node_modules/@parley/client/**/*.d.ts.map', { cwd: app })
    expect(maps.length).toBeGreaterThan(20)
    for (const path of maps) {
      const { sources } = JSON.parse(readFileSync(join(app, path), 'utf8'))
      expect(readFileSync(join(app, path, '..', sources[0]), 'utf8')).not.toBe('')
    }
  })
})

/** What the compiler has to say of an app in that folder. It has the types of React, as one that uses React does. */
function compile(moduleResolution: string, module: string, code: string): string {
  mkdirSync(join(app, 'node_modules/@types'), { recursive: true })
  for (const types of ['react', 'csstype'])
    link(join('node_modules', types === 'react' ? '@types/react' : types))
  writeFileSync(join(app, 'app.ts'), code)
  const compilerOptions = {
    ...{ target: 'es2024', lib: ['es2024', 'dom', 'dom.iterable'], types: [] },
    ...{ module, moduleResolution, strict: true, noEmit: true, skipLibCheck: false },
  }
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }))
  const tsc = resolve('node_modules/typescript/bin/tsc')
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', app], { cwd: app, encoding: 'utf8' })
  return stdout + stderr
}

function link(path: string): void {
  rmSync(join(app, path), { force: true, recursive: true })
  symlinkSync(resolve(path), join(app, path), 'junction')
}

const TALK = `
import { createClient, memoryStorage, ParleyError } from '@parley/client'
import { fileStorage } from '@parley/client/node'

const [httpUrl, socketUrl, ...passwords] = process.argv.slice(2)
const alice = await createClient({ httpUrl, socketUrl, storage: fileStorage('alice') })
await alice.signIn({ handle: 'alice', password: passwords[0] })
const bob = await createClient({ httpUrl, socketUrl, storage: memoryStorage() })
await bob.signIn({ handle: 'bob', password: passwords[1] })
const heard = new Promise((resolve) => bob.on('message', ({ message }) => resolve(message.text)))
await Promise.all([alice.connect(), bob.connect()])
await (await alice.openDirect('bob')).send('Hello').acked
console.log('bob heard', await heard)
await Promise.all([alice.close(), bob.close()])

const again = await createClient({ httpUrl, socketUrl, storage: fileStorage('alice') })
const [conversation] = again.conversations()
console.log('alice still knows of', conversation.head.seq)
await again.close()
`

const APP = `
import { createClient, indexedDbStorage, type Conversation, type Message, ParleyError } from '@parley/client'
import { fileStorage } from '@parley/client/node'
import { type Messages, useConversations, useMe, useMessages } from '@parley/client/react'

const storage = typeof window === 'undefined' ? fileStorage('device') : indexedDbStorage('app')
const chat = await createClient({ httpUrl: 'https://a.example', socketUrl: 'wss://b.example', storage })
export const retry = (error: unknown): boolean => error instanceof ParleyError && error.retry
export const handle = (): string | undefined => useMe()?.handle
export const first = (): Conversation | undefined => useConversations()[0]
export const last = (of: Conversation): Message | undefined => (useMessages(of) satisfies Messages).messages.at(-1)
const seq: number = (await (await chat.openDirect('bob')).send('Hello').acked).seq
console.log(seq)
`
