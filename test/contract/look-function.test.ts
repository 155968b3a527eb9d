import type { UserId } from '@parley/domain'
import type { SQSEvent } from 'aws-lambda'
import { afterAll, expect, it, vi } from 'vitest'
import { dynamoPresences } from '../../lambdas/adapters/presences.ts'
import { DEFAULT_RULES } from '../../lambdas/rules.ts'
import { CONTEXT } from '../fixtures/api-gateway.ts'
import { captureConsole } from '../fixtures/console.ts'
import { startTables, type Tables } from '../fixtures/dynamodb.ts'
import { setFunctionEnvironment } from '../fixtures/functions.ts'
import { newConnection, newUser } from '../fixtures/people.ts'

const tables = await startTables()

if ('unavailable' in tables) {
  it.skip(`the function that looks at people: ${tables.unavailable}`, () => {})
} else {
  afterAll(async () => {
    vi.unstubAllEnvs()
    await tables.stop()
  })
  setFunctionEnvironment(tables)
  await testFunction(tables)
}

async function testFunction({ client, chat }: Tables): Promise<void> {
  const { handler } = await import('../../lambdas/look.ts')
  const printed = captureConsole()
  const presences = dynamoPresences(client, chat, DEFAULT_RULES.presence)

  /** Somebody who was seen so long ago, and is watched; the look at it. */
  async function seen(ago: number): Promise<{ user: UserId; at: number }> {
    const [user, now] = [newUser(), Date.now()]
    const watcher = { user: newUser(), connection: newConnection() }
    await presences.watch(watcher, [user], now + 900_000, now - ago)
    const { look } = await presences.beat(user, now - ago)
    return { user, at: look! }
  }

  const come = (looks: object[], receives = 1) =>
    handler(
      {
        Records: looks.map((look, index) => ({
          messageId: `m${index}`,
          body: JSON.stringify(look),
          attributes: { ApproximateReceiveCount: `${receives}` },
        })),
      } as SQSEvent,
      CONTEXT,
    )
  const failed = (...itemIdentifiers: string[]) => ({
    batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })),
  })

  // No queue is there: whoever would look again fails, and says so of itself alone.
  it('finds who has gone, and sends the next look at who has not', async () => {
    const [gone, here] = [await seen(60_000), await seen(5_000)]
    expect(await come([here, gone])).toEqual(failed('m0'))
    expect((await presences.of([gone.user])).get(gone.user)?.isOnline).toBe(false)
    expect((await presences.of([here.user])).get(here.user)?.isOnline).toBe(true)
    expect(printed().join()).not.toContain(here.user)
  })

  it('leaves alone a look that comes twice, unless the first may have died', async () => {
    const here = await seen(5_000)
    expect(await come([here])).toEqual(failed('m0'))
    expect(await come([here])).toEqual(failed())
    expect(await come([here], 2)).toEqual(failed('m0'))
  })
}
