import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { newcomer } from './accounts.ts'
import { deviceOf } from './devices.ts'
import { groupOf, heardLines, lines, memberIds, roles, theGroup, users } from './groups.ts'
import { identity, seqs, shown, upTo, wholeLog } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()

test('everyone in a group hears everything in the same order, on every device, also what all write at once', async () => {
  const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'], {
    description: 'Sundays at ten',
  })
  const tablet = await deviceOf(ben.account)
  const onTablet = await theGroup(tablet, anna.chat.id)
  const writers = [anna.chat, ben.chat, cleo.chat, onTablet]
  const sent = writers.flatMap((chat, index) => upTo(5).map((number) => chat.send(`${index}:${number}`)))
  await Promise.all(sent.map(({ acked }) => acked))

  const log = await wholeLog(anna.account, anna.chat.id)
  expect(seqs(log)).toEqual(upTo(21))
  for (const device of [anna.device, ben.device, cleo.device])
    await eventually(() => expect(device.heardIn(anna.chat).map(identity)).toEqual(log.map(identity)))
  await eventually(() => expect(seqs(tablet.heardIn(anna.chat)).at(-1)).toBe(21))
  for (const index of writers.keys())
    expect(lines(anna.chat.messages).filter((line) => line?.startsWith(`${index}:`))).toEqual(
      upTo(5).map((number) => `${index}:${number}`),
    )
  for (const chat of writers) {
    expect(chat).toMatchObject({ kind: 'group', title: 'A group', with: undefined })
    expect(chat.about).toMatchObject({ description: 'Sundays at ten' })
    expect(roles(chat)).toEqual({ owner: [anna.account.user], admin: [], member: users(ben, cleo) })
  }
})

test('a member that was offline when the group was made and used hears all of it when it comes', async () => {
  const [anna, ben] = [await newcomer(system(), 'anna'), await newcomer(system(), 'ben')]
  const [phone, away] = [await deviceOf(anna), await deviceOf(ben)]
  away.client.disconnect()
  const chat = await phone.client.createGroup({ title: 'Choir', members: [ben.handle] })
  for (const text of ['one', 'two']) await chat.send(text).acked
  await away.client.connect()
  const onAway = await theGroup(away, chat.id)
  const all = ['[created]', 'one', 'two']
  await eventually(() => expect(heardLines({ device: away, chat: onAway })).toEqual(all))
  expect([onAway.title, onAway.unread]).toEqual(['Choir', 2])
  const onFresh = await theGroup(await deviceOf(ben), chat.id)
  await eventually(async () => {
    await onFresh.history()
    expect(lines(onFresh.messages)).toEqual(all)
  })
})

test('whatever changes in a group, everyone sees the same changes in the same order', async () => {
  const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
  const dora = await newcomer(system(), 'dora')
  await anna.chat.update({ title: 'Another name', description: 'What it is for' })
  await anna.chat.setRole(ben.account.user, 'admin')
  await ben.chat.addMembers([dora.user])
  await anna.chat.send('hello').acked
  await ben.chat.removeMember(dora.user)
  await anna.chat.setRole(ben.account.user, 'member')
  await anna.chat.setRole(cleo.account.user, 'owner')
  await ben.chat.leave()

  const all = [
    '[created]',
    '[settings]',
    '[role]',
    '[added]',
    'hello',
    '[removed]',
    '[role]',
    '[role]',
    '[left]',
  ]
  for (const member of [anna, ben, cleo]) await eventually(() => expect(heardLines(member)).toEqual(all))
  for (const { chat } of [anna, cleo]) {
    await eventually(() =>
      expect(roles(chat)).toEqual({ owner: [cleo.account.user], admin: [anna.account.user], member: [] }),
    )
    expect([chat.title, chat.about!.description]).toEqual(['Another name', 'What it is for'])
  }
  const log = shown(await wholeLog(anna.account, anna.chat.id))
  expect(log.map(({ from }) => from)).toEqual(
    [anna, anna, anna, ben, anna, ben, anna, anna, ben].map(({ account }) => account.user),
  )
  expect(seqs(log)).toEqual(upTo(9))
})

describe('who leads a group', () => {
  test('may do what its members may not', async () => {
    const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    const dora = await newcomer(system(), 'dora')
    const forbidden = (change: Promise<unknown>) =>
      expect(change).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await forbidden(ben.chat.update({ title: 'Mine' }))
    await forbidden(ben.chat.addMembers([dora.user]))
    await forbidden(ben.chat.removeMember(cleo.account.user))
    await forbidden(ben.chat.removeMember(anna.account.user))
    await forbidden(ben.chat.setRole(ben.account.user, 'admin'))
    await forbidden(ben.chat.createInvite())
    await anna.chat.setRole(ben.account.user, 'admin')
    await eventually(() => expect(ben.chat.about!.role).toBe('admin'))
    await forbidden(ben.chat.removeMember(anna.account.user))
    await forbidden(ben.chat.setRole(ben.account.user, 'owner'))
    await ben.chat.removeMember(cleo.account.user)
    await eventually(() => expect(memberIds(anna.chat)).toEqual(users(anna, ben)))
    expect(lines(anna.chat.messages)).toEqual(['[created]', '[role]', '[removed]'])
  })

  test('and leaves, leaves it to the admin who has been in it longest, else to the eldest member', async () => {
    const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    await anna.chat.setRole(cleo.account.user, 'admin')
    await anna.chat.leave()
    await eventually(() =>
      expect(roles(ben.chat)).toEqual({ owner: [cleo.account.user], admin: [], member: [ben.account.user] }),
    )
    await cleo.chat.leave()
    await eventually(() => expect(ben.chat.about!.role).toBe('owner'))
    await ben.chat.update({ title: 'All mine' })
    expect(anna.chat.about!.role).toBeUndefined()
    expect(anna.chat.title).toBe('A group')
  })
})

