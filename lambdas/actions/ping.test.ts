import { expect, it } from 'vitest'
import { newConnection, newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { ping } from './ping.ts'

async function scene() {
  const world = newWorld()
  const speaker = newSpeaker()
  const connection = await world.connect(speaker)
  const context = { ...world, speaker: async () => speaker }
  return {
    world,
    connection,
    say: (from = connection) => ping({ action: 'ping', id: 'p' }, { ...context, connection: from }),
  }
}

it('tells the time, and whether something was missed: once', async () => {
  const { world, connection, say } = await scene()
  expect(await say()).toEqual({ at: world.clock.now, resync: false })
  await world.sockets.miss(connection)
  expect(await say()).toEqual({ at: world.clock.now, resync: true })
  expect(await say()).toEqual({ at: world.clock.now, resync: false })
})

it('tells a socket that is no longer registered that it is nobody’s', async () => {
  const { world, connection, say } = await scene()
  await world.sockets.drop(connection)
  await expect(say()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  await expect(say(newConnection())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})
