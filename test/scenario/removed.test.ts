import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import type { RawSocket } from '../fixtures/raw-socket.ts'
import { rawSocketOf } from './accounts.ts'
import { deviceOf } from './devices.ts'
import { groupOf, heardLines, theGroup } from './groups.ts'
import { rowOf, sendRaw, seqs, wholeLog } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()

test('a removed member keeps its sockets and hears its removal and nothing behind it', async () => {
  const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
  const socket = await rawSocketOf(ben.account)
  await anna.chat.send('before').acked
  await anna.chat.removeMember(ben.account.user)
  for (const text of ['after', 'long after']) await anna.chat.send(text).acked
  await cleo.chat.react((await anna.chat.message(2))!, '👍').acked
  await anna.chat.update({ title: 'Without Ben' })

  const all = ['[created]', 'before', '[removed]', 'after', 'long after', '[settings]']
  for (const member of [anna, cleo]) await eventually(() => expect(heardLines(member)).toEqual(all))
  // The device asks once more: what was only late would be there then.
  ben.device.client.disconnect()
  await ben.device.client.connect()
  await eventually(() => expect(heardLines(ben)).toEqual(['[created]', 'before', '[removed]']))
  await eventually(() => expect(ben.chat.about!.role).toBeUndefined())
  expect(ben.chat.head.seq).toBe(3)
  expect(() => ben.chat.send('still here')).toThrow('You may not do that')

  expect(await socket.request({ action: 'ping' })).toMatchObject({ ok: true })
  expect(positionsIn(socket)).toEqual([2, 3])
  expect(seqs(await wholeLog(ben.account, ben.chat.id))).toEqual([1, 2, 3])
  const { head, title, unread } = await rowOf(ben.account, ben.chat.id)
  expect([head.seq, title, unread]).toEqual([3, 'A group', 1])
  const onFresh = await theGroup(await deviceOf(ben.account), ben.chat.id)
  expect([onFresh.head.seq, onFresh.title]).toEqual([3, 'A group'])
})

test('who leaves hears its leaving and nothing behind it', async () => {
  const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
  await ben.chat.leave()
  await anna.chat.send('alone').acked
  await eventually(() => expect(heardLines(anna)).toEqual(['[created]', '[left]', 'alone']))
  ben.device.client.disconnect()
  await ben.device.client.connect()
  await eventually(() => expect(heardLines(ben)).toEqual(['[created]', '[left]']))
  await eventually(() => expect(ben.chat.about!.role).toBeUndefined())
})

test('a member that was offline when it was removed learns it when it comes back', async () => {
  const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
  await eventually(() => expect(heardLines(ben)).toEqual(['[created]']))
  ben.device.client.disconnect()
  await anna.chat.removeMember(ben.account.user)
  await anna.chat.send('without you').acked
  const queued = ben.chat.send('written in the dark')
  await ben.device.client.connect()
  await expect(queued.acked).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await eventually(() => expect(heardLines(ben)).toEqual(['[created]', '[removed]']))
  await eventually(() => expect(ben.chat.about!.role).toBeUndefined())
})

test('whatever a member writes while it is removed stands before its removal, or nowhere', {
  timeout: 240_000,
}, async () => {
  const [anna, , mallory] = await groupOf(system(), ['anna', 'ben', 'mallory'])
  const sockets = await Promise.all(Array.from({ length: 10 }, () => rawSocketOf(mallory.account)))
  for (let round = 1; round <= 5; round++) {
    let isRemoved = false
    const writers = sockets.map((socket, index) =>
      writer(socket, anna.chat.id, `${round}-${index}`, () => isRemoved),
    )
    const acks = () => writers.flatMap(({ acked }) => [...acked])
    await eventually(() => expect(acks().length).toBeGreaterThan(20))
    await insist(() => anna.chat.removeMember(mallory.account.user))
    isRemoved = true
    await Promise.all(writers.map(({ refused }) => refused))
    await anna.chat.send(`the end of round ${round}`).acked

    const log = await wholeLog(anna.account, anna.chat.id)
    expect(seqs(log)).toEqual(log.map((_, index) => index + 1))
    const removal = log.findLast(({ change }) => change?.type === 'removed')!
    expect(log.slice(removal.seq - 1).map(({ from }) => from)).toEqual(Array(2).fill(anna.account.user))
    for (const [clientId, seq] of acks()) expect(log[seq - 1]!.clientId).toBe(clientId)
    expect((await wholeLog(mallory.account, anna.chat.id)).at(-1)!.seq).toBe(removal.seq)
    for (const socket of sockets) expect(Math.max(...positionsIn(socket))).toBeLessThanOrEqual(removal.seq)
    await anna.chat.addMembers([mallory.account.user])
  }
})

/** Writes as fast as it is answered until it is told that it may not. */
function writer(socket: RawSocket, conversation: string, name: string, isRemoved: () => boolean) {
  const acked = new Map<string, number>()
  const write = async () => {
    for (let number = 1; ; number++) {
      const message = { conversation, clientId: `writer-${name}-${number}`, text: 'I am still here' }
      const isLate = isRemoved()
      const reply = await sendRaw(socket, { ...message, after: Math.max(1, ...acked.values()) })
      expect(isLate && reply.ok, 'a removed member was acked').toBe(false)
      if (reply.ok) acked.set(message.clientId, reply.seq as number)
      else if (!reply.error!.retry) return expect(reply.error!.code).toBe('FORBIDDEN')
      else await sleep(reply.error!.retryAfterMs ?? 20)
    }
  }
  return { acked, refused: write() }
}

/** Positions of the entries that a socket was posted, each once. */
function positionsIn(socket: RawSocket): number[] {
  const entries = socket.frames.flatMap(({ entries = [] }) => entries as { seq: number }[])
  return [...new Set(seqs(entries))].toSorted((one, other) => one - other)
}

/** Repeats what was refused only because too many wrote at the same moment. */
async function insist(act: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      return void (await act())
    } catch (error) {
      if (!(error as { retry?: boolean }).retry) throw error
    }
  }
}
