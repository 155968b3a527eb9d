// @vitest-environment happy-dom
import { memo } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { fakeWorld, pass } from '../../test/harness.ts'
import { drawing, happens } from '../../test/render.tsx'
import type { ChatClient, Conversation, Message, UserId } from '../index.ts'
import {
  ChatProvider,
  useChat,
  useChatEvent,
  useConnection,
  useConversation,
  useConversations,
  useMe,
  useNews,
  usePerson,
  usePresence,
  useSettings,
  useStatus,
  useTypists,
  useUnread,
} from './index.ts'

const world = fakeWorld()
const render = drawing()

async function two() {
  const [alice, bob] = [await world.online('alice'), await world.online('bob')]
  const [toBob, toAlice] = [await alice.chat.openDirect('bob'), await bob.chat.openDirect('alice')]
  return { alice, bob, toBob, toAlice }
}

test('who is signed in is shown as it changes, and nobody once signed out', async () => {
  const { chat } = await world.online('alice')
  const Me = () => useMe()?.name ?? 'nobody'
  const page = await render(chat, <Me />)
  await happens(() => chat.updateProfile({ name: 'Alice the Great' }))
  expect(page.text).toBe('Alice the Great')
  await happens(() => chat.signOut())
  expect(page.text).toBe('nobody')
})

test('the connection is shown as it is', async () => {
  const { chat } = await world.device('alice')
  const Line = () => useConnection()
  const page = await render(chat, <Line />)
  expect(page.text).toBe('offline')
  await happens(() => chat.connect())
  expect(page.text).toBe('online')
  await happens(() => chat.disconnect())
  expect(page.text).toBe('offline')
})

test('a setting chosen on one device shows on another', async () => {
  const [phone, laptop] = [await world.online('alice'), await world.online('alice', { name: 'alice-laptop' })]
  const Seen = () => useSettings().lastSeen
  const page = await render(laptop.chat, <Seen />)
  await happens(() => phone.chat.updateSettings({ lastSeen: 'nobody' }))
  expect(page.text).toBe('nobody')
})

test('the list has the latest conversation first and says how much is unread, muted ones aside', async () => {
  const { alice, toBob, toAlice } = await two()
  const carol = await world.online('carol')
  const List = () =>
    useConversations()
      .map(({ with: person, unread }) => `${person?.handle} ${unread}`)
      .join()
  const Sum = () => `, in all ${useUnread()}`
  const page = await render(
    alice.chat,
    <>
      <List />
      <Sum />
    </>,
  )
  await happens(() => toAlice.send('Hi').acked)
  await happens(() => pass(10))
  await happens(async () => (await carol.chat.openDirect('alice')).send('Hello').acked)
  expect(page.text).toBe('carol 1,bob 1, in all 2')
  await happens(() => toBob.mute(Number.POSITIVE_INFINITY))
  expect(page.text).toBe('carol 1,bob 1, in all 1')
})

test('a row is drawn again for its own conversation only', async () => {
  const { alice, toBob, toAlice } = await two()
  const carol = await world.online('carol')
  const toAliceFromCarol = await carol.chat.openDirect('alice')
  const toCarol = await alice.chat.openDirect('carol')
  const drawn = { bob: 0, carol: 0 }
  const Row = memo(({ of, as }: { of: Conversation; as: keyof typeof drawn }) => {
    drawn[as]++
    return ` ${as} ${useConversation(of).unread}`
  })
  const page = await render(
    alice.chat,
    <>
      <Row of={toBob} as="bob" />
      <Row of={toCarol} as="carol" />
    </>,
  )
  const before = drawn.carol
  await happens(() => toAlice.send('Hi').acked)
  expect(page.text).toBe(' bob 1 carol 0')
  expect(drawn.carol).toBe(before)
  await happens(() => toAliceFromCarol.send('Hi').acked)
  expect(page.text).toBe(' bob 1 carol 1')
})

test('a conversation named by its id appears when it begins', async () => {
  const { chat } = await world.online('alice')
  const bob = await world.online('bob')
  const conversation = await bob.chat.openDirect('alice')
  const Preview = () => useConversation(conversation.id)?.preview ?? 'not yet'
  const page = await render(chat, <Preview />)
  expect(page.text).toBe('not yet')
  await happens(() => conversation.send('Hello!').acked)
  expect(page.text).toBe('Hello!')
})

