import type { ConversationId, MediaId, UserId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { acting } from '../../test/fixtures/acting.ts'
import { ask, asking, newGroup, newPeople } from '../../test/fixtures/asking.ts'
import { eventually } from '../../test/fixtures/eventually.ts'
import { newDevice, newHandle, newUser } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { memoryBelongings } from '../adapters/memory/belongings.ts'
import { memoryIdentities } from '../adapters/memory/identities.ts'
import { userOfSubject } from '../identity.ts'
import { getConversation } from '../operations/conversations.ts'
import { createTicket } from '../operations/tickets.ts'
import type { Speaker } from '../ports.ts'
import { type Ending, endAccount } from './end-account.ts'
import { AGAIN_AFTER_MS, end } from './ending.ts'

const PASSWORD = 'a long enough password'

/** Ada, who has moved to another handle, has a picture, a live phone, two groups and a chat; and Ben, who is in them. */
async function scene() {
  const world = newWorld()
  const [ben, cat] = (await newPeople(world, 2)) as [Speaker, Speaker]
  const identities = memoryIdentities(world.now)
  const belongings = memoryBelongings()
  const login = newHandle()
  const created = (await identities.create(login, PASSWORD)) as { subject: string }
  await identities.complete(login, PASSWORD)
  const ada: Speaker = { user: userOfSubject(created.subject), device: newDevice() }
  const picture = await pictureOf(world, ada)
  for (const handle of [login, newHandle()]) {
    await world.profiles.claim({ user: ada.user, handle, name: 'Ada', picture })
  }
  await world.profiles.admitDevice(ada, 'Phone', 1)
  const connection = await world.connect(ada)
  const led = await newGroup(world, ada, [ben, cat])
  const joined = await newGroup(world, ben, [ada])
  for (const id of [led, joined, `dm_${[ada.user, ben.user].sort().join('_')}`]) {
    await belongings.keep(ada.user, `I#${id}`)
  }
  await belongings.keep(ada.user, 'SETTINGS')
  const ending: Ending = { ...world, identities, belongings }
  const groups = [led, joined]
  return { world, ada, ben, cat, login, identities, belongings, picture, connection, groups, ending }
}

type Scene = Awaited<ReturnType<typeof scene>>

async function pictureOf(world: ReturnType<typeof newWorld>, { user, device }: Speaker): Promise<MediaId> {
  const media = newUser() as string as MediaId
  const announced = { kind: 'image', type: 'image/png', bytes: 5, checksums: [], state: 'waiting' } as const
  await world.media.begin({ media, owner: user, device, clientId: media, ...announced } as never)
  return media
}

async function membersOf({ world, ben }: Scene, conversation: ConversationId) {
  const { members } = await getConversation(ask({}, { conversation }), asking(world, ben))
  return Object.fromEntries(members.map(({ user, role }) => [user, role]))
}

/** Nothing is left of Ada but what she was to others. */
async function expectEnded(of: Scene): Promise<void> {
  const { world, ada, ben, cat, login, identities, belongings, picture, connection, groups } = of
  expect(await world.profiles.of([ada.user])).toEqual([
    { user: ada.user, handle: '', name: '', deleted: true },
  ])
  expect(await identities.signIn(login, PASSWORD)).toBe('wrong')
  expect(world.post.isOpen(connection)).toBe(false)
  expect(await world.sockets.liveOf([ada.user])).toEqual([])
  for (const signedInAt of [world.clock.now, world.clock.now + 1e12]) {
    expect(await world.sockets.isVoid(ada.user, signedInAt)).toBe(true)
  }
  expect(await world.profiles.devices(ada.user)).toEqual([])
  expect(await world.media.read(picture)).toBeUndefined()
  expect(await belongings.of(ada.user)).toEqual([])
  const led = await membersOf(of, groups[0]!)
  expect(Object.keys(led).sort()).toEqual([ben.user, cat.user].sort())
  expect(Object.values(led).sort()).toEqual(['member', 'owner'])
  expect(await membersOf(of, groups[1]!)).toEqual({ [ben.user]: 'owner' })
  const entries = await Promise.all(groups.map((id) => world.log.from(id, 1, 100, true)))
  expect(entries.map((page) => page.entries.map(({ seq }) => seq))).toEqual([
    [1, 2],
    [1, 2],
  ])
}

/** Ports of which call number `fatal` dies, before or after it was done. */
function dyingAt(fatal: number, isDone: boolean, ending: Ending, counted = { calls: 0 }): Ending {
  const dying = <Port>(port: Port): Port => {
    if (typeof port !== 'object' || port === null) return port
    return new Proxy(port, {
      get(target, name) {
        const call = Reflect.get(target, name) as unknown
        if (typeof call !== 'function') return call
        return async (...args: unknown[]) => {
          const isFatal = ++counted.calls === fatal
          if (isFatal && !isDone) throw new Error('died')
          const result = await call.apply(target, args)
          if (isFatal) throw new Error('died')
          return result
        }
      },
    })
  }
  const { profiles, identities, media, sockets, post, belongings, pushEndpoints, log } = ending
  const ports = { profiles, identities, media, sockets, post, belongings, pushEndpoints, log }
  return {
    ...ending,
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, dying(port)])),
  }
}

