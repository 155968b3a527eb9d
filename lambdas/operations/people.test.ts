import { describe, expect, it } from 'vitest'
import { ask, asking } from '../../test/fixtures/asking.ts'
import { newHandle, newUser } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { findPerson, getMe, getProfiles, putMe } from './people.ts'

async function scene() {
  const world = newWorld()
  const ada = { user: newUser(), handle: newHandle(), name: 'Ada' }
  const ben = { user: newUser(), handle: newHandle(), name: 'Ben' }
  for (const person of [ada, ben]) await world.profiles.claim(person)
  return { world, ada, ben, as: (user = ada.user) => asking(world, { user }) }
}

describe('people', () => {
  it('see their own profile, and that they have none yet', async () => {
    const { ada, as } = await scene()
    expect(await getMe(ask({}), as())).toEqual(ada)
    await expect(getMe(ask({}), as(newUser()))).rejects.toMatchObject({ code: 'NO_PROFILE' })
  })

  it('choose a handle once, and a name as often as they like', async () => {
    const { ada, ben, as } = await scene()
    const newcomer = as(newUser())
    await expect(putMe(ask({ handle: ada.handle, name: 'X' }), newcomer)).rejects.toMatchObject({
      code: 'HANDLE_TAKEN',
    })
    await expect(getMe(ask({}), newcomer)).rejects.toMatchObject({ code: 'NO_PROFILE' })
    const handle = newHandle()
    await putMe(ask({ handle, name: 'X' }), newcomer)
    await putMe(ask({ handle, name: 'Y' }), newcomer)
    expect(await getMe(ask({}), newcomer)).toEqual({ user: newcomer.user, handle, name: 'Y' })
    expect(await findPerson(ask({}, { handle: ben.handle }), as())).toEqual(ben)
  })

  it('find each other by exact handle, or nobody', async () => {
    const { ada, ben, as } = await scene()
    expect(await findPerson(ask({}, { handle: ben.handle }), as())).toEqual(ben)
    await expect(findPerson(ask({}, { handle: newHandle() }), as())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    const { profiles } = await getProfiles(ask({ users: [ada.user, newUser(), ben.user, ada.user] }), as())
    expect(profiles).toHaveLength(2)
    expect(profiles).toEqual(expect.arrayContaining([ada, ben]))
  })
})
