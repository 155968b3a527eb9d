import { directId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { acting, anotherFunction, newGroupOf } from '../../test/fixtures/acting.ts'
import { newClientId, newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import type { MessageLog } from '../ports.ts'

async function scene(others = 2) {
  const world = newWorld()
  const group = await newGroupOf(world, others)
  const [ben] = group.members
  return { world, ben: ben!, ...group }
}

/** Ten functions of which each has sent for this person before, and so remembers it as a member. */
async function warmFunctions({ world, conversation, ben }: Awaited<ReturnType<typeof scene>>) {
  const workers = Array.from({ length: 10 }, () => acting(anotherFunction(world), ben))
  for (const says of workers) await says('send', { conversation, text: 'warm' })
  return workers
}

describe('somebody who is removed', () => {
  it('lands nothing behind its removal, however many functions write for it just then', async () => {
    for (let round = 0; round < 10; round++) {
      const group = await scene()
      const { world, conversation, ben, remove, entries } = group
      const workers = await warmFunctions(group)
      const after = (await world.log.head(conversation)).seq
      const flood = workers.flatMap((says) =>
        Array.from({ length: 4 }, (_, index) => says('send', { conversation, text: `${index}`, after })),
      )
      const [outcomes] = await Promise.all([Promise.allSettled(flood), remove(ben)])
      const log = await entries()
      const removal = log.find(({ body }) => body.kind === 'change' && body.change.type === 'removed')!
      expect(log.filter(({ from, seq }) => from === ben.user && seq > removal.seq)).toEqual([])
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1))
      const refusals = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
      expect(new Set(refusals)).toEqual(new Set(refusals.length > 0 ? ['FORBIDDEN'] : []))
      const acked = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.seq] : []))
      expect(acked.every((seq) => log[seq - 1]?.from === ben.user)).toBe(true)
    }
  })

  it('is judged anew at each lost place, by a function that took it for a member a moment ago', async () => {
    const { world, conversation, ben, remove, entries } = await scene()
    const slow = anotherFunction(world)
    const says = acting(slow, ben)
    const { seq } = await says('send', { conversation, text: 'first' })
    let isRemoved = false
    const log: MessageLog = {
      ...slow.log,
      async place(entry, along) {
        if (!isRemoved) {
          isRemoved = true
          await remove(ben)
        }
        return slow.log.place(entry, along)
      },
    }
    const late = acting({ ...slow, log }, ben)('send', { conversation, text: 'late', after: seq })
    await expect(late).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await entries()).at(-1)).toMatchObject({ body: { change: { type: 'removed' } } })
  })

  it('may neither send nor edit, delete, react or pin, and nothing changes', async () => {
    const { world, conversation, ben, remove, entries } = await scene()
    const says = acting(world, ben)
    const { seq: target } = await says('send', { conversation, text: 'first' })
    await remove(ben)
    const before = await entries()
    const attempts = [
      says('send', { conversation, text: 'late' }),
      says('edit', { conversation, target, text: 'late' }),
      says('delete', { conversation, target }),
      says('react', { conversation, target, emoji: '👍' }),
      says('pin', { conversation, target, pinned: true }),
    ]
    for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await entries()).toEqual(before)
  })

  it('still gets the answer to what it sent before', async () => {
    const { world, conversation, ben, remove } = await scene()
    const clientId = newClientId()
    const ack = await acting(world, ben)('send', { conversation, text: 'once', clientId })
    await remove(ben)
    const again = acting(anotherFunction(world), ben)('send', { conversation, text: 'once', clientId })
    expect(await again).toEqual(ack)
  })

  it('speaks again once it is back, also where it is remembered as gone', async () => {
    const { world, conversation, ben, remove, add } = await scene()
    await remove(ben)
    const says = acting(anotherFunction(world), ben)
    const send = () => says('send', { conversation, text: 'back' })
    await expect(send()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await add(ben)
    expect(await send()).toMatchObject({ seq: 4, n: 1 })
  })

  it('speaks again through the very function that removed it, which knows of nothing since', async () => {
    const { world, conversation, ben, owner, change, add } = await scene()
    const warm = anotherFunction(world)
    await change(owner, { type: 'removed', user: ben.user }, warm)
    await warm.known.now(conversation)
    await add(ben)
    const late = acting(warm, ben)('send', { conversation, text: 'back', after: 2 })
    expect(await late).toMatchObject({ seq: 4, n: 1 })
  })

  it('is told that it may not, and not that there is nothing, long after the group has forgotten it', async () => {
    const { world, conversation, ben, remove, change, owner } = await scene()
    await remove(ben)
    world.clock.now += 2 * 86_400_000
    await change(owner, { type: 'settings', settings: { title: 'Band' } })
    expect((await world.conversations.read(conversation))?.members.has(ben.user)).toBe(false)
    for (const using of [world, anotherFunction(world)]) {
      const late = acting(using, ben)('send', { conversation, text: 'late' })
      await expect(late).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
  })
})

describe('a stranger', () => {
  it('is told of a group, of one that does not exist and of other people’s conversation the same', async () => {
    const { world, conversation, entries } = await scene()
    const other = await world.newPair()
    const says = acting(world, newSpeaker())
    await acting(world, other.ada)('send', { conversation: other.conversation, text: 'hi' })
    const ids = [conversation, `gr_${'0'.repeat(25)}`, other.conversation, 'gr_', 'nothing']
    // Whatever the log holds: a position beyond its end must not tell that there is one.
    for (const id of ids) {
      for (const after of [0, 99]) {
        const attempt = says('send', { conversation: id, text: 'hello', after })
        await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND', detail: undefined })
      }
    }
    expect(await entries()).toHaveLength(1)
  })

  it('cannot begin a conversation with somebody who does not exist', async () => {
    const world = newWorld()
    const { ada } = await world.newPair()
    const nobody = directId(ada.user, newSpeaker().user)
    const says = acting(world, ada)
    await expect(says('send', { conversation: nobody, text: 'hello' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

it('a newcomer speaks at once, through a function that remembers the group without it', async () => {
  const { world, conversation, ben, add } = await scene()
  const cat = newSpeaker()
  const warm = anotherFunction(world)
  await acting(warm, ben)('send', { conversation, text: 'warm' })
  await add(cat)
  expect(await acting(warm, cat)('send', { conversation, text: 'hello' })).toMatchObject({ seq: 4 })
})
