import { type ClientId, type DeviceId, GROUP_ID, USER_ID, type UserId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { newClientId, newPair, newSpeaker } from '../test/fixtures/people.ts'
import {
  groupIdOf,
  hashOf,
  inviteCodeFor,
  newSecret,
  readInviteCode,
  readTicket,
  ticketFor,
  userOfSubject,
} from './identity.ts'

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

describe('groupIdOf', () => {
  const ada = newSpeaker('a0snztatifiy4d5bm0kaixrbi' as UserId)
  const clientId = newClientId()

  it('is the same for a device and client id, and another for any other', () => {
    const ids = [
      groupIdOf(ada, clientId),
      groupIdOf(ada, newClientId()),
      groupIdOf(newSpeaker(ada.user), clientId),
      groupIdOf(newSpeaker(), clientId),
    ]
    for (const id of ids) expect(id).toMatch(GROUP_ID)
    expect(new Set(ids).size).toBe(4)
    expect(groupIdOf({ ...ada }, clientId)).toBe(ids[0])
  })

  it('is kept by groups that may still be being made: it may never change', () => {
    const device = 'device-1' as DeviceId
    expect(groupIdOf({ ...ada, device }, 'client-id-1' as ClientId)).toBe('gr_eesn22f02jg9lxmw8q9tmvcbh')
  })
})

describe('the code of an invite', () => {
  const group = groupIdOf(newSpeaker(), newClientId())
  const secret = newSecret()

  it('is read back as the group that it is for and the hash of its secret', () => {
    expect(readInviteCode(inviteCodeFor(group, secret))).toEqual({
      conversation: group,
      hash: hashOf(secret),
    })
  })

  it.each([
    ['an empty one', ''],
    ['one part', secret],
    ['three parts', `${inviteCodeFor(group, secret)}.x`],
    ['a secret of another length', inviteCodeFor(group, secret.slice(1))],
    ['a direct conversation', inviteCodeFor(newPair().conversation, secret)],
  ])('cannot be %s', (_, code) => {
    expect(readInviteCode(code)).toBeUndefined()
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