test('who writes is shown until it was sent', async () => {
  const { alice, toBob, toAlice } = await two()
  const Typing = () => [...useTypists(toBob).values()].join()
  const page = await render(alice.chat, <Typing />)
  await happens(() => toAlice.typing())
  expect(page.text).toBe('typing')
  await happens(() => toAlice.send('Done').acked)
  expect(page.text).toBe('')
})

test('a message is sent, then delivered, then read', async () => {
  const { alice, toBob, toAlice } = await two()
  await happens(() => toBob.send('Hi').acked)
  const [message] = toBob.messages as [Message]
  const Status = () => useStatus(toBob, message)
  const page = await render(alice.chat, <Status />)
  await happens(() => pass(2_000))
  expect(page.text).toBe('delivered')
  toAlice.markRead()
  await happens(() => pass(2_000))
  expect(page.text).toBe('read')
})

test('who is shown is heard of, and no longer once it is not', async () => {
  const { alice, bob, toBob } = await two()
  const user = toBob.with!.user
  const Presence = ({ of }: { of: UserId }) => {
    const person = usePerson(of)
    return `${person.handle} ${String(usePresence(of)?.online)}`
  }
  const page = await render(alice.chat, <Presence of={user} />)
  bob.chat.setActive(true)
  await happens(() => pass(1_000))
  expect(page.text).toBe('bob true')
  expect(alice.chat.presence(user).online).toBe(true)
  await page.end()
  await happens(() => pass(1_000))
  expect(alice.chat.presence(user).online).toBeUndefined()
})

test('an event is heard once, by the newest listener, until the component goes', async () => {
  const { alice, toAlice } = await two()
  const heard: string[] = []
  const Ear = ({ as }: { as: string }) => {
    useChatEvent('message', ({ message }) => heard.push(`${as}: ${message.text}`))
    return null
  }
  const page = await render(alice.chat, <Ear as="first" />)
  await happens(() => toAlice.send('one').acked)
  await page.draw(<Ear as="second" />)
  await happens(() => toAlice.send('two').acked)
  await page.end()
  await happens(() => toAlice.send('three').acked)
  expect(heard).toEqual(['first: one', 'second: two'])
})

test('what happens between drawing and listening is not missed', async () => {
  const { alice, toBob, toAlice } = await two()
  await happens(() => toAlice.send('one').acked)
  // A mark that is made while the tree is being drawn, before any effect has run.
  const Reader = () => {
    toBob.markRead()
    return null
  }
  const Count = () => {
    useNews(toBob)
    return `${toBob.unread} unread`
  }
  const page = await render(
    alice.chat,
    <>
      <Count />
      <Reader />
    </>,
  )
  await happens(() => undefined)
  expect(page.text).toBe('0 unread')
})

test('another client below the same provider is followed, and the old one no longer', async () => {
  const { alice, bob } = await two()
  const Me = () => `${useMe()?.handle} ${useConnection()}`
  const page = await render(alice.chat, <Me />)
  await page.draw(<Me />, bob.chat)
  await happens(() => alice.chat.disconnect())
  expect(page.text).toBe('bob online')
})

test('everything is drawn on a server as it is at that moment', async () => {
  const { alice, toBob, toAlice } = await two()
  await happens(() => toAlice.send('Hi').acked)
  const Page = () => `${useMe()?.handle} ${useConnection()} ${useUnread()} ${useConversation(toBob).preview}`
  const markup = renderToString(
    <ChatProvider chat={alice.chat}>
      <Page />
    </ChatProvider>,
  )
  expect(markup).toBe('alice online 1 Hi')
})

test('a hook outside of a provider says what to do', async () => {
  const silenced = vi.spyOn(console, 'error').mockImplementation(() => {})
  const Lost = () => useChat().device
  expect(() => renderToString(<Lost />)).toThrow('Put the component below a ChatProvider.')
  silenced.mockRestore()
  await expect(render(undefined as unknown as ChatClient, <Lost />)).rejects.toThrow('below a ChatProvider')
})
