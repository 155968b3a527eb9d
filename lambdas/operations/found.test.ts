import { directId, type UserId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { ask, asking, newPeople } from '../../test/fixtures/asking.ts'
import { newEntry, newHandle } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import { openDirect } from './conversations.ts'
import { findPerson } from './people.ts'

/** Ada looks for Ben, each call to a port being noted. */
async function scene() {
  const world = newWorld()
  const [ada, ben] = (await newPeople(world, 2)) as [Speaker, Speaker]
  const { handle } = (await world.profiles.of([ben.user]))[0]!
  const asked: string[] = []
  const at = Object.fromEntries(
    Object.entries(world).map(([port, methods]) => [port, noting(port, methods, asked)]),
  ) as World
  const look = async (by: 'findPerson' | 'openDirect', of = handle) => {
    asked.length = 0
    const as = asking(at, ada, world.clock.now)
    const answer = await (by === 'findPerson'
      ? findPerson(ask({}, { handle: of }), as)
      : openDirect(ask({ handle: of }), as)
    ).catch((error: unknown) => error)
    return { answer, asked: asked.toSorted() }
  }
  const conversation = directId(ada.user, ben.user)
  return { world, ada, ben, handle, conversation, look }
}

function noting(port: string, methods: unknown, asked: string[]): unknown {
  if (typeof methods !== 'object' || methods === null || Array.isArray(methods)) return methods
  return new Proxy(methods, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        asked.push(`${port}.${String(name)}`)
        return value.apply(target, args)
      }
    },
  })
}

type Scene = Awaited<ReturnType<typeof scene>>
const HIDDEN: [string, (of: Scene) => Promise<unknown>][] = [
  ['has blocked one', ({ world, ben, conversation }) => world.inbox.block(ben, conversation, 1)],
  ['wants to be found by nobody', ({ world, ben }) => world.settings.put(ben, { findable: 'nobody' }, 1)],
  [
    'wants to be found by its contacts',
    async ({ world, ada, ben }) => {
      await world.settings.put(ben, { findable: 'contacts' }, 1)
      await world.contacts.put(ada.user, { user: ben.user })
    },
  ],
  ['has deleted its account', ({ world, ben }) => world.profiles.bury(ben.user)],
  [
    'goes by another handle',
    ({ world, ben }) => world.profiles.claim({ user: ben.user, handle: newHandle(), name: 'Ben' }),
  ],
]

describe.each(['findPerson', 'openDirect'] as const)('%s', (by) => {
  it('finds who can be found, without what is not for others', async () => {
    const { world, ben, handle, look } = await scene()
    await world.profiles.claim({ user: ben.user, handle, name: 'Ben', phone: '+4930123456' })
    const { answer } = await look(by)
    const profile = { user: ben.user, handle, name: 'Ben' }
    if (by === 'findPerson') expect(answer).toEqual(profile)
    else expect(answer).toMatchObject({ with: profile })
    expect(JSON.stringify(answer)).not.toContain('+4930123456')
  })

  it.each(HIDDEN)('is told of one that %s what it is told of nobody, by the same reads', async (_, hide) => {
    const base = await scene()
    await hide(base)
    const hidden = await base.look(by)
    const nobody = await base.look(by, newHandle())
    expect(nobody.answer).toMatchObject({ code: 'NOT_FOUND' })
    expect(hidden).toEqual(nobody)
  })

  it('finds who wants to be found by its contacts, if one is among them', async () => {
    const { world, ada, ben, look } = await scene()
    await world.settings.put(ben, { findable: 'contacts' }, 1)
    await world.contacts.put(ben.user, { user: ada.user })
    expect((await look(by)).answer).not.toHaveProperty('code')
  })
})

describe('openDirect', () => {
  it.each(HIDDEN.slice(0, 3))('opens the conversation that there is with one that %s', async (_, hide) => {
    const base = await scene()
    const { world, ben, conversation, look } = base
    await world.log.place(newEntry(conversation, 1, ben))
    await hide(base)
    expect((await look('openDirect')).answer).toMatchObject({
      with: { user: ben.user },
      row: { conversation },
    })
    expect((await look('findPerson')).answer).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('opens the conversation with oneself, however one hides', async () => {
    const { world, ada } = await scene()
    const { handle } = (await world.profiles.of([ada.user]))[0]!
    await world.settings.put(ada, { findable: 'nobody', picture: 'nobody' }, 1)
    const answer = await openDirect(ask({ handle }), asking(world, ada))
    expect(answer.with.user).toBe<string>(ada.user satisfies UserId)
  })
})
