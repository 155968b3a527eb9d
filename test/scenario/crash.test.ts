import { setTimeout as sleep } from 'node:timers/promises'
import type { Ack } from '@parley/client'
import { expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { newcomer, rawSocketOf } from './accounts.ts'
import { type Device, deviceOf } from './devices.ts'
import { identity, seqs, texts, upTo, wholeLog } from './log.ts'
import { ONLY_EMBEDDED, useEmbedded } from './target.ts'

const system = useEmbedded()
const where = ONLY_EMBEDDED ? ' (only where the system can be killed)' : ''
const CRASHES = 4
const IN_FLIGHT = 5

test.skipIf(ONLY_EMBEDDED)(
  `a system killed in the middle of its traffic loses nothing that was acked and doubles nothing${where}`,
  { timeout: 300_000 },
  async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const devices = [await deviceOf(alice), await deviceOf(alice), await deviceOf(bob)]
    const chats = [await devices[0]!.with(bob), await devices[1]!.with(bob), await devices[2]!.with(alice)]
    const { id } = chats[0]!
    const written: string[][] = [[], [], []]
    const acked = new Map<string, Ack>()
    let writing = true

    /** Keeps a few messages in flight, so that every crash meets some. */
    async function write(index: number): Promise<void> {
      while (writing) {
        const sent = upTo(IN_FLIGHT).map(() => {
          const text = `${index}:${written[index]!.length + 1}`
          written[index]!.push(text)
          return chats[index]!.send(text).acked.then((ack) => acked.set(text, ack))
        })
        await Promise.all(sent)
      }
    }
    const writers = chats.map((_, index) => write(index))

    for (let crash = 1; crash <= CRASHES; crash++) {
      const before = acked.size
      await eventually(() => expect(acked.size).toBeGreaterThan(before + 2 * IN_FLIGHT))
      // Not in step with any ack: a crash shall find writes half done.
      await sleep(Math.random() * 50)
      await system().kill()
      await system().restart()
    }
    await eventually(() => expect(acked.size).toBeGreaterThan(CRASHES * 3 * IN_FLIGHT))
    writing = false
    await Promise.all(writers)

    const log = await wholeLog(alice, id)
    expect(seqs(log)).toEqual(upTo(written.flat().length))
    for (const [index, own] of written.entries())
      expect(texts(log).filter((text) => text!.startsWith(`${index}:`))).toEqual(own)
    for (const [text, ack] of acked) expect(log[ack.seq - 1]).toMatchObject({ text, at: ack.at })
    for (const device of devices)
      await eventually(() => expect(device.heard.map(identity)).toEqual(log.map(identity)))
  },
)

test.skipIf(ONLY_EMBEDDED)(
  `sockets that died with a system that was killed delay and break nobody${where}`,
  async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const [sender, phone] = [await deviceOf(alice), await deviceOf(bob)]
    const [chat] = [await sender.with(bob), await phone.with(alice)]
    // Nobody says goodbye for them: their rows stay, and posts to them are answered 410.
    for (let dead = 0; dead < 15; dead++) await rawSocketOf(bob)
    await system().kill()
    await system().restart()
    await online(sender, phone)
    const faults = () => system().logs().split('"fault"').length
    const before = faults()
    for (const number of upTo(20)) await chat.send(String(number)).acked
    await eventually(() => expect(texts(phone.heard)).toEqual(upTo(20).map(String)))
    expect(faults()).toBe(before)
  },
)

async function online(...devices: Device[]): Promise<void> {
  for (const { client } of devices) await eventually(() => expect(client.connection).toBe('online'))
}
