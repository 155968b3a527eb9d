import { memoryStorage, type UserId } from '@parley/client'
import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { type Account, ask, handleLike, newcomer } from './accounts.ts'
import { deviceOf, newDevice } from './devices.ts'
import { fetched, fileOf, photograph } from './files.ts'
import { TARGET, useSystem } from './target.ts'

const system = useSystem()
/** Nothing that takes a tenth of a second can be asked too often. */
const slow = TARGET === 'localstack' ? ' (skipped: the emulator answers slower than the pace)' : ''

async function two() {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  return { alice, bob, phone: await deviceOf(alice), other: await deviceOf(bob) }
}

describe('a profile', () => {
  test('that is changed is seen so by others, but what only oneself sees by nobody else', async () => {
    const { alice, bob, phone, other } = await two()
    const storage = memoryStorage()
    const tablet = await deviceOf(alice, { storage })
    const own = { email: 'alice@example.org', phone: '+4915112345678' }
    const seen = { user: alice.user, handle: alice.handle, name: 'Alice', about: 'Out to lunch.' }
    await phone.client.updateProfile({ name: seen.name, about: seen.about, ...own })
    await eventually(async () => expect(await other.client.find(alice.handle)).toEqual(seen))
    for (const { client } of [phone, tablet]) expect(await client.profile()).toEqual({ ...seen, ...own })
    const answers = [
      await ask(bob, `GET /v1/people/${alice.handle}`),
      await ask(bob, 'POST /v1/profiles', { users: [alice.user] }),
      await ask(bob, 'POST /v1/conversations/direct', { handle: alice.handle }),
    ]
    for (const { status, text } of answers) {
      expect(status).toBe(200)
      expect(text).not.toMatch(/example\.org|4915112345678/)
    }
    expect(JSON.stringify(await storage.list({ prefix: '' }))).not.toMatch(/example\.org|4915112345678/)
    await phone.client.updateProfile({ about: null, email: null })
    const { about: _, ...less } = seen
    await eventually(async () => expect(await other.client.find(alice.handle)).toEqual(less))
    expect(await tablet.client.profile()).toEqual({ ...less, phone: own.phone })
  })

  test('with another handle is found by that one, and nobody else can ever have the one before', async () => {
    const { alice, phone, other } = await two()
    const [former, handle] = [alice.handle, handleLike('alicia')]
    await phone.client.updateProfile({ handle })
    await eventually(async () =>
      expect(await other.client.find(handle)).toMatchObject({ user: alice.user, handle }),
    )
    await expect(other.client.find(former)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(other.with({ handle: former })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const impostor = await newDevice(system())
    for (const taken of [former, handle]) {
      const { password } = alice
      await expect(
        impostor.client.signUp({ handle: taken, name: 'Alice', password: `${password} 2` }),
      ).rejects.toMatchObject({ code: 'HANDLE_TAKEN' })
      await expect(other.client.updateProfile({ handle: taken })).rejects.toMatchObject({
        code: 'HANDLE_TAKEN',
      })
      const again = await newDevice(system())
      expect(await again.client.signIn({ handle: taken, password })).toMatchObject({
        user: alice.user,
        handle,
      })
      await again.client.connect()
    }
    await phone.client.updateProfile({ handle: former })
    await eventually(async () => expect((await other.client.find(former)).user).toBe(alice.user))
    await expect(other.client.find(handle)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(other.client.updateProfile({ handle })).rejects.toMatchObject({ code: 'HANDLE_TAKEN' })
  })

  test('shows its picture to whom it is meant for', async () => {
    const { alice, bob, phone, other } = await two()
    const file = fileOf(await photograph(), 'image/jpeg')
    const { media } = await phone.client.uploadPicture(file).done
    await phone.client.updateProfile({ picture: media })
    const isShown = () =>
      eventually(async () => {
        expect((await other.client.find(alice.handle)).picture).toBe(media)
        const { status, body } = await picture(bob)
        expect([status, body.state, body.type]).toEqual([200, 'ready', 'image/jpeg'])
      })
    const isHidden = () =>
      eventually(async () => {
        expect((await picture(bob)).status).toBe(404)
        expect(await other.client.find(alice.handle)).not.toHaveProperty('picture')
        expect((await picture(alice)).status).toBe(200)
      })
    const picture = (viewer: Account) => ask(viewer, `GET /v1/people/${alice.user}/picture`)
    await isShown()
    expect((await fetched((await other.client.picture(alice.user)).url)).status).toBe(200)
    await phone.client.updateSettings({ picture: 'contacts' })
    await isHidden()
    await phone.client.addContact(bob.user)
    await isShown()
    await phone.client.updateSettings({ picture: 'nobody' })
    await isHidden()
    await phone.client.updateSettings({ picture: null })
    await isShown()
    await phone.client.updateProfile({ picture: null })
    for (const viewer of [alice, bob])
      await eventually(async () => expect((await picture(viewer)).status).toBe(404))
  })
})

describe('somebody who is looked for', () => {
  test('answers alike whether there is no such person, it blocks, is not to be found, or was deleted', async () => {
    const mallory = await newcomer(system(), 'mallory')
    const hidden: Record<string, Account> = {}
    for (const name of ['blocking', 'shy', 'unknown', 'deleted'])
      hidden[name] = await newcomer(system(), name)
    const { blocking, shy, unknown, deleted } = hidden as Record<string, Account>
    for (const account of Object.values(hidden))
      expect((await find(mallory, account.handle)).status).toBe(200)

    await (await (await deviceOf(blocking!)).with(mallory)).block()
    await (await deviceOf(shy!)).client.updateSettings({ findable: 'nobody' })
    const acquainted = await deviceOf(unknown!)
    await acquainted.client.updateSettings({ findable: 'contacts' })
    await (await deviceOf(deleted!)).client.deleteAccount(deleted!.handle)
    await eventually(async () => {
      const { body } = await ask(mallory, 'POST /v1/profiles', { users: [deleted!.user] })
      expect(body.profiles).toEqual([{ user: deleted!.user, handle: '', name: '', deleted: true }])
    })

    const none = handleLike('nobody')
    const [expected, expectedToOpen] = [await find(mallory, none), await open(mallory, none)]
    expect([expected.status, expectedToOpen.status]).toEqual([404, 404])
    for (const { handle } of Object.values(hidden))
      await eventually(async () => {
        const [found, opened] = [await find(mallory, handle), await open(mallory, handle)]
        expect([found.status, found.text]).toEqual([expected.status, expected.text])
        expect([opened.status, opened.text]).toEqual([expectedToOpen.status, expectedToOpen.text])
      })
    await acquainted.client.addContact(mallory.user)
    await eventually(async () => expect((await find(mallory, unknown!.handle)).status).toBe(200))
  })

  test.skipIf(TARGET === 'localstack')(`too often has to be waited for${slow}`, async () => {
    const mallory = await newcomer(system(), 'mallory')
    const handles = Array.from({ length: 90 }, () => handleLike('nobody'))
    const answers = await Promise.all(handles.map((handle) => find(mallory, handle)))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    for (const { body } of refused)
      expect(body.error).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) })
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404, 429]))
  })

  const find = (asker: Account, handle: string) => ask(asker, `GET /v1/people/${handle}`)
  const open = (asker: Account, handle: string) => ask(asker, 'POST /v1/conversations/direct', { handle })
})

