import { DEVICES_PER_USER, TICKET_LIFE_MS } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { newConnection, newDevice, newEntry, newHandle, newUser } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { readTicket } from '../identity.ts'
import { openDirect } from './conversations.ts'
import { findPerson, getMe, getProfiles, putMe } from './people.ts'
import { createTicket } from './tickets.ts'

const ask = <Body, Path extends object>(body: Body, path = {} as Path) => ({ path, query: {}, body })

async function scene() {
  const world = newWorld()
  const ada = { user: newUser(), handle: newHandle(), name: 'Ada' }
  const ben = { user: newUser(), handle: newHandle(), name: 'Ben' }
  for (const person of [ada, ben]) await world.profiles.claim(person)
  return { world, ada, ben, as: (user = ada.user) => ({ ...world, user }) }
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

describe('a direct conversation', () => {
  it('is the same whoever opens it, and shows how far each has come', async () => {
    const { world, ada, ben, as } = await scene()
    const opened = await openDirect(ask({ handle: ben.handle }), as())
    expect(opened).toMatchObject({ with: ben, head: { seq: 0, n: 0 }, mine: { delivered: 0, read: 0 } })
    const conversation = opened.conversation as never
    await world.log.place(newEntry(conversation, 1, { user: ben.user, device: newDevice() }))
    const mark = { delivered: 1, read: 1, readN: 1 }
    await world.inbox.mark({ user: ben.user, device: newDevice() }, conversation, mark, 1)
    await world.inbox.peerMark(ben.user, conversation, { delivered: 1, read: 0 }, 1)
    expect(await openDirect(ask({ handle: ada.handle }), as(ben.user))).toEqual({
      conversation,
      with: ada,
      head: { seq: 1, n: 1 },
      mine: { delivered: 1, read: 1 },
      peer: { delivered: 1, read: 0 },
    })
  })

  it('with nobody is not found', async () => {
    const { as } = await scene()
    await expect(openDirect(ask({ handle: newHandle() }), as())).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a ticket', () => {
  it('opens one socket for the device that asked, while it lives', async () => {
    const { world, ada, as } = await scene()
    const device = newDevice()
    const { ticket, expiresAt } = await createTicket(ask({ device }), as())
    expect(expiresAt).toBe(world.clock.now + TICKET_LIFE_MS)
    const read = readTicket(ticket)!
    expect(read).toMatchObject({ user: ada.user, device })
    expect(await world.sockets.open(read, newConnection(), expiresAt + 1)).toEqual({ opened: false })
    expect(await world.sockets.open(read, newConnection(), expiresAt)).toEqual({ opened: true })
    expect(await world.sockets.open(read, newConnection(), expiresAt)).toEqual({ opened: false })
  })

  it('is another each time, and nothing that is stored opens a socket', async () => {
    const { as } = await scene()
    const device = newDevice()
    const [one, two] = [await createTicket(ask({ device }), as()), await createTicket(ask({ device }), as())]
    expect(one.ticket).not.toBe(two.ticket)
    expect(two.ticket).not.toContain(readTicket(two.ticket)!.hash)
  })

  it('is refused to one device too many, and to who has no profile', async () => {
    const { as } = await scene()
    for (let count = 0; count < DEVICES_PER_USER; count++)
      await createTicket(ask({ device: newDevice() }), as())
    await expect(createTicket(ask({ device: newDevice() }), as())).rejects.toMatchObject({
      code: 'TOO_MANY_DEVICES',
    })
    await expect(createTicket(ask({ device: newDevice() }), as(newUser()))).rejects.toMatchObject({
      code: 'NO_PROFILE',
    })
  })
})
