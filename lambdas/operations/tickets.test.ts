import { DEVICES_PER_USER, TICKET_LIFE_MS } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { ask, asking, newPeople } from '../../test/fixtures/asking.ts'
import { newConnection, newDevice, newUser } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { readTicket } from '../identity.ts'
import type { Speaker } from '../ports.ts'
import { removeDevice } from './devices.ts'
import { createTicket } from './tickets.ts'

async function scene() {
  const world = newWorld()
  const [ada] = (await newPeople(world, 1)) as [Speaker]
  const as = (user = ada.user, signedInAt = world.clock.now) => asking(world, { user }, signedInAt)
  return { world, ada, as }
}

describe('a ticket', () => {
  it('opens one socket for the device that asked, while it lives', async () => {
    const { world, ada, as } = await scene()
    const device = newDevice()
    const { ticket, expiresAt, presence } = await createTicket(ask({ device }), as())
    expect(presence).toEqual({ heartbeat: 5_000, timeout: 30_000 })
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

  it('is refused to a new device of who has deleted its account', async () => {
    const { world, ada, as } = await scene()
    await world.profiles.bury(ada.user)
    await expect(createTicket(ask({ device: newDevice() }), as())).rejects.toMatchObject({
      code: 'NO_PROFILE',
    })
  })

  it('is refused to a device that was signed out, until its user signs in again', async () => {
    const { world, ada, as } = await scene()
    const device = newDevice()
    const signedInAt = world.clock.now
    await createTicket(ask({ device }), as())
    world.clock.now += 60_000
    await removeDevice(ask({}, { device }), as())
    for (const early of [signedInAt, world.clock.now]) {
      await expect(createTicket(ask({ device }), as(ada.user, early))).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      })
    }
    const another = () => createTicket(ask({ device: newDevice() }), as(ada.user, signedInAt))
    await expect(another()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    world.clock.now += 1_000
    const { ticket } = await createTicket(ask({ device }), as())
    expect(await world.sockets.open(readTicket(ticket)!, newConnection(), world.clock.now)).toEqual({
      opened: true,
    })
  })

  it('of a device that was signed out opens nothing', async () => {
    const { world, as } = await scene()
    const device = newDevice()
    const { ticket } = await createTicket(ask({ device }), as())
    await removeDevice(ask({}, { device }), as())
    expect(await world.sockets.open(readTicket(ticket)!, newConnection(), world.clock.now)).toEqual({
      opened: false,
    })
  })
})