describe('contacts', () => {
  test('are the same on every device, under names of one’s own, and are not told', async () => {
    const { alice, bob, phone, other } = await two()
    const cleo = await newcomer(system(), 'cleo')
    const tablet = await deviceOf(alice)
    await phone.client.addContact(bob.user, 'Bobby')
    await phone.client.addContact(cleo.user)
    const both = new Set([{ user: bob.user, name: 'Bobby' }, { user: cleo.user }])
    for (const { client } of [phone, tablet])
      await eventually(async () => expect(new Set(await client.contacts())).toEqual(both))
    await tablet.client.addContact(bob.user, 'Robert')
    await tablet.client.removeContact(cleo.user)
    phone.client.disconnect()
    await phone.client.connect()
    const fresh = await deviceOf(alice)
    for (const { client } of [phone, tablet, fresh])
      await eventually(async () =>
        expect(await client.contacts()).toEqual([{ user: bob.user, name: 'Robert' }]),
      )
    expect(await other.client.contacts()).toEqual([])
    const { text } = await ask(bob, `GET /v1/people/${alice.handle}`)
    expect(text).not.toMatch(/Robert|Bobby/)
  })

  test('are people that there are', async () => {
    const { alice, phone } = await two()
    const nobody = 'a'.repeat(25) as UserId
    for (const user of [nobody, alice.user])
      await expect(phone.client.addContact(user)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await phone.client.removeContact(nobody)
    expect(await phone.client.contacts()).toEqual([])
  })
})
