import { expect, it } from 'vitest'
import { newConnection, newSpeaker } from '../test/fixtures/people.ts'
import { newWorld } from '../test/fixtures/world.ts'
import { knownSpeakers, SPEAKER_IS_GOOD_MS } from './speakers.ts'

async function scene() {
  const world = newWorld()
  const ada = newSpeaker()
  const connection = await world.connect(ada)
  let reads = 0
  const sockets: Pick<typeof world.sockets, 'speaker'> = {
    speaker(asked) {
      reads++
      return world.sockets.speaker(asked)
    },
  }
  return { world, ada, connection, speakerOf: knownSpeakers(sockets, world.now), reads: () => reads }
}

it('a socket is looked up once in a while', async () => {
  const { world, ada, connection, speakerOf, reads } = await scene()
  for (let frame = 0; frame < 3; frame++) expect(await speakerOf(connection)).toEqual(ada)
  expect(reads()).toBe(1)
  world.clock.now += SPEAKER_IS_GOOD_MS
  expect(await speakerOf(connection)).toEqual(ada)
  expect(reads()).toBe(2)
})

it('a socket of a device that was signed out is nobody’s before long, though it stays open', async () => {
  const { world, ada, connection, speakerOf } = await scene()
  await speakerOf(connection)
  await world.sockets.banish(ada, world.clock.now)
  world.clock.now += SPEAKER_IS_GOOD_MS
  await expect(speakerOf(connection)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

it('a connection that nobody knows is asked about each time', async () => {
  const { speakerOf, reads } = await scene()
  const connection = newConnection()
  for (let frame = 0; frame < 2; frame++) {
    await expect(speakerOf(connection)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  }
  expect(reads()).toBe(2)
})
