import { describe, expect, it, vi } from 'vitest'
import { newLog } from '../../test/fixtures/log.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { deliver } from './deliver.ts'

async function scene() {
  const world = newWorld()
  const { ada, ben, conversation } = await world.newPair()
  const log = newLog(world, conversation)
  const marked: number[] = []
  const counting = {
    ...world,
    log: {
      ...world.log,
      at: vi.fn(world.log.at),
      mayVanish: (entry: Parameters<typeof world.log.mayVanish>[0]) => {
        marked.push(entry.seq)
        return world.log.mayVanish(entry)
      },
    },
  }
  const expiring = () => log.write(ada, 'soon gone', world.clock.now + 1_000)
  return { world: counting, ada, ben, log, marked, expiring }
}

describe('an expiring entry', () => {
  it('may vanish as soon as another one follows, in the same batch or the next, and never before', async () => {
    const { world, log, marked, expiring } = await scene()
    for (let count = 0; count < 4; count++) await expiring()
    await deliver(log.entries.slice(0, 3), world)
    expect(marked).toEqual([1, 2])
    await deliver(log.entries.slice(3), world)
    expect(marked).toEqual([1, 2, 3])
  })

  it('may vanish when the setting was taken back before the next entry', async () => {
    const { world, ada, log, marked, expiring } = await scene()
    await log.change(ada, { type: 'settings', settings: { disappearAfter: 60 } })
    await expiring()
    await log.change(ada, { type: 'settings', settings: { disappearAfter: 0 } })
    await deliver(log.entries.slice(2), world)
    expect(marked).toEqual([2])
  })

  it('may vanish when what follows is about a message that does not expire', async () => {
    const { world, ada, log, marked, expiring } = await scene()
    await log.write(ada, 'stays')
    await expiring()
    await log.write(ada, { kind: 'reaction', target: 1, emoji: '🎈' })
    await deliver(log.entries.slice(2), world)
    expect(marked).toEqual([2])
  })

  it('may vanish when a message follows that stays, in a conversation that was once set otherwise', async () => {
    const { world, ada, log, marked, expiring } = await scene()
    await log.change(ada, { type: 'settings', settings: { disappearAfter: 60 } })
    const { expires } = await expiring()
    await log.change(ada, { type: 'settings', settings: { disappearAfter: 0 } })
    await log.write(ada, { kind: 'reaction', target: 2, emoji: '🎈' }, expires)
    await log.write(ada, 'stays')
    await deliver(log.entries.slice(4), world)
    expect(marked).toEqual([4])
  })

  it('is not asked after by a message that stays, in a conversation that was never set otherwise', async () => {
    const { world, ada, log, marked } = await scene()
    for (const text of ['one', 'two', 'three']) await log.write(ada, text)
    await deliver(log.entries.slice(1), world)
    expect(world.log.at).not.toHaveBeenCalled()
    expect(marked).toEqual([])
  })

  it('is posted to nobody once it has expired, and its place in the count stays', async () => {
    const { world, ben, log, expiring } = await scene()
    const phone = await world.connect(ben)
    await expiring()
    world.clock.now += 1_000
    await deliver(log.entries, world)
    expect(world.eventsOf(phone)).toEqual([])
    expect(await world.inbox.row(ben.user, log.conversation)).toMatchObject({ head: { seq: 1, n: 1 } })
  })
})
