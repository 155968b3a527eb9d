import { directId, type UserId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import { heardBy, hearing } from './audience.ts'

function scene() {
  const world = newWorld()
  const [ada, ben, eve] = [newSpeaker(), newSpeaker(), newSpeaker()]
  /** Who of the others hears of a person, as both sides find it. */
  async function hears(person: Speaker): Promise<Speaker[]> {
    const viewers = [ada, ben, eve]
    const users = viewers.map(({ user }) => user)
    const hear = await hearing(person.user, users, world)
    const heard = await Promise.all(users.map((viewer) => heardBy(viewer, [person.user], world)))
    expect(users.filter((_, index) => heard[index]!.size > 0)).toEqual(users.filter((user) => hear.has(user)))
    return viewers.filter(({ user }) => hear.has(user))
  }
  return {
    world,
    ada,
    ben,
    eve,
    hears,
    choose: (who: Speaker, lastSeen: 'everyone' | 'contacts' | 'nobody') =>
      world.settings.put(who, { lastSeen }, world.clock.now),
    block: (who: Speaker, other: Speaker) =>
      world.inbox.block(who, directId(who.user, other.user), world.clock.now),
  }
}

describe('of somebody’s presence', () => {
  it('everybody hears who has chosen nothing', async () => {
    const { ada, ben, eve, hears } = scene()
    expect(await hears(ada)).toEqual([ada, ben, eve])
  })

  it('only those hear whom one has among one’s contacts, if that is chosen', async () => {
    const { world, ada, ben, eve, hears, choose } = scene()
    await choose(ada, 'contacts')
    await world.contacts.put(ada.user, { user: ben.user })
    await world.contacts.put(eve.user, { user: ada.user })
    expect(await hears(ada)).toEqual([ada, ben])
  })

  it('nobody hears if that is chosen; who hides its own hears nobody’s', async () => {
    const { ada, ben, eve, hears, choose } = scene()
    await choose(ada, 'nobody')
    expect(await hears(ada)).toEqual([ada])
    expect(await hears(ben)).toEqual([ben, eve])
  })

  it('neither side of a block hears, until it is ended', async () => {
    const { world, ada, ben, eve, hears, block } = scene()
    await block(ada, ben)
    expect(await hears(ada)).toEqual([ada, eve])
    expect(await hears(ben)).toEqual([ben, eve])
    await world.inbox.unblock(ada, directId(ada.user, ben.user), 0, world.clock.now)
    expect(await hears(ben)).toEqual([ada, ben, eve])
  })

  it('nothing is read for nobody', async () => {
    const { world, ada } = scene()
    expect(await heardBy(ada.user, [], world)).toEqual(new Set<UserId>())
    expect(await hearing(ada.user, [], world)).toEqual(new Set<UserId>())
  })
})
