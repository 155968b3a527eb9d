import { USER_ID } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { newSpeaker } from '../test/fixtures/people.ts'
import { hashOf, newSecret, readTicket, ticketFor, userOfSubject } from './identity.ts'

describe('userOfSubject', () => {
  it('is the same for a subject for ever, and well formed for any', () => {
    expect(userOfSubject('6a1f0c7e-0000-4000-8000-000000000000')).toBe(
      userOfSubject('6a1f0c7e-0000-4000-8000-000000000000'),
    )
    const users = Array.from({ length: 1_000 }, (_, index) => userOfSubject(`subject-${index}`))
    for (const user of users) expect(user).toMatch(USER_ID)
    expect(new Set(users).size).toBe(1_000)
  })

  it('keeps ids that stand in every stored conversation: it may never change', () => {
    expect(userOfSubject('subject')).toBe('a0snztatifiy4d5bm0kaixrbi')
  })
})

describe('a ticket', () => {
  const speaker = newSpeaker()
  const secret = newSecret()

  it('is read back as whom it is for and the hash of its secret', () => {
    expect(readTicket(ticketFor(speaker, secret))).toEqual({ ...speaker, hash: hashOf(secret) })
  })

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['one part', secret],
    ['two parts', `${speaker.user}.${speaker.device}`],
    ['four parts', `${ticketFor(speaker, secret)}.x`],
    ['a secret of another length', ticketFor(speaker, secret.slice(1))],
    ['no user', `nobody.${speaker.device}.${secret}`],
    ['no device', `${speaker.user}.#.${secret}`],
  ])('cannot be %s', (_, ticket) => {
    expect(readTicket(ticket)).toBeUndefined()
  })
})