describe('who comes later', () => {
  test('hears from its joining on, on every device it will ever have', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    await anna.chat.send('before').acked
    const dora = await newcomer(system(), 'dora')
    const phone = await deviceOf(dora)
    await anna.chat.addMembers([dora.user])
    await anna.chat.send('after').acked
    const chat = await theGroup(phone, anna.chat.id)
    await eventually(() => expect(heardLines({ device: phone, chat })).toEqual(['[added]', 'after']))
    expect(chat.unread).toBe(1)
    expect(seqs(await wholeLog(dora, chat.id))).toEqual([3, 4])
    const onFresh = await theGroup(await deviceOf(dora), chat.id)
    const { messages, more } = await onFresh.history({ before: 4, limit: 50 })
    expect([seqs(messages), more]).toEqual([[3], false])
    await eventually(() => expect(memberIds(ben.chat)).toContain(dora.user))
  })

  test('hears everything if the group is set so, and none of it is unread', async () => {
    const [anna] = await groupOf(system(), ['anna', 'ben'], { history: 'all' })
    for (const text of ['one', 'two']) await anna.chat.send(text).acked
    const dora = await newcomer(system(), 'dora')
    const phone = await deviceOf(dora)
    await anna.chat.addMembers([dora.user])
    await anna.chat.send('three').acked
    const chat = await theGroup(phone, anna.chat.id)
    await eventually(() => expect(lines(chat.messages)).toContain('three'))
    await chat.history()
    expect(lines(chat.messages)).toEqual(['[created]', 'one', 'two', '[added]', 'three'])
    expect(chat.unread).toBe(1)
  })

  test('again keeps what it heard, and hears nothing of the time between', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    await anna.chat.send('first time').acked
    await anna.chat.removeMember(ben.account.user)
    await anna.chat.send('between').acked
    await eventually(() => expect(heardLines(ben)).toEqual(['[created]', 'first time', '[removed]']))
    await anna.chat.addMembers([ben.account.user])
    await anna.chat.send('second time').acked
    const heard = ['[created]', 'first time', '[removed]', '[added]', 'second time']
    await eventually(() => expect(heardLines(ben)).toEqual(heard))
    expect(seqs(await wholeLog(ben.account, ben.chat.id))).toEqual([1, 2, 3, 5, 6])
    // Who is in it is asked for: the answer may come after the first messages.
    await eventually(() => expect(ben.chat.about?.role).toBe('member'))
    await ben.chat.send('back again').acked
    const fresh = await deviceOf(ben.account)
    const onFresh = await theGroup(fresh, ben.chat.id)
    await eventually(async () => {
      await onFresh.history()
      expect(lines(onFresh.messages)).toEqual([...heard, 'back again'])
    })
  })
})

test('adding who is there, removing who is not, and the same name again change nothing', async () => {
  const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
  await anna.chat.addMembers([ben.account.user, anna.account.user])
  await anna.chat.update({ title: 'A group' })
  await anna.chat.setRole(ben.account.user, 'member')
  await anna.chat.send('the second entry').acked
  expect(seqs(await wholeLog(anna.account, anna.chat.id))).toEqual([1, 2])
})

test('changes that many make at once are made one after the other, and all of them hold', async () => {
  const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
  await anna.chat.setRole(ben.account.user, 'admin')
  await anna.chat.setRole(cleo.account.user, 'admin')
  const newcomers = await Promise.all(upTo(6).map((number) => newcomer(system(), `new${number}`)))
  const leaders = [anna, ben, cleo]
  await Promise.all([
    ...newcomers.map(({ user }, index) => leaders[index % 3]!.chat.addMembers([user])),
    ben.chat.update({ title: 'A title' }),
    cleo.chat.update({ description: 'A description' }),
  ])
  const all = [...users(anna, ben, cleo), ...newcomers.map(({ user }) => user)].toSorted()
  for (const { chat } of leaders) {
    await eventually(() => expect(memberIds(chat)).toEqual(all))
    await eventually(() =>
      expect([chat.title, chat.about!.description]).toEqual(['A title', 'A description']),
    )
  }
  expect(seqs(await wholeLog(anna.account, anna.chat.id))).toEqual(upTo(11))
})
