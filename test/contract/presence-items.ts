import { BatchWriteItemCommand, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { UserId } from '@parley/domain'
import { expect, it } from 'vitest'
import { key } from '../../lambdas/adapters/chat-keys.ts'
import { fromItem, type Item } from '../../lambdas/adapters/dynamo.ts'
import { dynamoPresences } from '../../lambdas/adapters/presences.ts'
import { dynamoWatchers } from '../../lambdas/adapters/watchers.ts'
import type { Watcher } from '../../lambdas/ports.ts'
import { newUser } from '../fixtures/people.ts'
import { hearing, newWatcher, TIMES } from './presences.contract.ts'

const NOW = 1_700_000_000_000
const GONE = NOW + 41_000
const UNTIL = NOW + 900_000

/** What only the items show: who is told by the stream, what goes by itself, and what each step costs. */
export function presenceItems(client: DynamoDBClient, table: string): void {
  /** Another function, and the calls that it has made since they were last asked for. */
  function newFunction() {
    let calls: string[] = []
    const send = (command: Parameters<DynamoDBClient['send']>[0]) => {
      calls.push(command.constructor.name.replace('Command', ''))
      return client.send(command)
    }
    return {
      presences: dynamoPresences({ send } as never, table, TIMES),
      calls() {
        const made = calls
        calls = []
        return made
      },
    }
  }

  async function get<Value>(itemKey: Item): Promise<Value | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: itemKey, ConsistentRead: true }),
    )
    return Item && fromItem<Value>(Item)
  }
  const itemOf = (user: UserId) => get<Record<string, unknown>>(key.presence(user))

  it('are told by the stream at a turn, and at nothing else', async () => {
    const { presences } = newFunction()
    const ada = newUser()
    const by = async () => (await itemOf(ada))?.by
    await presences.beat(ada, NOW)
    expect(await by()).toBe('turn')
    await presences.beat(ada, NOW + 10_000)
    expect(await by()).toBe('beat')
    await presences.watch(newWatcher(), [ada], UNTIL, NOW + 10_000)
    expect(await by()).toBe('look')
    await presences.beat(ada, NOW + 20_000)
    await presences.look({ user: ada, at: GONE + 10_000 }, GONE + 10_000)
    expect(await by()).toBe('look')
    await presences.look({ user: ada, at: GONE + 20_000 }, GONE + 20_000)
    expect(await itemOf(ada)).toMatchObject({ by: 'turn', online: false, seen: NOW + 20_000 })
    await presences.watch(newWatcher(), [ada], UNTIL + 120_000, GONE + 20_000)
    expect(await by()).toBe('watch')
  })

  it('cost nothing within the time between two writes, and then a write', async () => {
    const [one, other] = [newFunction(), newFunction()]
    const ada = newUser()
    await one.presences.beat(ada, NOW)
    expect(one.calls()).toEqual(['UpdateItem', 'UpdateItem'])
    for (const later of [1, 5_000, 9_999]) await one.presences.beat(ada, NOW + later)
    expect(one.calls()).toEqual([])
    await one.presences.beat(ada, NOW + 10_000)
    expect(one.calls()).toEqual(['UpdateItem'])
    await other.presences.beat(ada, NOW + 15_000)
    await other.presences.beat(ada, NOW + 19_999)
    expect(other.calls()).toEqual(['UpdateItem'])
    expect((await itemOf(ada))?.seen).toBe(NOW + 10_000)
  })

  it('cost a read and a write for a look, and nothing further for many who watch the same', async () => {
    const { presences, calls } = newFunction()
    const ada = newUser()
    await presences.beat(ada, NOW)
    await presences.watch(newWatcher(), [ada], UNTIL, NOW)
    calls()
    await presences.watch(newWatcher(), [ada], UNTIL + 60_000, NOW)
    expect(calls()).toEqual(['GetItem', 'UpdateItem', 'BatchWriteItem', 'BatchGetItem'])
    await presences.look({ user: ada, at: GONE }, GONE - 1)
    expect(calls()).toEqual(['GetItem', 'UpdateItem'])
  })

  it('go by themselves where somebody never seen was watched, unless it is seen', async () => {
    const { presences } = newFunction()
    const [ada, ben] = [newUser(), newUser()]
    await presences.watch(newWatcher(), [ada, ben], UNTIL, NOW)
    expect(await itemOf(ben)).toMatchObject({ expires: UNTIL / 1000 + 120 })
    await presences.beat(ada, NOW)
    expect(await itemOf(ada)).not.toHaveProperty('expires')
    await presences.watch(newWatcher(), [ada], UNTIL + 120_000, NOW)
    expect(await itemOf(ada)).not.toHaveProperty('expires')
  })

  it('know a watcher, and whom it watches, a minute longer than it does', async () => {
    const { presences } = newFunction()
    const ada = newUser()
    const watcher = newWatcher()
    await presences.watch(watcher, [ada], UNTIL, NOW)
    const expires = UNTIL / 1000 + 60
    expect(await get(key.watcher(ada, watcher.connection))).toMatchObject({ user: watcher.user, expires })
    expect(await get(key.watching(watcher.connection))).toMatchObject({ users: [ada], expires })
  })

  it('are told to all watchers, more than a page', async () => {
    const { presences } = newFunction()
    const ada = newUser()
    const watchers = Array.from({ length: 5 }, newWatcher)
    for (const [index, watcher] of watchers.entries()) {
      await presences.watch(watcher, [ada], index === 0 ? NOW : UNTIL, NOW)
    }
    const pages: Watcher[][] = []
    for await (const page of dynamoWatchers(client, table, 2).watchersOf(ada, NOW)) pages.push([...page])
    const users = pages.flat().map(({ user }) => user)
    expect(users.sort()).toEqual(
      watchers
        .slice(1)
        .map(({ user }) => user)
        .sort(),
    )
    for (const page of pages) expect(page.length).toBeLessThanOrEqual(2)
  })

  it('forget nobody of a list whose replacement died halfway', async () => {
    const { presences } = newFunction()
    const [ada, ben] = [newUser(), newUser()]
    const watcher = newWatcher()
    await presences.watch(watcher, [ada], UNTIL, NOW)
    const send = async (command: object) =>
      command instanceof BatchWriteItemCommand ? die() : client.send(command as never)
    const dying = dynamoPresences({ send } as never, table, TIMES)
    await expect(dying.watch(watcher, [ben], UNTIL, NOW)).rejects.toThrow('died')
    await presences.watch(watcher, [ben], UNTIL, NOW)
    expect(await hearing(presences, ada, NOW)).toEqual([])
    expect(await hearing(presences, ben, NOW)).toEqual([watcher])
  })
}

function die(): never {
  throw new Error('died')
}
