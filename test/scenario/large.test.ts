import { expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { type Account, newcomer } from './accounts.ts'
import { deviceOf } from './devices.ts'
import {
  type GroupMember,
  groupOf,
  heardLines,
  lines,
  memberIds,
  openGroup,
  theGroup,
  theMessage,
} from './groups.ts'
import { identity, rowOf, seqs, shown, upTo, wholeLog } from './log.ts'
import { ONLY_EMBEDDED, useEmbeddedWith } from './target.ts'

/** What makes a group large is set so low that few people make one. */
const SMALL = 8
const MEMBERS = 24
const system = useEmbeddedWith({ groupSmall: String(SMALL), signInRate: '1000', signInBurst: '1000' })
const where = ONLY_EMBEDDED ? ' (only where it can be set what is large)' : ''

const named = (count: number) => upTo(count).map((number) => `member${number}`)

test.skipIf(ONLY_EMBEDDED)(
  `in a group too large for a row a member and message everyone hears everything in order, also who was away${where}`,
  async () => {
    const members = await largeGroup()
    const [anna, ben, away] = members
    const before = await rows(members)
    expect(before.every(({ large }) => large)).toBe(true)
    const writers = members.slice(0, 3).map(({ chat }) => chat)
    await Promise.all(
      writers.flatMap((chat, index) => upTo(5).map((number) => chat.send(`${index}:${number}`).acked)),
    )
    await everybodyHas(members)
    away.chat.markRead()
    away.device.client.disconnect()
    await ben.chat.edit(await theMessage(ben.chat, '1:1'), 'edited').acked
    for (const number of upTo(5)) await anna.chat.send(`missed ${number}`).acked
    await away.device.client.connect()
    await everybodyHas(members)
    await eventually(() => expect(away.chat.unread).toBe(5))
    const onFresh = await openGroup(await deviceOf(ben.account), anna.chat.id)
    expect(onFresh.messages.map(identity)).toEqual(ben.chat.messages.map(identity))
    await anna.chat.send('hello, new device').acked
    await eventually(() => expect(lines(onFresh.messages)).toContain('hello, new device'))
    expect((await rows(members)).map(({ head }) => head)).toEqual(before.map(({ head }) => head))
  },
)

test.skipIf(ONLY_EMBEDDED)(
  `a member removed from such a group learns it, and hears nothing behind it, online or not${where}`,
  async () => {
    const members = await largeGroup()
    const [anna, online, away, ...others] = members
    await eventually(() => expect(heardLines(away)).toEqual(['[created]']))
    away.device.client.disconnect()
    for (const { account } of [online, away]) await anna.chat.removeMember(account.user)
    await anna.chat.send('without them').acked
    await away.device.client.connect()
    await everybodyHas([anna, ...others])
    for (const member of [online, away]) {
      await eventually(() => expect(heardLines(member).at(-1)).toBe('[removed]'))
      await eventually(() => expect(member.chat.about!.role).toBeUndefined())
      const log = await wholeLog(member.account, anna.chat.id)
      expect(log.at(-1)!.change).toEqual({ type: 'removed', user: member.account.user })
      const removal = log.at(-1)!.seq
      await eventually(async () => expect((await rowOf(member.account, anna.chat.id)).head.seq).toBe(removal))
    }
  },
)

test.skipIf(ONLY_EMBEDDED)(
  `a group that grows too large for rows goes on for all, whoever is away meanwhile${where}`,
  async () => {
    const [anna, ben, cleo] = (await groupOf(system(), named(SMALL))) as unknown as GroupMember[]
    await anna!.chat.send('small').acked
    await eventually(() => expect(heardLines(cleo!)).toEqual(['[created]', 'small']))
    cleo!.device.client.disconnect()
    const newcomers = await Promise.all(upTo(3).map(() => newcomer(system())))
    const phones = await Promise.all(newcomers.map((account) => deviceOf(account)))
    await anna!.chat.addMembers(newcomers.map(({ user }) => user))
    await anna!.chat.send('large').acked
    await cleo!.device.client.connect()
    for (const member of [anna!, ben!, cleo!])
      await eventually(() => expect(heardLines(member)).toEqual(['[created]', 'small', '[added]', 'large']))
    for (const phone of phones) {
      const chat = await theGroup(phone, anna!.chat.id)
      await eventually(() => expect(heardLines({ device: phone, chat })).toEqual(['[added]', 'large']))
      expect([chat.title, chat.unread]).toEqual(['A group', 1])
    }
    expect(memberIds(anna!.chat)).toHaveLength(SMALL + 3)
    await anna!.chat.removeMember(newcomers[0]!.user)
    await eventually(() => expect(phones[0]!.client.conversation(anna!.chat.id)!.about!.role).toBeUndefined())
    expect(seqs(await wholeLog(newcomers[0]!, anna!.chat.id))).toEqual([3, 4, 5])
  },
)

type Large = readonly [GroupMember, GroupMember, GroupMember, ...GroupMember[]]

async function largeGroup(): Promise<Large> {
  return (await groupOf(system(), named(MEMBERS))) as unknown as Large
}

/** Every device was told the whole log, and holds it as it is now. */
async function everybodyHas(members: readonly GroupMember[]): Promise<void> {
  const log = shown(await wholeLog(members[0]!.account, members[0]!.chat.id))
  for (const { device, chat } of members)
    await eventually(() => {
      expect(seqs(device.heardIn(chat))).toEqual(seqs(log))
      expect(chat.messages.map(identity)).toEqual(log.map(identity))
    })
}

function rows(members: readonly { readonly account: Account; readonly chat: { readonly id: string } }[]) {
  return Promise.all(members.map(({ account, chat }) => rowOf(account, chat.id)))
}
