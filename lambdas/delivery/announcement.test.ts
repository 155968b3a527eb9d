import { DEFAULT_SETTINGS } from '@parley/domain'
import { expect, it } from 'vitest'
import { newPair } from '../../test/fixtures/people.ts'
import { key } from '../adapters/chat-keys.ts'
import { type Item, toItem } from '../adapters/dynamo.ts'
import type { Decoded } from '../edge/stream-batch.ts'
import { type Announcement, announcementOf, latest } from './announcement.ts'

const { ada, ben, conversation } = newPair()
const { user, device } = ada

const row = (values: object): Item => ({ ...key.inbox(user, conversation), ...toItem({ device, ...values }) })

it('reads a receipt with how far others could see that one had come before', () => {
  const news = announcementOf(
    row({ by: 'receipt', seq: 9, n: 8, delivered: 5, read: 4, readN: 4, shown: 2 }),
    row({ by: 'entry', seq: 9, n: 8, delivered: 3, read: 3, readN: 3, shown: 2 }),
  )
  expect(news).toMatchObject({
    type: 'receipt',
    user,
    device,
    row: { conversation, mine: { delivered: 5, read: 4 }, shown: 2 },
    before: { delivered: 3, read: 2 },
  })
})

it('reads a receipt that made the row as the first there was', () => {
  const news = announcementOf(row({ by: 'receipt', delivered: 5, read: 4, readN: 4 }), undefined)
  expect(news).toMatchObject({ before: { delivered: 0, read: 0 } })
})

it('reads a choice, and the settings of an account', () => {
  const choice = row({ by: 'choice', version: 3, archived: true })
  expect(announcementOf(choice, choice)).toMatchObject({
    type: 'choice',
    user,
    device,
    row: { conversation, settings: { version: 3, archived: true } },
  })
  const settings = { ...key.settings(user), ...toItem({ device, readReceipts: 'contacts', by: 'choice' }) }
  expect(announcementOf(settings, undefined)).toEqual({
    type: 'settings',
    user,
    device,
    settings: { ...DEFAULT_SETTINGS, readReceipts: 'contacts' },
  })
})

it('reads that somebody has come or gone, and the last of several turns says it', () => {
  const turn = (seen: number, online: boolean, by = 'turn') => ({
    ...key.presence(user),
    ...toItem({ seen, online, by, watched: 9, look: 8 }),
  })
  const [came, gone] = [
    announcementOf(turn(5, true), undefined),
    announcementOf(turn(6, false), turn(5, true)),
  ]
  expect(came).toEqual({ type: 'turn', user, seen: { seen: 5, isOnline: true } })
  expect(gone).toEqual({ type: 'turn', user, seen: { seen: 6, isOnline: false } })
  const other = { ...came, user: ben.user }
  const records = [came, other, gone].map((value, index) => ({ value, sequence: `${index + 1}` }))
  expect(latest(records)).toEqual([
    { value: { ...gone, device: undefined }, sequence: '1' },
    { value: other, sequence: '2' },
  ])
  for (const by of ['beat', 'watch', 'look']) {
    expect(() => announcementOf(turn(5, true, by), undefined)).toThrow('no turn')
  }
})

it.each(['entry', 'peer', undefined])('refuses a row that was changed by %s', (by) => {
  expect(() => announcementOf(row({ by }), undefined)).toThrow('no announcement')
})

it('keeps of several the last, which reaches back to the first and is reported in its place', () => {
  const receipt = (delivered: number, before: number, whose = user): Announcement => ({
    ...(announcementOf(row({ by: 'receipt', delivered }), row({ by: 'entry', delivered: before })) as Extract<
      Announcement,
      { type: 'receipt' }
    >),
    user: whose,
  })
  const records: Decoded<Announcement>[] = [
    receipt(1, 0),
    receipt(7, 6, ben.user),
    announcementOf(row({ by: 'choice', version: 1 }), undefined),
    receipt(2, 1),
    announcementOf(row({ by: 'choice', version: 2 }), undefined),
  ].map((value, index) => ({ value, sequence: `${index + 1}` }))

  expect(latest(records)).toMatchObject([
    { sequence: '1', value: { row: { mine: { delivered: 2 } }, before: { delivered: 0 } } },
    { sequence: '2', value: { user: ben.user, before: { delivered: 6 } } },
    { sequence: '3', value: { type: 'choice', row: { settings: { version: 2 } } } },
  ])
})

it('is kept from no device if several made it what it is', () => {
  const choice = (by: string, version: number) =>
    announcementOf(row({ by: 'choice', version, device: by }), undefined)
  const kept = (...values: Announcement[]) =>
    latest(values.map((value, index) => ({ value, sequence: `${index + 1}` }))).map(
      ({ value }) => value.device,
    )
  expect(kept(choice('phone', 1), choice('phone', 2))).toEqual(['phone'])
  expect(kept(choice('phone', 1), choice('tablet', 2))).toEqual([undefined])
  expect(kept(choice('phone', 1), choice('tablet', 2), choice('phone', 3))).toEqual([undefined])
})
