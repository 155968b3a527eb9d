import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { rawHttp } from '../fixtures/raw-http.ts'
import { newcomer } from './accounts.ts'
import { deviceOf } from './devices.ts'
import { groupOf, heardLines, lines, memberIds, theGroup } from './groups.ts'
import { seqs, wholeLog } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()

describe('an invite', () => {
  test('shows what it leads to, and lets whoever has it join, from then on', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'], { title: 'Choir', description: 'Sundays' })
    await anna.chat.send('before').acked
    const { code, expiresAt } = await anna.chat.createInvite()
    expect(expiresAt).toBeGreaterThan(Date.now())
    const guest = await deviceOf(await newcomer(system(), 'guest'))
    expect(await guest.client.invite(code)).toEqual({
      conversation: anna.chat.id,
      title: 'Choir',
      description: 'Sundays',
      picture: '',
      members: 2,
    })
    const chat = await guest.client.join(code)
    expect(memberIds(chat)).toHaveLength(3)
    await chat.send('hello from the guest').acked
    await eventually(() =>
      expect(heardLines({ device: guest, chat })).toEqual(['[joined]', 'hello from the guest']),
    )
    await eventually(() =>
      expect(heardLines(ben)).toEqual(['[created]', 'before', '[joined]', 'hello from the guest']),
    )
    expect(chat.unread).toBe(0)
  })

  test('used again by who is in the group changes nothing', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    const { code } = await anna.chat.createInvite()
    const guest = await deviceOf(await newcomer(system(), 'guest'))
    const joined = await Promise.all([1, 2, 3].map(() => guest.client.join(code)))
    expect(new Set(joined)).toEqual(new Set([await theGroup(guest, anna.chat.id)]))
    expect((await ben.device.client.join(code)).id).toBe(anna.chat.id)
    const log = await wholeLog(anna.account, anna.chat.id)
    expect(log.map(({ change }) => change?.type)).toEqual(['created', 'joined'])
  })

  test('lets in who was removed, who then hears nothing of the time between', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    await anna.chat.removeMember(ben.account.user)
    await anna.chat.send('between').acked
    const { code } = await anna.chat.createInvite()
    const chat = await ben.device.client.join(code)
    await eventually(() => expect(lines(chat.messages)).toEqual(['[created]', '[removed]', '[joined]']))
    expect(seqs(await wholeLog(ben.account, chat.id))).toEqual([1, 2, 4])
  })

  test('that is wrong, expired, revoked or of no group gets the one answer that all get', async () => {
    const [anna] = await groupOf(system(), ['anna', 'ben'])
    const guest = await newcomer(system(), 'guest')
    const answers = async (code: string) => {
      const [seen, joined] = await Promise.all(
        ['GET', 'POST'].map((method) =>
          rawHttp(system().httpUrl, `${method} /v1/invites/${code}`, {
            token: guest.token,
            ...(method === 'POST' && { body: {} }),
          }),
        ),
      )
      return [seen!.status, seen!.text, joined!.status, joined!.text]
    }
    const { code } = await anna.chat.createInvite()
    const [group, secret] = code.split('.') as [string, string]
    const refusal = await answers(`gr_${'a'.repeat(25)}.${secret}`)
    expect([refusal[0], refusal[2]]).toEqual([404, 404])
    expect(refusal[1]).toContain('NOT_FOUND')

    expect(await answers(`${group}.${'A'.repeat(secret.length)}`)).toEqual(refusal)
    await anna.chat.revokeInvite(code)
    expect(await answers(code)).toEqual(refusal)
    const { code: brief } = await anna.chat.createInvite({ lifetime: 1 })
    const preview = () => rawHttp(system().httpUrl, `GET /v1/invites/${brief}`, { token: guest.token })
    await eventually(async () => expect((await preview()).status).toBe(404))
    expect(await answers(brief)).toEqual(refusal)
    expect(memberIds(anna.chat)).not.toContain(guest.user)
    const sdk = await deviceOf(guest)
    await expect(sdk.client.invite(code)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(sdk.client.join(code)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('is listed without its code, and can be revoked from the list', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    await anna.chat.setRole(ben.account.user, 'admin')
    const [{ code }, { code: other }] = [await anna.chat.createInvite(), await anna.chat.createInvite()]
    const listed = await eventually(() => ben.chat.invites())
    expect(listed.map(({ by }) => by)).toEqual([anna.account.user, anna.account.user])
    expect(JSON.stringify(listed)).not.toContain(code.split('.')[1])
    const guest = await deviceOf(await newcomer(system(), 'guest'))
    for (const { invite } of listed) await ben.chat.revokeInvite(invite)
    for (const each of [code, other])
      await expect(guest.client.join(each)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await anna.chat.invites()).toEqual([])
  })
})
