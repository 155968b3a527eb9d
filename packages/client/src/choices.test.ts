import { Refusal } from '@parley/protocol/errors'
import { describe, expect, test } from 'vitest'
import { fakeWorld, pass, settle, texts } from '../test/harness.ts'
import { DEFAULT_TIMING } from './timing.ts'

const world = fakeWorld()

/** Alice's phone and tablet, and what each has of her chat with bob, in which he has said `count` things. */
async function twoDevices(count = 1) {
  for (let number = 1; number <= count; number++) world.backend.say('bob', 'alice', `message ${number}`)
  const phone = await world.online('alice')
  const tablet = await world.online('alice', { name: 'alice-tablet' })
  await settle()
  const [onPhone, onTablet] = [phone, tablet].map(({ chat }) => chat.conversations()[0]!) as [
    ReturnType<typeof phone.chat.conversations>[number],
    ReturnType<typeof phone.chat.conversations>[number],
  ]
  return { phone, tablet, onPhone, onTablet }
}

const asked = () => world.backend.calls.filter((name) => name === 'putChat').length

test('a choice shows at once, and on the other devices', async () => {
  const { onPhone, onTablet } = await twoDevices()
  onPhone.archive()
  onPhone.keepOnTop()
  onPhone.mute(Date.now() + 3_600_000)
  expect(onPhone.chosen).toMatchObject({ archived: true, onTop: true })
  await settle()
  expect(onTablet.chosen).toMatchObject({
    archived: true,
    onTop: true,
    mutedUntil: onPhone.chosen.mutedUntil,
  })
  onTablet.archive(false)
  onTablet.keepOnTop(false)
  onTablet.mute(null)
  await settle()
  expect(onPhone.chosen).toMatchObject({ archived: false, onTop: false, mutedUntil: undefined })
})

test('a mute ends by itself, or never', async () => {
  const { onPhone, onTablet } = await twoDevices()
  onPhone.mute(Date.now() + 60_000)
  await settle()
  expect(onTablet.chosen.mutedUntil).toBeDefined()
  await pass(60_000)
  expect(onTablet.chosen.mutedUntil).toBeUndefined()
  onPhone.mute(Number.POSITIVE_INFINITY)
  await settle()
  expect(onTablet.chosen.mutedUntil).toBe(Number.POSITIVE_INFINITY)
})

test('a choice made offline is said later, also by the next client, and only as it is then', async () => {
  const { phone, onPhone, onTablet } = await twoDevices()
  phone.network.isDown = true
  phone.network.cut()
  await settle()
  onPhone.archive()
  onPhone.archive(false)
  onPhone.keepOnTop()
  await settle()
  await phone.chat.close()
  const again = await world.online('alice', { storage: phone.storage })
  expect(again.chat.conversations()[0]?.chosen.onTop).toBe(true)
  await settle()
  expect(asked()).toBe(1)
  expect(onTablet.chosen).toMatchObject({ onTop: true, archived: false })
})

test('the last choice of a device stands, whatever it hears while it is not yet said', async () => {
  const { phone, onPhone, onTablet } = await twoDevices()
  phone.network.isDown = true
  phone.network.cut()
  onPhone.mute(Number.POSITIVE_INFINITY)
  await settle()
  onTablet.mute(null)
  onTablet.archive()
  await settle()
  phone.network.isDown = false
  await pass(60_000)
  expect(onPhone.chosen).toMatchObject({ mutedUntil: Number.POSITIVE_INFINITY, archived: true })
  expect(onTablet.chosen).toMatchObject({ mutedUntil: Number.POSITIVE_INFINITY, archived: true })
})

test('a choice whose answer was lost is said again; one that is refused is told and dropped', async () => {
  const { phone, onPhone, onTablet } = await twoDevices()
  world.backend.refusals.push({ name: 'putChat', refusal: new Refusal('INTERNAL') })
  onPhone.archive()
  await pass(60_000)
  expect([asked(), onTablet.chosen.archived]).toEqual([2, true])
  world.backend.refusals.push({ name: 'putChat', refusal: new Refusal('FORBIDDEN') })
  onPhone.keepOnTop()
  await settle()
  expect(onPhone.chosen.onTop).toBe(false)
  expect(phone.heard.errors).toEqual(['FORBIDDEN'])
})

test('what is chosen while a choice is being said is said after it', async () => {
  const { phone, onPhone, onTablet } = await twoDevices()
  const { promise, resolve } = Promise.withResolvers<void>()
  phone.network.delays = (url) => (url.endsWith('/mine') ? promise : undefined)
  onPhone.archive()
  await settle()
  onPhone.archive(false)
  onPhone.keepOnTop()
  resolve()
  await settle()
  for (const chat of [onPhone, onTablet]) expect(chat.chosen).toMatchObject({ archived: false, onTop: true })
})

