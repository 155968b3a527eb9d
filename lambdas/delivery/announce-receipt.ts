import { directMembers, isAhead, isOpen, type Socket, type UserId, type Watermark } from '@parley/domain'
import type { EventPayload } from '@parley/protocol'
import { shownTo } from '../audiences.ts'
import type { ReceiptNews } from './announcement.ts'
import { authorsCovered } from './covered.ts'
import type { Delivery } from './delivery.ts'
import { postTo } from './post-to.ts'

/** Whom a receipt concerns, and as how far it is told that the reader has come. */
type Told = Map<UserId, Watermark>

/**
 * Tells how far somebody has come. In a direct conversation the other side: into its inbox first (for devices that
 * sync), then to its sockets. In a group those whose messages are newly covered, on their sockets only: who was
 * not there asks for the receipts of the group. In a large group nobody. And always the reader's own other devices.
 *
 * Whom somebody does not show how far it has read is told only what it has received; who hides that from everybody
 * hears no more of others. Who has blocked the other side says nothing to it.
 */
export async function announceReceipt(receipt: ReceiptNews, world: Delivery): Promise<void> {
  const { user, device, row } = receipt
  const { conversation, hidden } = row
  const isBlocking = isOpen(hidden)
  const told = isBlocking ? new Map() : await toldOf(receipt, world)
  if (directMembers(conversation)) {
    for (const [peer, seen] of told) await world.inbox.peerMark(peer, conversation, seen, world.now())
  }
  const sockets = await world.sockets.liveOf([...told.keys(), user])
  const isSaying = (socket: Socket) => socket.user === user && socket.device === device
  const frameFor = (reader: UserId) => frame(receipt, reader === user ? row.mine : told.get(reader)!)
  await Promise.all(
    sockets
      .filter((socket) => !isSaying(socket))
      .map((socket) => postTo(socket, [frameFor(socket.user)], world)),
  )
}

function frame({ user, row: { conversation } }: ReceiptNews, { delivered, read }: Watermark): string {
  const payload: EventPayload<'receipt'> = { event: 'receipt', conversation, user, delivered, read }
  return JSON.stringify(payload)
}

async function toldOf(receipt: ReceiptNews, world: Delivery): Promise<Told> {
  const { row, before } = receipt
  const seen = { delivered: row.mine.delivered, read: row.shown }
  if (!isAhead(seen, before)) return new Map()
  const people = await concerned(receipt, seen, world)
  const readers = await shownReading(receipt.user, people, world)
  const told: Told = new Map()
  for (const person of people) {
    if (readers.has(person)) told.set(person, seen)
    else if (seen.delivered > before.delivered) {
      told.set(person, { ...seen, read: await readKnownTo(person, receipt, world) })
    }
  }
  return told
}

/** Who of these people is told how far one has read: whom one shows it to, and who shows it to somebody too. */
async function shownReading(user: UserId, people: readonly UserId[], world: Delivery): Promise<Set<UserId>> {
  const [viewers, chosen] = await Promise.all([
    shownTo('readReceipts', user, people, world),
    world.settings.of(people),
  ])
  return new Set([...viewers].filter((viewer) => chosen.get(viewer)?.readReceipts !== 'nobody'))
}

async function concerned(
  { user, row, before }: ReceiptNews,
  now: Watermark,
  world: Delivery,
): Promise<UserId[]> {
  const pair = directMembers(row.conversation)
  if (pair) return pair.filter((member) => member !== user).slice(0, 1)
  return authorsCovered(row.conversation, { reader: user, before, now }, world)
}

/** What this person knew of the other's reading when it was last told of it: that stays as it is. */
async function readKnownTo(person: UserId, { row: { conversation } }: ReceiptNews, world: Delivery) {
  return directMembers(conversation) ? ((await world.inbox.row(person, conversation))?.peer.read ?? 0) : 0
}
