import type { Entry } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { acting } from '../../test/fixtures/acting.ts'
import { asking } from '../../test/fixtures/asking.ts'
import { newClientId } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { textKeyOf } from '../conversation/digest.ts'
import { sendLong } from '../operations/messages.ts'
import { deliver } from './deliver.ts'

const LONG = 'a secret '.repeat(1_000)

async function scene() {
  const world = newWorld()
  const { ada, conversation } = await world.newPair()
  const say = (text: string, target?: number) =>
    sendLong(
      {
        path: { conversation },
        query: {},
        body: { device: ada.device, clientId: newClientId(), after: 0, text, ...(target && { target }) },
      },
      asking(world, ada),
    )
  const entries = async () => (await world.log.from(conversation, 1, 100, true)).entries
  /** Which positions a text is kept for. */
  const kept = async () => {
    const isKept = (entry: Entry) => world.texts.get(textKeyOf(entry)).then(Boolean, () => false)
    const log = await entries()
    const answers = await Promise.all(log.map(isKept))
    return log.filter((_, index) => answers[index]).map(({ seq }) => seq)
  }
  const deletion = (target: number) => acting(world, ada)('delete', { conversation, target })
  return { world, conversation, say, entries, kept, deletion }
}

describe('when a deletion is delivered', () => {
  it('the long texts of the message and of its edits are forgotten, and no others', async () => {
    const { world, say, entries, kept, deletion } = await scene()
    const { seq: target } = await say(LONG)
    await say(`${LONG}2`, target)
    await say('short', target)
    const { seq: other } = await say(`${LONG}3`)
    expect(await kept()).toEqual([target, 2, other])
    await deletion(target)
    expect(await kept()).toEqual([target, 2, other])
    expect(await deliver(await entries(), world)).toEqual(new Set())
    expect(await kept()).toEqual([other])
  })

  it('and the store fails, the batch comes again, and then they are', async () => {
    const { world, conversation, say, entries, kept, deletion } = await scene()
    const { seq: target } = await say(LONG)
    await deletion(target)
    const texts = { ...world.texts, remove: () => Promise.reject(new Error('The store is away.')) }
    expect(await deliver(await entries(), { ...world, texts })).toEqual(new Set([conversation]))
    expect(await kept()).toEqual([target])
    await deliver(await entries(), world)
    await deliver(await entries(), world)
    expect(await kept()).toEqual([])
  })
})
