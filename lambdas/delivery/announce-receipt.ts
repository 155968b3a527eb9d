import type { Socket } from '@parley/domain'
import type { EventPayload } from '@parley/protocol'
import type { ReceiptRecord } from '../adapters/inbox.ts'
import type { Decoded } from '../edge/stream-batch.ts'
import type { Delivery } from './deliver.ts'
import { postTo } from './post-to.ts'

/** Of several receipts by one person for one conversation only the last matters: positions only grow. */
export function latestReceipts(records: readonly Decoded<ReceiptRecord>[]): Decoded<ReceiptRecord>[] {
  return [
    ...new Map(
      records.map((record) => [`${record.value.user} ${record.value.conversation}`, record]),
    ).values(),
  ]
}

/**
 * Tells the other side how far this one has come: into its inbox first (for devices that sync), then to its
 * sockets, and to this person's own other devices.
 */
export async function announceReceipt(receipt: ReceiptRecord, world: Delivery): Promise<void> {
  const { user, conversation, device, delivered, read } = receipt
  const members = await world.members.of(conversation)
  const peers = members.map((member) => member.user).filter((member) => member !== user)
  await Promise.all(
    peers.map((peer) => world.inbox.peerMark(peer, conversation, { delivered, read }, world.now())),
  )
  const payload: EventPayload<'receipt'> = { event: 'receipt', conversation, user, delivered, read }
  const frame = JSON.stringify(payload)
  const sockets = await world.sockets.liveOf([...peers, user])
  const isSaying = (socket: Socket) => socket.user === user && socket.device === device
  await Promise.all(
    sockets.filter((socket) => !isSaying(socket)).map((socket) => postTo(socket, [frame], world)),
  )
}
