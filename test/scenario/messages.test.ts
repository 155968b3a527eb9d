import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { newcomer, rawSocketOf } from './accounts.ts'
import { deviceOf } from './devices.ts'
import { groupOf, lines, openGroup, theGroup, theMessage } from './groups.ts'
import { sendRaw, texts, wholeLog } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()

describe('reactions', () => {
  test('of several people show on the message everywhere, one a person, and can be taken back', async () => {
    const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    await anna.chat.send('cake').acked
    await ben.chat.react(await theMessage(ben.chat, 'cake'), '👍').acked
    await Promise.all([
      cleo.chat.react(await theMessage(cleo.chat, 'cake'), '🎂').acked,
      ben.chat.react(await theMessage(ben.chat, 'cake'), '❤️').acked,
      anna.chat.react(await theMessage(anna.chat, 'cake'), '👍').acked,
    ])
    const everywhere = async (reactions: object) => {
      const fresh = await deviceOf(ben.account)
      const chats = [anna.chat, ben.chat, cleo.chat, await theGroup(fresh, anna.chat.id)]
      for (const chat of chats)
        await eventually(async () => {
          await chat.history()
          const [, message, ...others] = chat.messages
          expect([message!.reactions ?? {}, others]).toEqual([reactions, []])
        })
    }
    const users = [anna, ben, cleo].map(({ account }) => account.user)
    await everywhere({ [users[0]!]: '👍', [users[1]!]: '❤️', [users[2]!]: '🎂' })
    await ben.chat.react(await theMessage(ben.chat, 'cake'), null).acked
    await everywhere({ [users[0]!]: '👍', [users[2]!]: '🎂' })
    expect([ben.chat.unread, cleo.chat.unread, anna.chat.unread]).toEqual([1, 1, 0])
  })

  test('of people who keep changing their minds end with what each chose last', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const [phone, other] = [await deviceOf(alice), await deviceOf(bob)]
    const [chat, onOther] = [await phone.with(bob), await other.with(alice)]
    await chat.send('fast').acked
    const [mine, theirs] = [await theMessage(chat, 'fast'), await theMessage(onOther, 'fast')]
    const emoji = Array.from({ length: 20 }, (_, index) => String.fromCodePoint(0x1f600 + index))
    await Promise.all(
      emoji.flatMap((each) => [chat.react(mine, each).acked, onOther.react(theirs, each).acked]),
    )
    const last = { [alice.user]: emoji.at(-1), [bob.user]: emoji.at(-1) }
    for (const each of [chat, onOther])
      await eventually(() => expect(each.messages[0]!.reactions).toEqual(last))
    expect((await wholeLog(alice, chat.id))[0]!.reactions).toEqual(last)
  })
})

describe('a reply', () => {
  test('names the message that it answers, which every device can show', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    const { seq } = await anna.chat.send('a question').acked
    await ben.chat.send('an answer', { reply: await theMessage(ben.chat, 'a question') }).acked
    const fresh = await deviceOf(anna.account)
    for (const device of [anna.device, ben.device, fresh]) {
      const chat = await openGroup(device, anna.chat.id)
      const answer = await theMessage(chat, 'an answer')
      expect(answer.reply).toBe(seq)
      expect(await chat.message(answer.reply!)).toMatchObject({ text: 'a question' })
    }
  })

  test('to what its author cannot see, or to nothing, is refused', async () => {
    const [anna] = await groupOf(system(), ['anna', 'ben'])
    const { seq } = await anna.chat.send('before').acked
    const dora = await newcomer(system(), 'dora')
    await anna.chat.addMembers([dora.user])
    const socket = await rawSocketOf(dora)
    for (const reply of [seq, 3, 99]) {
      const message = { conversation: anna.chat.id, clientId: `reply-to-${reply}`, text: 'what?', reply }
      expect((await sendRaw(socket, message)).error?.code).toBe('NOT_FOUND')
    }
  })
})

test('mentions reach the members among those named', async () => {
  const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
  const stranger = await newcomer(system(), 'stranger')
  await anna.chat.send('you two', { mentions: [ben.account.user, stranger.user] }).acked
  const message = await theMessage(ben.chat, 'you two')
  expect(message.mentions).toEqual([ben.account.user])
  await eventually(() => expect(ben.chat.unreadMentions).toBe(1))
})

test('a message that is forwarded says so, and says nothing of where it came from', async () => {
  const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
  const cleo = await newcomer(system(), 'cleo')
  const [other, long] = [await deviceOf(cleo), 'much too long for a frame '.repeat(2_000)]
  const [toCleo, onOther] = [await anna.device.with(cleo), await other.with(anna.account)]
  await ben.chat.send('a joke').acked
  await ben.chat.send(long).acked
  await toCleo.forward(await theMessage(anna.chat, 'a joke'))
  await eventually(() => expect(anna.chat.messages).toHaveLength(3))
  await toCleo.forward(anna.chat.messages.at(-1)!)
  await eventually(() => expect(onOther.messages).toHaveLength(2))
  const [joke, tale] = onOther.messages
  expect(joke).toMatchObject({ text: 'a joke', forwarded: true, from: anna.account.user })
  expect([tale!.forwarded, (await onOther.text(tale!)) === long]).toEqual([true, true])
  expect(JSON.stringify(await wholeLog(cleo, onOther.id))).not.toContain(anna.chat.id)
  await eventually(() => expect(texts(toCleo.messages)).toContain('a joke'))
})

test('pinned messages are the same for everyone, and only who leads a group pins', async () => {
  const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
  const first = await anna.chat.send('first').acked
  const second = await anna.chat.send('second').acked
  await anna.chat.pin(await theMessage(anna.chat, 'second')).acked
  await anna.chat.pin(await theMessage(anna.chat, 'first')).acked
  await eventually(() => expect(ben.chat.about!.pins).toEqual([second.seq, first.seq]))
  await expect(ben.chat.pin(await theMessage(ben.chat, 'first'), false).acked).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  await anna.chat.pin(await theMessage(anna.chat, 'second'), false).acked
  for (const { chat } of [anna, ben]) {
    await eventually(() => expect(chat.about!.pins).toEqual([first.seq]))
    await eventually(() =>
      expect(lines(chat.messages).slice(3)).toEqual(['[pinned]', '[pinned]', '[unpinned]']),
    )
  }
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const [chat, onOther] = [await (await deviceOf(alice)).with(bob), await (await deviceOf(bob)).with(alice)]
  await chat.send('for both').acked
  await onOther.pin(await theMessage(onOther, 'for both')).acked
  await eventually(() => expect(chat.about?.pins).toEqual([1]))
})
