import { describe, expect, test } from 'vitest'
import { type Device, fakeWorld, pass, settle } from '../test/harness.ts'
import { mortal, newLife } from '../test/mortal.ts'
import { memoryStorage, type ParleyError, type Storage } from './index.ts'

const world = fakeWorld()
const HOUR = 3_600_000
const count = (name: string) => world.backend.calls.filter((call) => call === name).length

test('signing up makes an account that can sign in on another device', async () => {
  const phone = await world.device('alice')
  await phone.chat.signOut()
  const account = { handle: 'zoe', name: 'Zoë', password: 'a long password' }
  expect(await phone.chat.signUp(account)).toMatchObject({ handle: 'zoe', name: 'Zoë' })
  await phone.chat.connect()
  const tablet = await world.device('alice', { name: 'zoes-tablet' })
  await tablet.chat.signOut()
  expect(await tablet.chat.signIn(account)).toEqual(phone.chat.me)
})

test('a wrong password is told, and nobody is signed in', async () => {
  const { chat } = await world.device('alice')
  await chat.signOut()
  await expect(chat.signIn({ handle: 'alice', password: 'not this one' })).rejects.toMatchObject({
    code: 'WRONG_CREDENTIALS',
    retry: false,
  })
  expect(chat.me).toBeUndefined()
  await expect(chat.connect()).rejects.toMatchObject({ code: 'SIGNED_OUT' })
  expect(chat.connection).toBe('signed-out')
})

test('a session outlives the client', async () => {
  const before = await world.online('alice')
  await before.chat.close()
  const after = await world.online('alice', { storage: before.storage })
  expect(after.chat.me).toEqual(before.chat.me)
  expect(count('createSession')).toBe(1)
})

test('a token is exchanged before it ends, once for all who need one', async () => {
  const { chat } = await world.device('alice')
  world.backend.person('bob')
  await pass(HOUR - 30_000)
  await Promise.all([chat.openDirect('bob'), chat.openDirect('bob'), chat.connect()])
  expect(count('refreshSession')).toBe(1)
})

test('a token that is refused early is exchanged, and the request repeated', async () => {
  const { chat } = await world.device('alice')
  world.backend.person('bob')
  world.backend.accounts.endAccessTokens()
  expect((await chat.openDirect('bob')).with?.handle).toBe('bob')
  expect(count('refreshSession')).toBe(1)
})

test('a device whose clock is a day ahead does not exchange its token before every request', async () => {
  const { chat } = await world.device('alice', { platform: { now: () => Date.now() + 24 * HOUR } })
  world.backend.person('bob')
  for (let times = 0; times < 10; times++) await chat.openDirect('bob')
  expect(count('refreshSession')).toBe(0)
})

test('a device whose clock is a day behind stays signed in', async () => {
  const alice = await world.online('alice', { platform: { now: () => Date.now() - 24 * HOUR } })
  await pass(2 * HOUR)
  alice.network.cut()
  await pass(60_000)
  expect(alice.chat.connection).toBe('online')
})

describe('a session that was ended', () => {
  test('is told once, and no attempt follows', async () => {
    const alice = await world.online('alice')
    world.backend.accounts.endSessions()
    alice.network.cut()
    await pass(600_000)
    expect(alice.heard.states.filter((state) => state === 'signed-out')).toHaveLength(1)
    expect(count('refreshSession')).toBe(1)
    await expect(alice.chat.connect()).rejects.toMatchObject({ code: 'SIGNED_OUT' })
    expect(count('refreshSession')).toBe(1)
  })

  test('keeps the outbox for the same person’s next session', async () => {
    world.backend.person('bob')
    const alice = await world.online('alice')
    const chat = await alice.chat.openDirect('bob')
    world.backend.accounts.endSessions()
    alice.network.cut()
    chat.send('later')
    await pass(60_000)
    await alice.chat.signIn({ handle: 'alice', password: world.backend.person('alice').password })
    await alice.chat.connect()
    await settle()
    expect(chat.messages).toMatchObject([{ text: 'later', seq: 1 }])
  })

  test('leaves nothing to someone else who signs in', async () => {
    const alice = await world.online('alice')
    world.backend.say('bob', 'alice', 'for alice only')
    await settle()
    alice.network.isHalfOpen = true
    alice.chat.conversations()[0]?.send('from alice')
    await settle()
    alice.network.isHalfOpen = false
    world.backend.accounts.endSessions()

    await alice.chat.signIn({ handle: 'carol', password: world.backend.person('carol').password })
    expect(alice.chat.conversations()).toEqual([])
    await alice.chat.connect()
    await pass(60_000)
    expect(world.backend.sends.map(({ text }) => text)).toEqual(['for alice only'])
    await alice.chat.close()
    await alice.storage.open()
    expect(JSON.stringify(await alice.storage.list({ prefix: '' }))).not.toMatch(/for alice|from alice/)
    await alice.storage.close()
    const carol = await world.online('alice', { storage: alice.storage, signedIn: false })
    expect(carol.chat.me?.handle).toBe('carol')
  })
})

