import type { UserId } from '@parley/domain'
import { PROFILES_PER_REQUEST } from '@parley/protocol/limits'
import { expect, test } from 'vitest'
import { ParleyError } from './error.ts'
import { memoryStorage } from './index.ts'
import { People } from './people.ts'
import { defaultPlatform } from './platform.ts'
import { Store } from './store.ts'
import { DEFAULT_TIMING } from './timing.ts'

test('what one page tells of people is known and told of, though the next cannot be had; that one is asked for again', async () => {
  const users = Array.from({ length: PROFILES_PER_REQUEST + 1 }, (_, index) => `user-${index}` as UserId)
  const [asked, told]: [number[], number[]] = [[], []]
  const storage = memoryStorage()
  await storage.open()
  const people = new People(new Store(storage), [], {
    platform: defaultPlatform,
    timing: DEFAULT_TIMING,
    fetch: async (some) => {
      asked.push(some.length)
      if (asked.length === 2) throw new ParleyError('UNREACHABLE')
      return { profiles: some.map((user) => ({ user, handle: user, name: user.toUpperCase() })) }
    },
    onNews: ({ size }) => told.push(size),
  })
  await expect(people.load(users)).rejects.toMatchObject({ code: 'UNREACHABLE' })
  expect([people.get(users[0]!).name, people.get(users.at(-1)!).name]).toEqual(['USER-0', undefined])
  await people.load(users)
  expect(people.get(users.at(-1)!).name).toBe(`USER-${PROFILES_PER_REQUEST}`)
  expect([asked, told]).toEqual([
    [PROFILES_PER_REQUEST, 1, 1],
    [PROFILES_PER_REQUEST, 1],
  ])
})
