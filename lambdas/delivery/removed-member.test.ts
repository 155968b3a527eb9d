import type { ConversationId, Head } from '@parley/domain'
import type { AnyEvent } from '@parley/protocol'
import { expect, it } from 'vitest'
import { newConnection, newEntry, newPair } from '../../test/fixtures/people.ts'
import { memoryInbox } from '../adapters/memory/inbox.ts'
import { memoryMembers } from '../adapters/memory/members.ts'
import { memoryMessageLog } from '../adapters/memory/message-log.ts'
import { memoryPost } from '../adapters/memory/post.ts'
import { memoryProfiles } from '../adapters/memory/profiles.ts'
import { memorySockets } from '../adapters/memory/sockets.ts'
import { memoryTexts } from '../adapters/memory/texts.ts'
import { getText, listEntries, sendLong } from '../operations/messages.ts'
import { remembered } from '../remembered.ts'
import { deliver } from './deliver.ts'

const REMOVAL = 3

/** A conversation of five entries, whose third one removed Ben; Ben's socket stays open. */
async function removedBen() {
  const { ada, ben, conversation } = newPair()
  const world = {
    members: memoryMembers(),
    log: memoryMessageLog(),
    inbox: memoryInbox(),
    sockets: memorySockets(),
    post: memoryPost(),
    profiles: memoryProfiles(),
    texts: memoryTexts(),
    tails: remembered<ConversationId, Head>(10),
    now: () => 1,
  }
  world.members.set(conversation, { user: ada.user, after: 0 }, { user: ben.user, after: 0, until: REMOVAL })
  const connection = newConnection()
  world.post.connect(connection)
  await world.sockets.issue({ ...ben, hash: 'hash', expiresAt: 10 })
  await world.sockets.open({ ...ben, hash: 'hash' }, connection, 1)
  const entries = [1, 2, 3, 4, 5].map((seq) => newEntry(conversation, seq, ada))
  for (const entry of entries) await world.log.place(entry)
  const asBen = { ...world, user: ben.user }
  const heard = () =>
    world.post.framesOf(connection).flatMap((frame) => {
      const event = JSON.parse(frame) as AnyEvent
      return event.event === 'entries' ? event.entries.map((entry) => entry.seq) : []
    })
  return { world, asBen, ben, conversation, entries, heard }
}

it('a removed member that keeps its socket and listens hears nothing after its removal', async () => {
  const { world, ben, conversation, entries, heard } = await removedBen()
  await deliver(entries, world)
  await deliver(entries.slice(REMOVAL), world)
  expect(heard()).toEqual([1, 2, 3])
  expect((await world.inbox.row(ben.user, conversation))?.head.seq).toBe(REMOVAL)
})

it('a removed member reads its span and nothing behind it', async () => {
  const { asBen, conversation } = await removedBen()
  const query = { before: undefined, after: undefined, limit: undefined }
  const page = await listEntries({ path: { conversation }, query, body: {} } as never, asBen)
  expect(page.entries.map((entry) => entry.seq)).toEqual([3, 2, 1])
  expect(page.head.seq).toBe(REMOVAL)
  await expect(getText({ path: { conversation, seq: 4 }, query: {}, body: {} }, asBen)).rejects.toThrow(
    'NOT_FOUND',
  )
})

it('a removed member can add nothing', async () => {
  const { world, asBen, ben, conversation } = await removedBen()
  const body = { device: ben.device, clientId: 'after-removal', after: 3, text: 'still here?' }
  await expect(sendLong({ path: { conversation }, query: {}, body }, asBen)).rejects.toThrow('FORBIDDEN')
  expect((await world.log.head(conversation)).seq).toBe(5)
})
