import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { ask, conversationOf, newcomer, newDeviceId, rawSocketOf } from './accounts.ts'
import { deviceOf } from './devices.ts'
import { announce, fetched, fileOf, mediaOf, noise, type RawUpload, readyFile, theFile } from './files.ts'
import { groupOf, theMessage } from './groups.ts'
import { ackOf, disappeared, wholeLog } from './log.ts'
import { TARGET, useSystem } from './target.ts'

const system = useSystem()
/** Seconds. */
const SOON = 6

describe('a message cannot name', () => {
  test('a file that is not its own device’s, not of this conversation, not there, or named by another', async () => {
    const [alice, bob, cleo] = [
      await newcomer(system(), 'alice'),
      await newcomer(system(), 'bob'),
      await newcomer(system(), 'cleo'),
    ]
    const [ofBob, ofCleo] = [await conversationOf(alice, bob), await conversationOf(alice, cleo)]
    const device = newDeviceId()
    const socket = await rawSocketOf(alice, device)
    const name = (media: string, clientId = newDeviceId(), more = {}) =>
      socket.request({ action: 'send', after: 0, conversation: ofBob, clientId, text: '', media, ...more })

    const bytes = noise(50)
    const waiting = await announce(alice, bytes, { device, conversation: ofBob })
    const refused = [
      [await readyFile(alice, device, ofCleo), 'NOT_FOUND'],
      [await readyFile(bob, newDeviceId(), ofBob), 'NOT_FOUND'],
      ['a'.repeat(25), 'NOT_FOUND'],
      [(waiting.body as unknown as RawUpload).media, 'NOT_READY'],
    ] as const
    for (const [media, code] of refused) {
      const { ok, error } = await name(media)
      expect([ok, error?.code]).toEqual([false, code])
      const long = await ask(alice, `POST /v1/conversations/${ofBob}/messages`, {
        device,
        clientId: newDeviceId(),
        after: 0,
        text: 'with it',
        media,
      })
      expect(long.body.error?.code).toBe(code)
    }
    const media = await readyFile(alice, device, ofBob, bytes)
    const clientId = newDeviceId()
    const first = await name(media, clientId)
    expect(first).toMatchObject({ ok: true, seq: 1 })
    expect((await name(media)).error?.code).toBe('BAD_MEDIA')
    expect(ackOf(await name(media, clientId))).toEqual(ackOf(first))
    const log = await wholeLog(bob, ofBob)
    expect(log.map((entry) => entry.media?.media)).toEqual([media])
    expect((await ask(alice, `DELETE /v1/media/${media}`)).status).toBe(404)
  })
})

describe('addresses of a file', () => {
  test('are for those who may read its message now, and storage gives nothing without one', async () => {
    const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    const mallory = await newcomer(system(), 'mallory')
    const file = noise(1_000)
    const { seq } = await anna.chat.sendFile({ file: fileOf(file, 'application/pdf') }).acked
    const { id } = anna.chat
    for (const { account } of [anna, ben, cleo]) {
      const { status, body } = await mediaOf(account, id, seq)
      expect(status).toBe(200)
      expect((await fetched(body.url as string)).bytes).toEqual(file)
    }
    const { body } = await mediaOf(anna.account, id, seq)
    const bare = (body.url as string).split('?')[0]
    const prolonged = (body.url as string).replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=86400')
    expect(prolonged).not.toBe(body.url)
    // Emulators ask for no signature.
    const forged = TARGET === 'localstack' ? [] : [bare, `${body.url}0`, prolonged]
    for (const url of forged) expect((await fetched(url)).status).toBe(403)
    const goodFor = (body.expiresAt as number) - Date.now()
    expect([goodFor > 0, goodFor <= 15 * 60_000]).toEqual([true, true])

    const nowhere = await mediaOf(mallory, `gr_${'a'.repeat(25)}`, seq)
    expect([nowhere.status, nowhere.body.error?.code]).toEqual([404, 'NOT_FOUND'])
    expect((await mediaOf(mallory, id, seq)).text).toBe(nowhere.text)
    await anna.chat.removeMember(ben.account.user)
    const later = await anna.chat.sendFile({ file: fileOf(noise(10), 'application/pdf') }).acked
    expect((await mediaOf(cleo.account, id, later.seq)).status).toBe(200)
    expect((await mediaOf(ben.account, id, later.seq)).status).toBe(404)
    const joining = await deviceOf(mallory)
    await joining.client.join((await anna.chat.createInvite()).code)
    expect((await mediaOf(mallory, id, later.seq)).status).toBe(404)
  })

  test('are given no more of a message that is deleted or has disappeared, and its file is gone', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    const { id } = anna.chat
    const deleted = await anna.chat.sendFile({ file: fileOf(noise(10), 'application/pdf') }, 'deleted').acked
    await anna.chat.update({ disappearAfter: SOON })
    const expiring = await anna.chat.sendFile({ file: fileOf(noise(10), 'application/pdf') }, 'expiring')
      .acked
    const urls = await Promise.all(
      [deleted, expiring].map(async ({ seq }) => (await mediaOf(ben.account, id, seq)).body.url as string),
    )
    for (const url of urls) expect((await fetched(url)).status).toBe(200)
    await anna.chat.deleteForEveryone(await theMessage(anna.chat, 'deleted')).acked
    await disappeared(
      (await anna.chat.message(expiring.seq)) ?? { ...(await theFile(ben.chat)), expiresAt: Date.now() },
    )
    for (const { seq } of [deleted, expiring])
      for (const { account } of [anna, ben])
        await eventually(async () => expect((await mediaOf(account, id, seq)).status).toBe(404))
    await eventually(async () => expect((await fetched(urls[0])).status).toBe(404))
  })

  test('are not given to who had blocked its sender', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const [phone, other] = [await deviceOf(alice), await deviceOf(bob)]
    const [chat, onOther] = [await phone.with(bob), await other.with(alice)]
    await onOther.block()
    const { seq } = await chat.sendFile({ file: fileOf(noise(10), 'application/pdf') }).acked
    expect((await mediaOf(alice, chat.id, seq)).status).toBe(200)
    expect((await mediaOf(bob, chat.id, seq)).status).toBe(404)
  })
})
