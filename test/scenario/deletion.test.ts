import { memoryStorage } from '@parley/client'
import type { OperationReply, WireEntry, WireInboxRow } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { ask, newcomer } from './accounts.ts'
import { deviceOf, newDevice } from './devices.ts'
import { fetched, fileOf, noise, theFile } from './files.ts'
import { groupOf, lines, memberIds, roles, theMessage } from './groups.ts'
import { seqs, texts, upTo, wholeLog } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()
const LONG = `all of it, and ${'at length '.repeat(4_000)}`

/** What an export holds, as far as it is looked at here. */
type Export = {
  readonly profile: OperationReply<'getMe'>
  readonly settings: { readonly findable: string }
  readonly contacts: readonly object[]
  readonly devices: readonly { readonly device: string }[]
  readonly people: readonly { readonly user: string }[]
  readonly conversations: readonly (WireInboxRow & {
    readonly about: OperationReply<'getConversation'> | null
    readonly entries: readonly (WireEntry & { readonly file?: { readonly url: string } })[]
  })[]
}

describe('an account that is deleted', () => {
  test('leaves its groups to others, whose logs go on without a gap, and is gone from every device', async () => {
    const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    const { account: annaAccount, device: phone } = anna
    const storage = memoryStorage()
    const tablet = await deviceOf(annaAccount, { storage })
    await anna.chat.setRole(cleo.account.user, 'admin')
    await anna.chat.send('a secret').acked
    const withBen = await phone.with(ben.account)
    const { seq } = await withBen.send('between us').acked
    const onBen = await ben.device.with(annaAccount)
    for (const device of [tablet, ben.device])
      await eventually(() => expect(texts(device.heard)).toContain('between us'))
    await onBen.send('and back').acked

    await expect(phone.client.deleteAccount(ben.account.handle)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(phone.client.connection).toBe('online')
    await phone.client.deleteAccount(annaAccount.handle)
    expect([phone.client.me, phone.client.conversations()]).toEqual([undefined, []])
    await eventually(() => expect(tablet.client.connection).toBe('signed-out'))
    await eventually(async () =>
      expect(JSON.stringify(await storage.list({ prefix: '' }))).not.toMatch(/a secret|between us/),
    )

    const others = [ben.account.user, cleo.account.user].toSorted()
    for (const { chat } of [ben, cleo]) {
      await eventually(() => expect(memberIds(chat)).toEqual(others))
      await eventually(() => expect(lines(chat.messages).at(-1)).toBe('[left]'))
      expect(roles(chat).owner).toEqual([cleo.account.user])
    }
    await cleo.chat.update({ title: 'Without Anna' })
    await ben.chat.send('goodbye, Anna').acked
    const log = await wholeLog(ben.account, ben.chat.id)
    expect(seqs(log)).toEqual(upTo(log.length))
    expect(texts(log)).toContain('a secret')

    const onFresh = await (await deviceOf(ben.account)).client.conversation(onBen.id)
    for (const chat of [onBen, onFresh!]) {
      await eventually(async () => {
        await chat.history()
        expect(texts(chat.messages).slice(0, 2)).toEqual(['between us', 'and back'])
      })
      // A function that wrote to her just before may take the account for one that stands a little longer.
      await eventually(() =>
        expect(chat.send('are you there?').acked).rejects.toMatchObject({ code: 'NOT_FOUND' }),
      )
    }
    expect((await onBen.message(seq))!.from).toBe(annaAccount.user)
    const whole = seqs(await wholeLog(ben.account, onBen.id))
    expect(whole).toEqual(upTo(whole.length))
  })

  test('is found no more, and nobody can sign in to it or take its handle', async () => {
    const [anna, bob] = [await newcomer(system(), 'anna'), await newcomer(system(), 'bob')]
    const [phone, other] = [await deviceOf(anna), await deviceOf(bob)]
    await other.client.addContact(anna.user, 'Anna')
    await (await other.with(anna)).send('hello').acked
    await phone.client.deleteAccount(anna.handle)
    await eventually(async () => {
      const { body } = await ask(bob, 'POST /v1/profiles', { users: [anna.user] })
      expect(body.profiles).toEqual([{ user: anna.user, handle: '', name: '', deleted: true }])
    })
    await expect(other.client.find(anna.handle)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(other.client.addContact(anna.user)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const chat = await other.client.createGroup({ title: 'Without her', members: [anna.user] })
    expect(memberIds(chat)).toEqual([bob.user])

    for (const route of ['GET /v1/me', 'GET /v1/sync'])
      await eventually(async () => expect((await ask(anna, route)).status).toBe(401))
    const again = await newDevice(system())
    const { handle, password } = anna
    await eventually(() =>
      expect(again.client.signIn({ handle, password })).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' }),
    )
    for (const each of [password, 'somebody else’s'])
      await expect(again.client.signUp({ handle, name: 'Anna', password: each })).rejects.toMatchObject({
        code: 'HANDLE_TAKEN',
      })
    await expect(other.client.updateProfile({ handle })).rejects.toMatchObject({ code: 'HANDLE_TAKEN' })
  })
})

describe('an export', () => {
  test('is one document of everything, whose links to files can be followed', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    const { client } = anna.device
    await client.updateProfile({ about: 'Myself.', email: 'anna@example.org' })
    await client.updateSettings({ findable: 'contacts' })
    await client.addContact(ben.account.user, 'Benny')
    const file = noise(2_000)
    await anna.chat.send(LONG).acked
    await ben.chat.sendFile({ file: fileOf(file, 'application/pdf', 'contract.pdf') }).acked
    await ben.chat.send('a secret').acked
    await ben.chat.edit(await theMessage(ben.chat, 'a secret'), 'told').acked
    const direct = await anna.device.with(ben.account)
    await direct.send('between us').acked
    await theFile(anna.chat)

    const pieces: string[] = []
    for await (const piece of client.exportAccount()) pieces.push(piece)
    const document = JSON.parse(pieces.join('')) as Export
    expect(document.profile).toMatchObject({
      handle: anna.account.handle,
      about: 'Myself.',
      email: 'anna@example.org',
    })
    expect(document.settings.findable).toBe('contacts')
    expect(document.contacts).toEqual([{ user: ben.account.user, name: 'Benny' }])
    expect(document.devices.map(({ device }) => device)).toEqual([client.device])
    expect(document.people.map(({ user }) => user).toSorted()).toEqual(
      [anna.account.user, ben.account.user].toSorted(),
    )
    const [group, one] = [anna.chat, direct].map(
      ({ id }) => document.conversations.find(({ conversation }) => conversation === id)!,
    )
    expect(texts(one!.entries)).toEqual(['between us'])
    expect(group!.about).toMatchObject({ title: 'A group' })
    expect(group!.entries.map(({ seq }) => seq)).toEqual(upTo(group!.entries.length))
    expect(group!.entries.map(({ text }) => text)).toEqual(expect.arrayContaining([LONG, 'told']))
    const brought = group!.entries.find(({ media }) => media)!
    expect(brought.media).toMatchObject({ name: 'contract.pdf', bytes: file.length })
    expect((await fetched(brought.file!.url)).bytes).toEqual(file)
    expect(JSON.stringify(document)).not.toContain(ben.account.password)
  })
})