describe('a draft', () => {
  test('is said once the writer rests, and kept over a restart', async () => {
    const { phone, onPhone, onTablet } = await twoDevices()
    for (const text of ['h', 'he', 'hel']) {
      onPhone.saveDraft(text)
      await pass(DEFAULT_TIMING.draftMs / 2)
    }
    expect([asked(), onPhone.chosen.draft]).toEqual([0, 'hel'])
    await pass(DEFAULT_TIMING.draftMs)
    expect([asked(), onTablet.chosen.draft]).toEqual([1, 'hel'])
    onPhone.saveDraft('hello')
    await settle()
    await phone.chat.close()
    const again = await world.online('alice', { storage: phone.storage })
    expect(again.chat.conversations()[0]?.chosen.draft).toBe('hello')
    await settle()
    expect(onTablet.chosen.draft).toBe('hello')
    again.chat.conversations()[0]?.saveDraft('')
    await pass(2 * DEFAULT_TIMING.draftMs)
    expect(onTablet.chosen.draft).toBe('')
  })

  test('that is too long keeps its beginning, whole characters of it', async () => {
    const { onPhone } = await twoDevices()
    onPhone.saveDraft(`x${'👋'.repeat(1_500)}`)
    expect(onPhone.chosen.draft).toBe(`x${'👋'.repeat(999)}`)
  })
})

test('a chat marked unread is so until it is read', async () => {
  const { onPhone, onTablet } = await twoDevices()
  onPhone.markRead()
  onPhone.markUnread()
  await settle()
  expect([onPhone.chosen.markedUnread, onTablet.chosen.markedUnread]).toEqual([true, true])
  onTablet.markRead()
  await settle()
  expect([onPhone.chosen.markedUnread, onTablet.chosen.markedUnread]).toEqual([false, false])
})

describe('a deleted chat', () => {
  test('is gone from list, memory and storage of all devices, and comes back with the next message', async () => {
    const { phone, tablet, onPhone, onTablet } = await twoDevices(3)
    onPhone.deleteChat()
    await pass(5_000)
    expect(world.backend.receipts.filter(({ read }) => read > 0)).toEqual([])
    for (const [device, chat] of [
      [phone, onPhone],
      [tablet, onTablet],
    ] as const) {
      expect(device.chat.conversations()).toEqual([])
      expect([chat.messages, chat.more, chat.unread]).toEqual([[], false, 0])
    }
    world.backend.say('bob', 'alice', 'anew')
    await settle()
    for (const [device, chat] of [
      [phone, onPhone],
      [tablet, onTablet],
    ] as const) {
      expect(device.chat.conversations()).toEqual([chat])
      expect(texts(chat)).toEqual(['anew'])
      expect([chat.unread, chat.more]).toEqual([1, false])
    }
    await phone.chat.close()
    await phone.storage.open()
    expect(JSON.stringify(await phone.storage.list({ prefix: 'entry/' }))).not.toContain('message')
    await phone.storage.close()
  })

  test('has no past on a device that had not loaded it', async () => {
    for (let number = 1; number <= 120; number++) world.backend.say('bob', 'alice', `old ${number}`)
    const early = await world.online('alice', { name: 'alice-laptop' })
    await pass(5_000)
    const { onPhone, onTablet } = await twoDevices()
    expect(onTablet.more).toBe(true)
    onPhone.deleteChat()
    await settle()
    const pages = () => world.backend.calls.filter((name) => name === 'listEntries').length
    const before = pages()
    expect([onTablet.more, await onTablet.history()]).toMatchObject([false, { messages: [], more: false }])
    expect(pages()).toBe(before)
    expect(early.chat.conversations()).toEqual([])
  })

  test('stays so on a device that was away', async () => {
    const { phone, tablet, onTablet } = await twoDevices(3)
    await phone.chat.close()
    onTablet.deleteChat()
    await pass(5_000)
    world.backend.say('bob', 'alice', 'anew')
    const again = await world.online('alice', { storage: phone.storage })
    await settle()
    expect(texts(again.chat.conversations()[0]!)).toEqual(['anew'])
    expect(again.heard.texts).toEqual(['anew'])
    expect(tablet.heard.texts.at(-1)).toBe('anew')
  })
})

test('of somebody blocked nothing is heard, and nothing is sent, until that ends', async () => {
  const { onPhone, onTablet, phone } = await twoDevices()
  await onPhone.block()
  await settle()
  expect([onPhone.chosen.blocked, onTablet.chosen.blocked]).toEqual([true, true])
  for (const chat of [onPhone, onTablet]) {
    expect(() => chat.send('x')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
  }
  for (const text of ['psst', 'hey']) world.backend.say('bob', 'alice', text)
  await settle()
  expect(onPhone).toMatchObject({ unread: 1, head: { seq: 1 } })
  await onPhone.block(false)
  world.backend.say('bob', 'alice', 'after')
  await pass(5_000)
  expect([texts(onPhone), texts(onTablet)]).toEqual([
    ['message 1', 'after'],
    ['message 1', 'after'],
  ])
  expect(phone.heard.texts).not.toContain('psst')
  expect([onPhone.unread, onTablet.unread]).toEqual([2, 2])
  onPhone.markRead()
  await settle()
  expect(onPhone.unread).toBe(0)
})
