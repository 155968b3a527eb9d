import { expect, it } from 'vitest'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { wireRow } from '../conversation/wire-row.ts'
import { announceChoice } from './announce-choice.ts'

async function scene() {
  const world = newWorld()
  const { ada, ben, conversation } = await world.newPair()
  const sockets = {
    choosing: await world.connect(ada),
    other: await world.connect(newSpeaker(ada.user)),
    peer: await world.connect(ben),
  }
  return { world, ada, conversation, sockets }
}

it('a choice goes with the whole row to one’s other devices, and to nobody else', async () => {
  const { world, ada, conversation, sockets } = await scene()
  const row = await world.inbox.choose(ada, conversation, { archived: true }, world.clock.now)
  await announceChoice({ type: 'choice', ...ada, row }, world)
  expect(world.eventsOf(sockets.other)).toEqual([{ event: 'inbox', row: wireRow(row, world.clock.now) }])
  expect(world.eventsOf(sockets.other)).toMatchObject([{ row: { settings: { archived: true, version: 1 } } }])
  expect(world.eventsOf(sockets.choosing)).toEqual([])
  expect(world.eventsOf(sockets.peer)).toEqual([])
})

it('settings of the account likewise', async () => {
  const { world, ada, sockets } = await scene()
  const settings = await world.settings.put(ada, { readReceipts: 'nobody' }, world.clock.now)
  await announceChoice({ type: 'settings', ...ada, settings }, world)
  expect(settings.readReceipts).toBe('nobody')
  expect(world.eventsOf(sockets.other)).toEqual([{ event: 'settings', settings }])
  expect(world.eventsOf(sockets.choosing)).toEqual([])
  expect(world.eventsOf(sockets.peer)).toEqual([])
})
