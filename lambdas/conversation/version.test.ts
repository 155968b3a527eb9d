import type { ConversationId, UserId } from '@parley/domain'
import type { WireEntry } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { acting, anotherFunction } from '../../test/fixtures/acting.ts'
import { asking } from '../../test/fixtures/asking.ts'
import { groupHistory, newsUpTo } from '../../test/fixtures/history.ts'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import { listEntries } from '../operations/messages.ts'
import type { MessageLog, Speaker } from '../ports.ts'

/** The messages below a position as this person gets them: what each says, by which edit, and its reactions. */
async function readBy(
  { user }: { user: UserId },
  world: World,
  conversation: ConversationId,
  before?: number,
) {
  const query = { before, after: undefined, limit: 500 }
  const page = await listEntries({ path: { conversation }, query, body: {} }, asking(world, { user }))
  const about = ({ text, edited, reactions = {} }: WireEntry) => [text, edited, Object.values(reactions)]
  const isMessage = ({ kind }: WireEntry) => kind === 'text' || kind === 'deleted'
  return page.entries.filter(isMessage).map(about).toReversed()
}

/** A world that counts what is read by position, or answers instead. */
const lookingUp = (world: World, at: MessageLog['at']): World => ({ ...world, log: { ...world.log, at } })
const unread = () => Promise.reject(new Error('That costs a read.'))

/** A group of Ada and Ben in which Ada wrote a message, at position 2. */
async function group() {
  const { world, conversation, owner: ada, ben, ...rest } = await groupHistory()
  const [asAda, asBen] = [acting(world, ada), acting(world, ben)]
  const send = (text: string) => asAda('send', { conversation, text })
  const edit = (text: string, target = 2) => asAda('edit', { conversation, target, text })
  const read = (by: Speaker, before?: number) => readBy(by, world, conversation, before)
  await send('first')
  return { ...rest, world, conversation, ada, ben, asAda, asBen, send, edit, read }
}

describe('who was removed', () => {
  it('reads what a message said by the last edit that it heard, or at first', async () => {
    const { world, conversation, ada, ben, send, edit, remove, add, read } = await group()
    const cleo = newSpeaker()
    await add(cleo)
    await send('second')
    await edit('second, at once', 4)
    await edit('second, once', 4)
    await remove(cleo)
    await edit('first, once')
    await edit('second, twice', 4)
    await remove(ben)
    const last = await edit('first, twice')
    expect(await read(cleo)).toEqual([['second, once', 6, []]])
    const known = [
      ['first, once', 8, []],
      ['second, twice', 9, []],
    ]
    expect(await read(ben)).toEqual(known)
    const now = [['first, twice', last.seq, []], known[1]]
    expect(await readBy(ada, lookingUp(world, unread), conversation)).toEqual(now)
    await add(ben)
    expect(await read(ben)).toEqual(known)
    const { seq } = await edit('first, thrice')
    expect(await read(ben)).toEqual([['first, thrice', seq, []], known[1]])
  })

  it('knows no reaction from afterwards, not even of who reacted before', async () => {
    const { conversation, ada, ben, asAda, asBen, send, remove, read } = await group()
    await send('second')
    await asAda('react', { conversation, target: 2, emoji: '👍' })
    await asAda('react', { conversation, target: 3, emoji: '👍' })
    await asBen('react', { conversation, target: 2, emoji: '❤️' })
    await remove(ben)
    await asAda('react', { conversation, target: 3, emoji: '🎉' })
    const before = ['first', undefined, ['👍', '❤️']]
    expect(await read(ben)).toEqual([before, ['second', undefined, []]])
    expect(await read(ada)).toEqual([before, ['second', undefined, ['🎉']]])
  })

  it('sees that a message was deleted for everyone, whenever that was, and no word of it', async () => {
    const { conversation, ben, asAda, edit, remove, read } = await group()
    await edit('second')
    await remove(ben)
    await asAda('delete', { conversation, target: 2 })
    expect(await read(ben)).toEqual([[undefined, undefined, []]])
  })

  it('sees no more of one that is deleted while the page is read', async () => {
    const { world, conversation, ben, asAda, edit, remove } = await group()
    await edit('once')
    await remove(ben)
    await edit('twice')
    const at: MessageLog['at'] = async (positions) => {
      if (positions.some(({ seq }) => seq === 3)) await asAda('delete', { conversation, target: 2 })
      return world.log.at(positions)
    }
    expect(await readBy(ben, lookingUp(world, at), conversation)).toEqual([[undefined, undefined, []]])
  })

  it('does not read an edit that came while the page was read, after its removal', async () => {
    const { world, conversation, ben, asAda, edit, remove } = await group()
    await edit('once')
    const elsewhere = anotherFunction(world)
    const head = world.log.head(conversation)
    const below: MessageLog['below'] = async (...asked) => {
      await head
      await remove(ben)
      await edit('twice')
      await asAda('react', { conversation, target: 2, emoji: '👍' })
      return world.log.below(...asked)
    }
    const log = { ...world.log, head: () => head, below }
    await elsewhere.known.now(conversation)
    expect(await readBy(ben, { ...elsewhere, log }, conversation, 4)).toEqual([['once', 3, []]])
  })

  it('may have missed edits of as many messages as a page holds', async () => {
    const { world, ada, ben, write, remove, read, ...rest } = await group()
    await write(119)
    const edit = (text: string, target: number) => {
      world.clock.now += 1_000
      return rest.edit(text, target)
    }
    for (const text of ['once', 'twice']) {
      for (let target = 2; target <= 121; target++) await edit(text, target)
      if (text === 'once') await remove(ben)
    }
    const texts = async (by: Speaker) => (await read(by, 122)).map(([text]) => text)
    expect(await texts(ben)).toEqual(Array(120).fill('once'))
    expect(await texts(ada)).toEqual(Array(120).fill('twice'))
  })
})

describe('who blocks the other side', () => {
  it('reads of its messages what they said before, then and afterwards, and nothing of its reactions', async () => {
    const world = newWorld()
    const { ada, ben, conversation } = await world.newPair()
    const [asAda, asBen] = [acting(world, ada), acting(world, ben)]
    const { seq: target } = await asAda('send', { conversation, text: 'first' })
    await asBen('send', { conversation, text: 'my own' })
    await asAda('edit', { conversation, target, text: 'once' })
    await world.inbox.advance(ben.user, newsUpTo(conversation, 3), world.clock.now)
    await world.inbox.block(ben, conversation, world.clock.now)
    await asAda('edit', { conversation, target, text: 'twice' })
    await asAda('react', { conversation, target: 2, emoji: '🎉' })
    await asBen('react', { conversation, target, emoji: '👍' })
    const { seq: last } = await asBen('edit', { conversation, target: 2, text: 'mine' })
    const known = [
      ['once', 3, ['👍']],
      ['mine', last, []],
    ]
    expect(await readBy(ben, world, conversation)).toEqual(known)
    await world.inbox.unblock(ben, conversation, last, world.clock.now)
    expect(await readBy(ben, world, conversation)).toEqual(known)
    expect(await readBy(ada, world, conversation)).toEqual([
      ['twice', 4, ['👍']],
      ['mine', last, ['🎉']],
    ])
  })
})
