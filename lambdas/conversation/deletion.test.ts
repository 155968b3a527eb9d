import type { UserId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { acting, anotherFunction, newGroupOf } from '../../test/fixtures/acting.ts'
import { asking } from '../../test/fixtures/asking.ts'
import { newClientId } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import { sendLong } from '../operations/messages.ts'
import type { Speaker } from '../ports.ts'

async function scene() {
  const world = newWorld()
  const { ada, ben, conversation } = await world.newPair()
  const sendAs = (speaker: Speaker, text: string, target?: number) =>
    sendLong(
      {
        path: { conversation },
        query: {},
        body: {
          device: speaker.device,
          clientId: newClientId(),
          after: 0,
          text,
          ...(target !== undefined && { target }),
        },
      },
      asking(world, speaker),
    )
  const entries = async () => (await world.log.from(conversation, 1, 100, true)).entries
  const deletion = (target: number, clientId = newClientId(), by = ada, using: World = world) =>
    acting(using, by)('delete', { conversation, target, clientId })
  return { world, ada, ben, conversation, sendAs, entries, deletion }
}

describe('a deletion for everyone', () => {
  it('takes the text from the message and from every edit of it, and keeps their places', async () => {
    const { sendAs, ada, ben, world, conversation, deletion, entries } = await scene()
    const { seq: target } = await sendAs(ada, 'first secret')
    await sendAs(ada, 'second secret', target)
    await acting(world, ben)('react', { conversation, target, emoji: '👍' })
    expect(await deletion(target)).toMatchObject({ seq: 4, n: 1 })
    const log = await entries()
    expect(JSON.stringify(log)).not.toContain('secret')
    expect(log[0]).toMatchObject({ n: 1, body: { kind: 'deleted' } })
    expect(log[0]).not.toHaveProperty('reactions')
    expect(log[1]!.body).toEqual({ kind: 'edit', target, content: { kind: 'deleted' } })
    expect(log[3]!.body).toEqual({ kind: 'deletion', target })
  })

  it('is found by a function that last knew the log without it', async () => {
    const { world, conversation, ada, deletion } = await scene()
    const warm = anotherFunction(world)
    const { seq: after } = await acting(warm, ada)('send', { conversation, text: 'first' })
    const clientId = newClientId()
    const ack = await deletion(after, clientId)
    const again = acting(warm, ada)('delete', { conversation, target: after, clientId, after })
    expect(await again).toEqual(ack)
  })

  it('leaves a retry of the message what it was, and of another a mismatch', async () => {
    const { world, ada, conversation, deletion } = await scene()
    const clientId = newClientId()
    const says = acting(world, ada)
    const ack = await says('send', { conversation, text: 'first', clientId })
    await deletion(ack.seq)
    expect(await says('send', { conversation, text: 'first', clientId })).toEqual(ack)
    await expect(says('send', { conversation, text: 'other', clientId })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    })
  })

  it('wins over edits that come at the same time', async () => {
    for (let round = 0; round < 20; round++) {
      const { sendAs, ada, deletion, entries } = await scene()
      const { seq: target } = await sendAs(ada, 'secret 0')
      const edits = Array.from({ length: 3 }, (_, index) => sendAs(ada, `secret ${index}`, target))
      await Promise.all([Promise.allSettled(edits), deletion(target)])
      expect(JSON.stringify(await entries())).not.toContain('secret')
    }
  })

  it('is of an own message, in time, and of one that is there', async () => {
    const { world, sendAs, ada, ben, deletion, entries } = await scene()
    const { seq: target } = await sendAs(ada, 'first')
    const refused = async (attempt: Promise<unknown>, code: string) => {
      const before = await entries()
      await expect(attempt).rejects.toMatchObject({ code })
      expect(await entries()).toEqual(before)
    }
    await refused(deletion(target, newClientId(), ben), 'FORBIDDEN')
    await refused(deletion(99), 'NOT_FOUND')
    world.clock.now += world.rules.deleteWindow * 1000 + 1
    await refused(deletion(target), 'TOO_LATE')
    world.clock.now -= 1
    await deletion(target)
    await refused(deletion(target), 'NOT_FOUND')
    await refused(sendAs(ada, 'edit', target), 'NOT_FOUND')
  })

  it('is for whoever leads a group to make of any message, however old', async () => {
    const world = newWorld()
    const { conversation, owner, members, change, entries } = await newGroupOf(world, 2)
    const [ben, cat] = members as [Speaker, Speaker]
    const target = (await acting(world, ben)('send', { conversation, text: 'first' })).seq
    world.clock.now += world.rules.deleteWindow * 2000
    const deletion = (by: Speaker) => acting(world, by)('delete', { conversation, target })
    await expect(deletion(cat)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(deletion(ben)).rejects.toMatchObject({ code: 'TOO_LATE' })
    await change(owner, { type: 'role', user: cat.user as UserId, role: 'admin' })
    await deletion(cat)
    expect((await entries())[target - 1]!.body).toEqual({ kind: 'deleted' })
  })
})
