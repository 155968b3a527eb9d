import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { accounts, commands, PASSWORD, signedIn, temporaryDirectory } from './testing/cognito-accounts.ts'

test('a restart changes nothing: ids, issuer, accounts, tokens', async () => {
  const before = await signedIn()
  await before.stop()
  const after = await accounts({ dataDir: before.dataDir })
  expect([after.url, after.poolId, after.clientId, after.issuer]).toEqual([
    before.url,
    before.poolId,
    before.clientId,
    before.issuer,
  ])
  expect((await after.refresh(before.refreshToken)).AuthenticationResult).toBeDefined()
  expect((await after.signIn('ann', PASSWORD)).AuthenticationResult).toBeDefined()
  expect((await after.getUser('ann')).UserCreateDate).toBeInstanceOf(Date)
})

test('a template that changed changes the pool and keeps its people', async () => {
  const before = await signedIn()
  await before.stop()
  const Policies = { PasswordPolicy: { MinimumLength: 30 } }
  const after = await accounts({ dataDir: before.dataDir, pool: { Policies } })
  await expect(after.setPassword('ann', PASSWORD)).rejects.toMatchObject({ name: 'InvalidPasswordException' })
  expect((await after.signIn('ann', PASSWORD)).AuthenticationResult).toBeDefined()
})

test('when its port is taken it starts on another', async () => {
  const before = await signedIn()
  await before.stop()
  const thief = createServer().listen(Number(new URL(before.url).port), '127.0.0.1')
  await once(thief, 'listening')
  onTestFinished(() => void thief.close())
  const after = await accounts({ dataDir: before.dataDir })
  expect(after.url).not.toBe(before.url)
  expect((await after.signIn('ann', PASSWORD)).AuthenticationResult).toBeDefined()
})

test('no password is written to disk', async () => {
  const { dataDir } = await signedIn()
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  expect(texts.join()).toContain('"ann"')
  expect(texts.join()).not.toContain(PASSWORD)
})

test('whoever was acknowledged before a kill -9 can sign in after it', async () => {
  const dataDir = await temporaryDirectory()
  const child = fork(new URL('./testing/cognito-process.ts', import.meta.url), [dataDir], { stdio: 'ignore' })
  const [{ url, poolId, clientId }] = await once(child, 'message')
  const { create, setPassword } = commands(url, poolId, clientId)
  const acknowledged: string[] = []
  const signUp = async (name: string) => {
    await create(name)
    await setPassword(name, PASSWORD)
    acknowledged.push(name)
  }
  const rest = Array.from({ length: 60 }, (_, i) => signUp(`user${i}`))
  await Promise.race(rest)
  child.kill('SIGKILL')
  await Promise.all([once(child, 'exit'), Promise.allSettled(rest)])

  expect(acknowledged.length).toBeGreaterThan(0)
  const after = await accounts({ dataDir })
  for (const name of acknowledged) {
    expect((await after.signIn(name, PASSWORD)).AuthenticationResult).toBeDefined()
  }
})
