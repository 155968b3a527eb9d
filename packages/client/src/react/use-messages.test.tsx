// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { fakeWorld, pass, settle } from '../../test/harness.ts'
import { drawing, happens } from '../../test/render.tsx'
import type { Conversation } from '../index.ts'
import { type Messages, useMessages } from './index.ts'

const world = fakeWorld()
const render = drawing()

/** Two who have said so much, and a new device of the second one, which has loaded nothing of it. */
async function afterTalking(count: number) {
  const alice = await world.online('alice')
  const first = await world.online('bob', { name: 'bob-first' })
  const toBob = await alice.chat.openDirect('bob')
  for (let n = 1; n <= count; n++) await toBob.send(`message ${n}`).acked
  await pass(2_000)
  await first.chat.close()
  const bob = await world.online('bob')
  await settle()
  return { bob, toBob, toAlice: bob.chat.conversation(toBob.id)! }
}

let last: Messages
function Page({ of, page = 10 }: { of: Conversation; page?: number }) {
  last = useMessages(of, { page })
  return [last.messages.length, last.more && 'more', last.isLoading && 'loading', last.error?.code]
    .filter((word) => word !== false && word !== undefined)
    .join(' ')
}

test('the newest page is there by itself, and older ones by asking', async () => {
  const { bob, toAlice } = await afterTalking(25)
  const page = await render(bob.chat, <Page of={toAlice} />)
  await happens(() => undefined)
  expect(page.text).toBe('10 more')
  expect(last.messages[0]?.text).toBe('message 16')
  const { loadOlder } = last
  await happens(loadOlder)
  expect(last.loadOlder).toBe(loadOlder)
  await happens(loadOlder)
  expect(page.text).toBe('25')
  expect(last.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1))
})

test('a page is asked for once, however often and from wherever', async () => {
  const { bob, toAlice } = await afterTalking(25)
  await render(
    bob.chat,
    <>
      <Page of={toAlice} />
      <Page of={toAlice} />
    </>,
  )
  await happens(() => undefined)
  const { loadOlder } = last
  await happens(() => Promise.all([loadOlder(), loadOlder(), loadOlder()]))
  expect(last.messages.length).toBe(20)
})

test('nothing changes while nothing happens, and what comes is shown', async () => {
  const { bob, toBob, toAlice } = await afterTalking(3)
  const page = await render(bob.chat, <Page of={toAlice} />)
  await happens(() => undefined)
  const { messages } = last
  await page.draw(<Page of={toAlice} />)
  expect(last.messages).toBe(messages)
  await happens(() => toBob.send('news').acked)
  expect(last.messages.map(({ text }) => text)).toEqual(['message 1', 'message 2', 'message 3', 'news'])
  await happens(() => toAlice.send('mine'))
  expect(last.pending.length + last.messages.length).toBe(5)
})

test('what cannot be had now says why, and comes with the network', async () => {
  const { bob, toAlice } = await afterTalking(5)
  bob.network.cut()
  bob.network.isDown = true
  const page = await render(bob.chat, <Page of={toAlice} />)
  await happens(() => undefined)
  expect(page.text).toBe('0 more UNREACHABLE')
  bob.network.isDown = false
  await happens(() => bob.chat.connect())
  expect(page.text).toBe('5')
})

test('another conversation in the same place shows its own', async () => {
  const { bob, toAlice } = await afterTalking(25)
  const carol = await world.online('carol')
  await (await carol.chat.openDirect('bob')).send('from Carol').acked
  await settle()
  const toCarol = bob.chat.conversations().find((conversation) => conversation.with?.handle === 'carol')!
  let goOn = () => {}
  bob.network.delays = () => new Promise((resolve) => (goOn = resolve))
  const page = await render(bob.chat, <Page of={toAlice} />)
  expect(page.text).toBe('0 more loading')
  await page.draw(<Page of={toCarol} />)
  expect(page.text).toBe('1')
  await happens(goOn)
  expect(page.text).toBe('1')
  expect(last.messages[0]?.text).toBe('from Carol')
})
