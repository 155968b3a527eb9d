import type { ConnectionState } from '@parley/client'
import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { newcomer, newDeviceId, rawSocketOf } from './accounts.ts'
import { type Device, deviceOf } from './devices.ts'
import { texts, upTo } from './log.ts'
import { ONLY_EMBEDDED, useEmbedded, useSystem } from './target.ts'

const where = ONLY_EMBEDDED ? ' (only where sockets can be cut)' : ''

describe('sockets that vanish', () => {
  const system = useSystem()

  test('without a word delay and break nobody', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const [sender, phone] = [await deviceOf(alice), await deviceOf(bob)]
    const [chat] = [await sender.with(bob), await phone.with(alice)]
    const gone = await Promise.all(upTo(8).map(() => rawSocketOf(bob)))
    for (const socket of gone) socket.vanish()
    for (const number of upTo(20)) await chat.send(String(number)).acked
    await eventually(() => expect(texts(phone.heard)).toEqual(upTo(20).map(String)))
  })

  test('by no longer reading delay and break nobody', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const [sender, phone] = [await deviceOf(alice), await deviceOf(bob)]
    const [chat] = [await sender.with(bob), await phone.with(alice)]
    for (const socket of await Promise.all(upTo(8).map(() => rawSocketOf(bob)))) socket.freeze()
    for (const number of upTo(20)) await chat.send(String(number)).acked
    await eventually(() => expect(texts(phone.heard)).toEqual(upTo(20).map(String)))
  })

  test('and come back miss nothing that was written meanwhile', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const sender = await deviceOf(alice)
    const chat = await sender.with(bob)
    const device = newDeviceId()
    const phone = await deviceOf(bob, { device })
    await phone.with(alice)
    await chat.send('before').acked
    await eventually(() => expect(texts(phone.heard)).toEqual(['before']))
    phone.client.disconnect()
    await chat.send('meanwhile').acked
    await phone.client.connect()
    await chat.send('after').acked
    await eventually(() => expect(texts(phone.heard)).toEqual(['before', 'meanwhile', 'after']))
  })
})

describe('sockets that the gateway cuts', () => {
  const system = useEmbedded()

  test.skipIf(ONLY_EMBEDDED)(
    `again and again leave no gap and no duplicate${where}`,
    { timeout: 240_000 },
    async () => {
      const { sender, phone, writing, sent } = await traffic(system)
      for (let cut = 1; cut <= 5; cut++) {
        const before = phone.heard.length
        await eventually(() => expect(phone.heard.length).toBeGreaterThan(before + 5))
        system().cutSockets()
        await reconnected(phone, cut)
      }
      writing.stop()
      await writing.done
      await eventually(() => expect(texts(phone.heard)).toEqual(sent))
      await eventually(() => expect(texts(sender.heard)).toEqual(sent))
    },
  )
})

describe('the cuts of API Gateway, after ten minutes idle and after two hours', () => {
  const system = useEmbedded({ idleMs: 700, lifeMs: 2_000 })

  test.skipIf(ONLY_EMBEDDED)(
    `are not to be seen by a user: two hours as two seconds${where}`,
    { timeout: 240_000 },
    async () => {
      const { sender, phone, writing, sent } = await traffic(system)
      await reconnected(phone, 4)
      await reconnected(sender, 4)
      writing.stop()
      await writing.done
      await eventually(() => expect(texts(phone.heard)).toEqual(sent))
      await eventually(() => expect(texts(sender.heard)).toEqual(sent))
    },
  )

  test.skipIf(ONLY_EMBEDDED)(
    `are not to be seen by a user: ten minutes as 700 ms${where}`,
    { timeout: 240_000 },
    async () => {
      const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
      const [sender, phone] = [await deviceOf(alice), await deviceOf(bob)]
      const [chat] = [await sender.with(bob), await phone.with(alice)]
      for (let cut = 1; cut <= 3; cut++) {
        await reconnected(phone, cut)
        await chat.send(String(cut)).acked
        await eventually(() => expect(phone.heard).toHaveLength(cut))
      }
      expect(texts(phone.heard)).toEqual(['1', '2', '3'])
    },
  )
})

/** One writes to the other, one message after another, until it is told to stop. */
async function traffic(system: ReturnType<typeof useEmbedded>) {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const [sender, phone] = [await deviceOf(alice), await deviceOf(bob)]
  const [chat] = [await sender.with(bob), await phone.with(alice)]
  const sent: string[] = []
  let stopped = false
  const write = async () => {
    while (!stopped) {
      sent.push(String(sent.length + 1))
      await chat.send(sent.at(-1)!).acked
    }
  }
  const stop = () => {
    stopped = true
  }
  return { sender, phone, sent, writing: { done: write(), stop } }
}

/** Waits until a device has been online again so many times. */
async function reconnected({ client, states }: Device, times: number): Promise<void> {
  const isOnline = (state: ConnectionState) => state === 'online'
  await eventually(() => expect(states.filter(isOnline).length).toBeGreaterThan(times))
  await eventually(() => expect(client.connection).toBe('online'))
}