test('signing out leaves nothing on the device but its id', async () => {
  const alice = await world.online('alice')
  world.backend.say('bob', 'alice', 'secret')
  await settle()
  await alice.chat.signOut()
  expect(alice.chat).toMatchObject({ me: undefined, connection: 'signed-out' })
  expect(alice.chat.conversations()).toEqual([])
  await alice.chat.close()
  expect(await kept(alice.storage)).toEqual(['device', 'format'])
})

async function kept(storage: Storage): Promise<string[]> {
  await storage.open()
  const records = await storage.list({ prefix: '' })
  await storage.close()
  return records.map(({ key }) => key)
}

test.each([0, 1, 2])(
  'a client that is killed before write %i of signing out leaves all or nothing',
  async (count) => {
    const storage = memoryStorage()
    const life = newLife()
    const alice = await world.online('alice', { storage: mortal(storage, life) })
    world.backend.say('bob', 'alice', 'secret')
    await settle()
    life.writes = count
    await alice.chat.signOut().catch(() => {})
    life.isOver = true
    await alice.chat.close().catch(() => {})
    const keys = await kept(storage)
    if (count === 0) expect(keys).toEqual(expect.arrayContaining(['me', 'session']))
    else expect(keys).toEqual(['device', 'format'])
  },
)

test.each([
  ['of a profile', 0, ({ chat }: Device) => chat.profile()],
  ['with a new token', HOUR - 30_000, ({ chat }: Device) => chat.find('bob')],
])('an answer %s that comes after signing out is nobody’s', async (_, ms, asks) => {
  world.backend.person('bob')
  const alice = await world.device('alice')
  await pass(ms)
  const answers = Promise.withResolvers<void>()
  alice.network.delays = () => answers.promise
  const asked = asks(alice).catch(({ code }: ParleyError) => code)
  await settle()
  await alice.chat.signOut()
  answers.resolve()
  expect(await asked).toBe('SIGNED_OUT')
  expect(alice.chat.me).toBeUndefined()
  await alice.chat.close()
  expect(await kept(alice.storage)).toEqual(['device', 'format'])
})

describe('with a foreign identity provider', () => {
  test('its tokens are used, and asked for anew when refused', async () => {
    const { user } = world.backend.person('alice')
    const asked: boolean[] = []
    const tokens = async (refused: boolean) => {
      asked.push(refused)
      if (refused) world.backend.accounts.tokenOf(user, 'good')
      return refused ? 'good' : asked.length > 3 ? 'good' : 'stale'
    }
    const { chat } = await world.device('alice', { tokens, signedIn: false })
    await chat.connect()
    expect(asked.slice(0, 2)).toEqual([false, true])
    expect(chat.me).toMatchObject({ user, handle: 'alice' })
    await expect(chat.createProfile({ handle: 'alice', name: 'Alice B.' })).resolves.toMatchObject({
      name: 'Alice B.',
    })
  })

  test('a token of someone else finds nothing of the person before', async () => {
    let token = 'alices'
    for (const handle of ['alice', 'carol'])
      world.backend.accounts.tokenOf(world.backend.person(handle).user, `${handle}s`)
    const options = { tokens: async () => token, signedIn: false }
    const first = await world.online('alice', options)
    world.backend.say('bob', 'alice', 'for alice only')
    await settle()
    expect(first.heard.texts).toEqual(['for alice only'])
    await first.chat.close()
    token = 'carols'
    const second = await world.online('alice', { ...options, storage: first.storage })
    expect(second.chat.me?.handle).toBe('carol')
    expect(second.chat.conversations()).toEqual([])
  })

  test('a provider that gives none ends the session', async () => {
    const tokens = () => Promise.reject(new Error('logged out'))
    const { chat } = await world.device('alice', { tokens, signedIn: false })
    await expect(chat.connect()).rejects.toMatchObject({ code: 'SIGNED_OUT' })
  })
})