describe('the end of an account', () => {
  it('leaves nothing but what was written to others, and that it was', async () => {
    const of = await scene()
    await endAccount(of.ada.user, of.ending)
    await expectEnded(of)
  })

  it('done twice is done once', async () => {
    const of = await scene()
    const removed: string[] = []
    const remove = async (login: string) => {
      removed.push(login)
      await of.identities.remove(login)
    }
    for (let times = 0; times < 2; times++) {
      await endAccount(of.ada.user, { ...of.ending, identities: { remove } })
    }
    // Once it is buried, nobody knows any more under which name it signed in.
    expect(removed).toEqual([of.login])
    await expectEnded(of)
  })

  it('that died at any of its calls, before or after the call was done, is simply taken up', async () => {
    const counted = { calls: 0 }
    const whole = await scene()
    await endAccount(whole.ada.user, dyingAt(Number.NaN, false, whole.ending, counted))
    expect(counted.calls).toBeGreaterThan(20)
    for (const isDone of [false, true]) {
      for (let fatal = 1; fatal <= counted.calls; fatal++) {
        const of = await scene()
        await endAccount(of.ada.user, dyingAt(fatal, isDone, of.ending)).catch(() => {})
        await endAccount(of.ada.user, of.ending)
        await expectEnded(of)
      }
    }
  })

  it('of a person whom a foreign issuer vouches for leaves that issuer alone', async () => {
    const of = await scene()
    await endAccount(of.ada.user, { ...of.ending, identities: undefined })
    expect(await of.identities.signIn(of.login, PASSWORD)).not.toBe('wrong')
    await of.identities.remove(of.login)
    await expectEnded(of)
  })

  it('of somebody who has nothing is nothing but that it was', async () => {
    const { world, ending } = await scene()
    const nobody = newUser()
    await endAccount(nobody, ending)
    expect(await world.profiles.of([nobody])).toEqual([{ user: nobody, handle: '', name: '', deleted: true }])
  })

  it('leaves more groups than one page holds', async () => {
    const of = await scene()
    const more = await Promise.all(Array.from({ length: 230 }, () => newGroup(of.world, of.ben, [of.ada])))
    for (const id of more) await of.belongings.keep(of.ada.user, `I#${id}`)
    await endAccount(of.ada.user, of.ending)
    for (const id of more) expect(await membersOf(of, id)).toEqual({ [of.ben.user]: 'owner' })
    await expectEnded(of)
  })

  it('lets nobody in by a sign-in from before, nor by one that a foreign issuer gives after', async () => {
    const { world, ada, ending } = await scene()
    await endAccount(ada.user, ending)
    const later = world.clock.now + 1e9
    for (const signedInAt of [world.clock.now, later]) {
      const ticket = createTicket(ask({ device: newDevice() }), asking(world, ada, signedInAt))
      await expect(ticket).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    }
  })

  it('fails where a group cannot be left, and leaves the others', async () => {
    const of = await scene()
    const [led, joined] = of.groups as [ConversationId, ConversationId]
    const head = async (id: ConversationId) => {
      if (id === led) throw new Error('busy')
      return of.world.log.head(id)
    }
    const busy = { ...of.ending, log: { ...of.world.log, head } }
    await expect(endAccount(of.ada.user, busy)).rejects.toThrow('busy')
    expect(await membersOf(of, joined)).toEqual({ [of.ben.user]: 'owner' })
    await endAccount(of.ada.user, of.ending)
    await expectEnded(of)
  })
})

describe('what is written to a deleted account', () => {
  it('is refused, and what was written before stays', async () => {
    const { world, ada, ben, ending } = await scene()
    const conversation = `dm_${[ada.user, ben.user].sort().join('_')}`
    const send = acting(world, ben)
    await acting(world, ada)('send', { conversation, text: 'hello' } as never)
    await endAccount(ada.user, ending)
    world.clock.now += 60_000
    const said = { conversation, text: 'still there?', after: 1 } as never
    await eventually(() => expect(send('send', said)).rejects.toMatchObject({ code: 'NOT_FOUND' }))
    await expect(
      send('react', { conversation, target: 1, emoji: '🕯', after: 1 } as never),
    ).resolves.toBeDefined()
    const { entries } = await world.log.from(conversation as ConversationId, 1, 10, true)
    expect(entries[0]).toMatchObject({ from: ada.user satisfies UserId, body: { text: 'hello' } })
  })
})

describe('an ending', () => {
  it('comes a second time, and then no more', async () => {
    const { world, ada, belongings, ending } = await scene()
    const using = { ...ending, endings: world.endings }
    await end({ user: ada.user }, using)
    expect(world.endings.take()).toEqual([{ user: ada.user, isSecond: true, delayMs: AGAIN_AFTER_MS }])
    // What fan-out had still to bring.
    await belongings.keep(ada.user, `I#gr_${newUser()}`)
    await end({ user: ada.user, isSecond: true }, using)
    expect(await belongings.of(ada.user)).toEqual([])
    expect(world.endings.take()).toEqual([])
  })

  it('that failed is not said to be done', async () => {
    const { world, ada, ending } = await scene()
    const remove = () => Promise.reject(new Error('no'))
    const using = { ...ending, belongings: { ...ending.belongings, remove }, endings: world.endings }
    await expect(end({ user: ada.user }, using)).rejects.toThrow('no')
    expect(world.endings.take()).toEqual([])
  })
})
