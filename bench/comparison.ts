import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { Lambda } from './baselines/lambda.ts'
import { scanAndBroadcast } from './baselines/scan-and-broadcast.ts'
import { transactionPerMessage } from './baselines/transaction-per-message.ts'
import type { Contender } from './contender.ts'
import { openSockets } from './crowd.ts'
import { exchange, receive, TEXT } from './operations.ts'
import { Person } from './person.ts'
import type { Recorder } from './recorder.ts'
import { dynamoAt, type System } from './system.ts'
import { share, type Usage } from './usage.ts'

/** What one text to an online person uses, by how many sockets are open in the whole system. */
export type Comparison = {
  readonly name: string
  readonly bySockets: readonly {
    readonly sockets: number
    readonly message: Usage
    readonly receipt?: Usage
  }[]
}

/** The same text between two people, in ours and in other designs, as the system fills up. */
export async function compare(
  system: System,
  recorder: Recorder,
  counts: readonly number[],
  progress: (line: string) => void,
): Promise<Comparison[]> {
  const client = dynamoAt(system.dynamodbUrl)
  const lambda = new Lambda(client, recorder.meter)
  const contenders = [
    await parley(system, client, 10),
    { ...(await parley(system, client, 1)), openSockets: async () => {} }, // they are the same system's
    await transactionPerMessage(client, lambda),
    await scanAndBroadcast(false)(client, lambda),
    await scanAndBroadcast(true)(client, lambda),
  ]
  const rows = contenders.map(() => [] as Comparison['bySockets'][number][])
  let open = 2
  for (const sockets of counts) {
    progress(`comparing designs with ${sockets} open sockets`)
    for (const contender of contenders) await contender.openSockets(sockets - open)
    open = sockets
    for (const [index, contender] of contenders.entries())
      rows[index]!.push({ sockets, ...(await measure(contender, recorder)) })
  }
  client.destroy()
  return contenders.map(({ name }, index) => ({ name, bySockets: rows[index]! }))
}

async function measure(contender: Contender, recorder: Recorder) {
  const message = await recorder.measure(() => contender.message(TEXT))
  if (!contender.receipt) return { message: message.usage }
  const receipt = await recorder.measure(() => contender.receipt!())
  return { message: message.usage, receipt: share(receipt.usage, contender.receiptCovers ?? 1) }
}

/** Ours: real sockets and the deployed functions; a message and its receipt as the SDK sends them. */
async function parley(system: System, client: DynamoDBClient, receiptCovers: number): Promise<Contender> {
  const [alice, bob] = [await Person.signUp(system), await Person.signUp(system)]
  const [phone, tablet] = [await alice.connect(), await bob.connect()]
  const chat = alice.conversationWith(bob)
  let seq = 0
  const message = () => exchange(phone, tablet, chat, ++seq)
  await message()
  await receive(tablet, phone, chat, seq)
  return {
    name:
      receiptCovers === 1
        ? 'Parley, a receipt for each message'
        : `Parley, a receipt for ${receiptCovers} messages`,
    openSockets: (count) => openSockets(client, system.chatTable, count),
    message,
    receipt: () => receive(tablet, phone, chat, seq),
    receiptCovers,
  }
}
