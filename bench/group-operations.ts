import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { OperationId } from './budgets.ts'
import { Group, type Size } from './group.ts'
import { cost, type OperationCost, receive, TEXT } from './operations.ts'
import { type Measured, type Recorder, serialOf } from './recorder.ts'
import { dynamoAt, type System } from './system.ts'
import { share } from './usage.ts'

/** What one thing sets off in a group: the functions on its way, which wait for one another. */
const WAY = ['Frame', 'FanOut', 'DeliverPart']
const CHANGED = ['Http', 'FanOut', 'DeliverPart']
const RECEIVERS = 9

/** What a group uses: messages by size and by who is there, receipts, and what is done to messages and members. */
export async function measureGroups(
  system: System,
  recorder: Recorder,
  progress: (line: string) => void,
): Promise<OperationCost[]> {
  const client = dynamoAt(system.dynamodbUrl)
  const measure = async (operation: OperationId, title: string, size: Size) => {
    progress(title)
    return message(system, client, recorder, operation, title, size)
  }
  try {
    return [
      ...(await ofTen(system, client, recorder)),
      await measure('group100', 'group of 100, all online: text → everybody', { members: 100 }),
      await measure('group100Quiet', 'group of 100, 18 others online, 2 sockets stale: text → everybody', {
        members: 100,
        online: 19,
        stale: 2,
      }),
    ]
  } finally {
    client.destroy()
  }
}

/** A group too large for rows: what a message and a member cost, and how deep it goes. */
export async function measureLarge(
  system: System,
  recorder: Recorder,
  members: number,
): Promise<OperationCost[]> {
  const client = dynamoAt(system.dynamodbUrl)
  const group = await Group.create(system, client, { members, online: 51 })
  await recorder.measure(() => group.message(TEXT))
  const text = await recorder.measure(() => group.message(TEXT))
  const user = group.members.at(-1)!
  const removal = await recorder.measure(() =>
    group.change(`DELETE /v1/conversations/{group}/members/${user}`),
  )
  await group.close()
  client.destroy()
  const name = `group of ${members.toLocaleString('en-US')}, 50 others online`
  return [
    row('groupLarge', `${name}: text → everybody`, text, WAY),
    row('groupLargeChange', `${name}: a member is removed`, removal, CHANGED),
  ]
}

async function message(
  system: System,
  client: DynamoDBClient,
  recorder: Recorder,
  operation: OperationId,
  title: string,
  size: Size,
): Promise<OperationCost> {
  const group = await Group.create(system, client, size)
  // A stale socket is found by the first message, and costs its posts once: that is the one to measure.
  if (!size.stale) await recorder.measure(() => group.message(TEXT))
  const measured = await recorder.measure(() => group.message(TEXT))
  await group.close()
  return row(operation, title, measured, WAY)
}

async function ofTen(system: System, client: DynamoDBClient, recorder: Recorder): Promise<OperationCost[]> {
  const group = await Group.create(system, client, { members: 10 })
  await recorder.measure(() => group.message(TEXT))
  const text = await recorder.measure(() => group.message(TEXT))
  const target = group.seq
  const edit = await recorder.measure(() => group.act({ action: 'edit', target, text: TEXT }))
  const react = await recorder.measure(() => group.act({ action: 'react', target, emoji: '👍' }))
  const deletion = await recorder.measure(() => group.act({ action: 'delete', target }))
  for (let count = 0; count < 10; count++) await group.message(TEXT)
  const receipts = await recorder.measure(() => everybodyReads(group))
  const user = group.members.at(-1)!
  const removal = await recorder.measure(() =>
    group.change(`DELETE /v1/conversations/{group}/members/${user}`),
  )
  await group.close()
  return [
    row('group10', 'group of 10, all online: text → everybody', text, WAY),
    row('groupEdit', '… an edit', edit, WAY),
    row('groupReaction', '… a reaction', react, WAY),
    row('groupDeletion', '… a deletion of an edited message', deletion, WAY),
    row('groupRemoval', '… a member is removed', removal, CHANGED),
    {
      ...row('groupReceipts', '… all nine receipts for ten messages, a message', receipts, [
        'Frame',
        'Announce',
      ]),
      usage: share(receipts.usage, 10),
    },
  ]
}

/** Each of the others says that it has read up to the end; the author hears of each. */
async function everybodyReads(group: Group): Promise<void> {
  for (const socket of group.others.slice(0, RECEIVERS)) {
    await receive(socket, group.own, group.id, group.seq)
  }
}

function row(operation: OperationId, title: string, measured: Measured, way: string[]): OperationCost {
  return cost(operation, title, measured.usage, serialOf(measured, ...way))
}
