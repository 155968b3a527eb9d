import { setTimeout as sleep } from 'node:timers/promises'
import { BAD_FRAMES_ALLOWED } from '@parley/protocol'
import type { RawSocket } from '../fixtures/raw-socket.ts'
import { type Addresses, PASSWORD, type Person, say, signUp, someId } from './person.ts'
import { useFiles } from './use-files.ts'
import { type PushServices, usePush } from './use-push.ts'

/**
 * Every kind of thing that a client can do, at a running system whose groups are large beyond two members, and where who
 * says nothing for two seconds has gone.
 */
export async function useEverything(at: Addresses & PushServices): Promise<void> {
  const [anna, ben, carl] = [await signUp(at, 'anna'), await signUp(at, 'ben'), await signUp(at, 'carl')]
  // A sign-up that is made again by who made it, and one for a handle that is somebody's.
  await anna.call('POST /v1/accounts', { handle: 'anna', name: 'anna', password: PASSWORD })
  const taken = { handle: 'anna', name: 'Another', password: `not ${PASSWORD}` }
  await anna.call('POST /v1/accounts', taken, 409)
  await anna.call('POST /v1/profiles', { users: [ben.user] })
  const [phone, other] = [await anna.connect('device-of-anna'), await ben.connect('device-of-ben-')]

  await talk(anna, ben, phone, other)
  await choose(anna, ben, phone)
  await meet(anna, phone, other)
  const conversation = await chatWithBen(anna)
  await useFiles(anna, phone, conversation)
  await usePush(at, [ben, carl], phone, conversation)
  await gather(anna, ben, carl, phone, other)

  const laptop = await anna.connect('laptop-of-anna')
  await anna.call('GET /v1/devices')
  await anna.call('DELETE /v1/devices/laptop-of-anna')
  await laptop.closed

  await anna.connect('device-of-anna') // instead of the first, which is closed
  await phone.closed
  for (let frame = 0; frame < BAD_FRAMES_ALLOWED; frame++) await other.provoke('no frame')
  other.send('one too many')
  await other.closed
  await leave(anna, carl)
}

/** What one does with an account, and to be rid of it. */
async function leave(anna: Person, carl: Person): Promise<void> {
  await carl.call('PUT /v1/me', { handle: 'carl', name: 'Carl', about: 'Going' })
  await carl.call(`PUT /v1/contacts/${anna.user}`, { name: 'Annie' })
  await carl.call('GET /v1/contacts')
  await carl.call(`DELETE /v1/contacts/${anna.user}`)
  await carl.call(`PUT /v1/contacts/${anna.user}`, {})
  const changed = { handle: 'carl', password: PASSWORD, newPassword: `${PASSWORD} again` }
  await carl.call('PUT /v1/accounts/password', changed)
  const listening = await carl.connect('tablet-of-carl')
  await carl.call('POST /v1/devices/sign-out', { keep: 'device-of-carl' })
  await listening.closed
  await carl.call('DELETE /v1/me', { handle: 'carl' })
}

async function talk(anna: Person, ben: Person, phone: RawSocket, other: RawSocket): Promise<void> {
  const conversation = await chatWithBen(anna)
  const append = (action: string, after: number, more: object, from = phone) =>
    say(from, { action, conversation, clientId: someId(), after, ...more })
  const heard = other.next(({ event }) => event === 'entries')
  await append('send', 0, { text: 'hello' })
  await heard
  const announced = phone.next(({ event }) => event === 'receipt')
  await say(other, { action: 'receipt', receipts: [{ conversation, delivered: 1, read: 1 }] })
  await announced

  const messages = `/v1/conversations/${conversation}/messages`
  const long = { device: 'device-of-anna', clientId: someId(), after: 1, text: 'long '.repeat(10_000) }
  await anna.call(`POST ${messages}`, long)
  await ben.call(`GET ${messages}/2/text`)
  await ben.call(`GET ${messages}`)
  await append('edit', 2, { target: 1, text: 'hello there' })
  await append('react', 3, { target: 2, emoji: '👍' })
  await append('delete', 4, { target: 2 })
  await append('pin', 5, { target: 1, pinned: true })
  await append('send', 6, { text: 'hello to you' }, other)

  await ben.call(`PUT ${messages}/1/mark`, { device: 'device-of-ben-', starred: true })
  await ben.call(`GET /v1/conversations/${conversation}/marks`)
  await ben.call('GET /v1/sync')
}

async function choose(anna: Person, ben: Person, phone: RawSocket): Promise<void> {
  const told = phone.next(({ event }) => event === 'settings')
  await anna.call('PUT /v1/me/settings', { device: 'laptop-of-anna', readReceipts: 'nobody' })
  await told
  const mine = `PUT /v1/conversations/${await chatWithBen(anna)}/mine`
  const chosen = phone.next(({ event }) => event === 'inbox')
  await anna.call(mine, { device: 'laptop-of-anna', archived: true })
  await chosen
  for (const blocked of [true, false]) await ben.call(mine, { device: 'device-of-ben-', blocked })
}

/** Anna is watched while she is there, and goes. */
async function meet(anna: Person, phone: RawSocket, other: RawSocket): Promise<void> {
  const isTold = (online: boolean) =>
    other.next((frame) => frame.event === 'presence' && frame.online === online)
  const [came, went] = [isTold(true), isTold(false)]
  await say(other, { action: 'watch', users: [anna.user] })
  await say(phone, { action: 'ping', active: true })
  await came
  await say(phone, { action: 'typing', conversation: await chatWithBen(anna), doing: 'typing' })
  await anna.call('POST /v1/presence', { users: [anna.user] })
  // So that there is something to write again: the first look finds it.
  await sleep(1_500)
  await say(phone, { action: 'ping', active: true })
  await went
}

async function gather(
  anna: Person,
  ben: Person,
  carl: Person,
  phone: RawSocket,
  other: RawSocket,
): Promise<void> {
  const begun = { device: 'device-of-anna', clientId: someId(), title: 'A group', members: [ben.user] }
  const { conversation } = await anna.call('POST /v1/groups', begun)
  const group = `/v1/conversations/${conversation}`
  const send = (from: RawSocket, after: number) =>
    say(from, { action: 'send', conversation, clientId: someId(), after, text: 'to all' })
  await anna.call(`PUT ${group}`, { disappearAfter: 5 })
  const announced = other.next(({ event }) => event === 'receipt')
  await send(other, 2)
  await send(phone, 3) // behind which the first may vanish
  await say(phone, { action: 'receipt', receipts: [{ conversation, delivered: 3, read: 3 }] })
  await announced

  const listening = await carl.connect('device-of-carl')
  const { code } = await anna.call(`POST ${group}/invites`, {})
  await carl.call(`GET /v1/invites/${code}`)
  const heard = listening.next(({ event }) => event === 'entries')
  await carl.call(`POST /v1/invites/${code}`) // from now on it is large
  await send(phone, 5)
  await heard
  await anna.call(`GET ${group}/invites`)
  await anna.call(`DELETE ${group}/invites/${code}`)
  await anna.call(`PUT ${group}/members/${ben.user}`, { role: 'admin' })
  await anna.call(`GET ${group}/receipts`)
  await anna.call(`DELETE ${group}/members/${carl.user}`)
  await anna.call(`POST ${group}/members`, { users: [carl.user] })
  await anna.call(`GET ${group}`)
}

async function chatWithBen(person: Person): Promise<string> {
  const { row } = await person.call('POST /v1/conversations/direct', { handle: 'ben' })
  return (row as { conversation: string }).conversation
}
