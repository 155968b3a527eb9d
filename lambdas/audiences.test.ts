import { expect, it } from 'vitest'
import { newSpeaker, newUser } from '../test/fixtures/people.ts'
import { newWorld } from '../test/fixtures/world.ts'
import { showing, shownTo } from './audiences.ts'

/** Ada and three who show their picture to everyone, to their contacts, to nobody. */
async function scene() {
  const world = newWorld()
  const ada = newSpeaker()
  const [open, choosy, hidden] = [newSpeaker(), newSpeaker(), newSpeaker()]
  await world.settings.put(choosy, { picture: 'contacts' }, 1)
  await world.settings.put(hidden, { picture: 'nobody' }, 1)
  const seen = (viewer = ada.user) => showing('picture', [open.user, choosy.user, hidden.user], viewer, world)
  return { world, ada, open, choosy, hidden, seen }
}

it('shows to everyone, to whom the owner has among its contacts, or to nobody', async () => {
  const { world, ada, open, choosy, hidden, seen } = await scene()
  expect(await seen()).toEqual(new Set([open.user]))
  // That the viewer knows the owner is not what counts.
  await world.contacts.put(ada.user, { user: choosy.user })
  expect(await seen()).toEqual(new Set([open.user]))
  for (const owner of [choosy, hidden]) await world.contacts.put(owner.user, { user: ada.user })
  expect(await seen()).toEqual(new Set([open.user, choosy.user]))
  expect(await seen(hidden.user)).toEqual(new Set([open.user, hidden.user]))
})

it('is the same seen from the owner', async () => {
  const { world, ada, open, choosy, hidden } = await scene()
  const cat = newUser()
  await world.contacts.put(choosy.user, { user: cat })
  const to = ({ user }: { user: typeof cat }) => shownTo('picture', user, [ada.user, cat, user], world)
  expect(await to(open)).toEqual(new Set([ada.user, cat, open.user]))
  expect(await to(choosy)).toEqual(new Set([cat, choosy.user]))
  expect(await to(hidden)).toEqual(new Set([hidden.user]))
})

it('asks for no contacts where no audience is of contacts', async () => {
  const { world, ada, open } = await scene()
  const contacts = { ...world.contacts, having: () => Promise.reject(new Error('asked')) }
  expect(await showing('picture', [open.user], ada.user, { ...world, contacts })).toEqual(
    new Set([open.user]),
  )
})
