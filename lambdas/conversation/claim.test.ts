import type { Media } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { acting, newGroupOf } from '../../test/fixtures/acting.ts'
import { FILM, MADE, made, PNG, uploading } from '../../test/fixtures/files.ts'
import { newClientId, newDevice } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { wireEntry } from './wire-entry.ts'

async function scene() {
  const world = newWorld()
  const { ada, ben, conversation } = await world.newPair()
  const say = acting(world, ada)
  const send = (media: string | undefined, more = {}) =>
    say('send', { conversation, text: '', ...(media && { media }), ...more })
  const entries = async () => (await world.log.from(conversation, 1, 100, true)).entries
  return { world, ada, ben, conversation, say, send, entries, ...uploading(world, ada, conversation) }
}
const refused = (code: string) => expect.objectContaining({ code })

describe('a message with a file', () => {
  it('brings along what is known of it, and may say nothing', async () => {
    const { world, bring, send, entries } = await scene()
    const media = await bring(PNG, { type: 'image/jpeg', name: 'a.png', width: 3, height: 4 })
    await made(world, media, MADE)
    await send(media, { text: 'look' })
    const described: Partial<Media> = {
      kind: 'image',
      type: 'image/png',
      bytes: PNG.length,
      name: 'a.png',
      width: 3,
      height: 4,
      blur: MADE.blur,
    }
    const [entry] = await entries()
    expect(wireEntry(entry!)).toMatchObject({ kind: 'text', text: 'look', media: { media, ...described } })
    await expect(send(undefined, { after: 1 })).rejects.toEqual(refused('BAD_TEXT'))
    await expect(send(await bring(), { after: 1 })).resolves.toMatchObject({ seq: 2 })
  })

  it('is the same again, also once the file is gone with it', async () => {
    const { world, bring, send, say, conversation } = await scene()
    const media = await bring()
    const said = { clientId: newClientId() }
    const ack = await send(media, said)
    expect(await send(media, said)).toEqual(ack)
    await say('delete', { conversation, target: ack.seq, after: ack.seq })
    await world.media.remove(media as never)
    expect(await send(media, said)).toEqual(ack)
  })

  it('with another file under the same client id is another message', async () => {
    const { bring, send } = await scene()
    const said = { clientId: newClientId() }
    const [first, second] = [await bring(), await bring()]
    await send(first, said)
    await expect(send(second, said)).rejects.toEqual(refused('IDEMPOTENCY_MISMATCH'))
    await expect(send(undefined, { ...said, text: 'x' })).rejects.toEqual(refused('IDEMPOTENCY_MISMATCH'))
    await expect(send(second, { after: 1 })).resolves.toMatchObject({ seq: 2 })
  })

  it('that was claimed for it by a function that died then is sent by the next', async () => {
    const { world, ada, conversation, bring, send, entries } = await scene()
    const media = await bring()
    const clientId = newClientId()
    await world.media.claim({
      media: media as never,
      owner: ada.user,
      conversation,
      by: `${ada.device}.${clientId}`,
    })
    await expect(send(media)).rejects.toEqual(refused('BAD_MEDIA'))
    expect(await send(media, { clientId })).toMatchObject({ seq: 1 })
    expect(await entries()).toHaveLength(1)
  })

  it('is one of those that name it at once', async () => {
    const { bring, send, entries } = await scene()
    const media = await bring()
    const answers = await Promise.allSettled([send(media), send(media), send(media)])
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason).toEqual(refused('BAD_MEDIA'))
    }
    expect(await entries()).toHaveLength(1)
  })

  it('keeps it when its text is edited, also to nothing; no other text may become nothing', async () => {
    const { bring, send, say, entries, conversation } = await scene()
    const media = await bring()
    await send(media, { text: 'look' })
    await send(undefined, { text: 'words', after: 1 })
    await say('edit', { conversation, target: 1, text: 'see', after: 2 })
    expect(wireEntry((await entries())[0]!)).toMatchObject({ text: 'see', media: { media } })
    await say('edit', { conversation, target: 1, text: '', after: 3 })
    expect(wireEntry((await entries())[0]!)).toMatchObject({ text: '', media: { media } })
    await expect(say('edit', { conversation, target: 2, text: '', after: 4 })).rejects.toEqual(
      refused('BAD_TEXT'),
    )
  })

  it('loses it when it is deleted, but for which it was', async () => {
    const { bring, send, say, entries, conversation } = await scene()
    const media = await bring(PNG, { name: 'secret.png' })
    await send(media, { text: 'look' })
    await say('delete', { conversation, target: 1, after: 1 })
    const [entry] = await entries()
    expect(entry).toMatchObject({ body: { kind: 'deleted' }, file: media })
    expect(JSON.stringify(wireEntry(entry!))).not.toMatch(/secret|media|file/)
  })

  it('takes the picture of a film along', async () => {
    const { world, bring, send } = await scene()
    const poster = await bring()
    await made(world, poster, MADE)
    const film = await bring(FILM, { kind: 'video', type: 'video/mp4', poster })
    await send(film)
    expect(await world.media.read(poster as never)).not.toHaveProperty('expires')
    await expect(send(poster, { after: 1 })).rejects.toEqual(refused('BAD_MEDIA'))
  })
})

describe('a message is refused that names', () => {
  it.each<[string, string, (it: Awaited<ReturnType<typeof scene>>) => Promise<string>]>([
    ['nothing there is', 'NOT_FOUND', async () => 'x'.repeat(25)],
    ['what has not arrived', 'NOT_READY', async ({ create }) => (await create(PNG)).media],
    ['what was refused', 'BAD_MEDIA', async ({ bring }) => bring(Buffer.from('<svg/>'))],
    [
      'another’s',
      'NOT_FOUND',
      async ({ world, ben, conversation }) => uploading(world, ben, conversation).bring(),
    ],
    [
      'what is for another conversation',
      'NOT_FOUND',
      async ({ world, ada }) => {
        const group = await newGroupOf(world, 0)
        await group.add(ada)
        return uploading(world, ada, group.conversation).bring()
      },
    ],
    ['a profile picture', 'NOT_FOUND', async ({ world, ada }) => uploading(world, ada).bring()],
  ])('%s', async (_, code, file) => {
    const it = await scene()
    const media = await file(it)
    await expect(it.send(media)).rejects.toEqual(refused(code))
    expect(await it.entries()).toEqual([])
  })

  it('a file before who may not speak is told so: nothing is claimed then', async () => {
    const { world, ada } = await scene()
    const group = await newGroupOf(world, 0)
    await group.add(ada)
    const media = await uploading(world, ada, group.conversation).bring()
    await group.remove(ada)
    const { conversation } = group
    await expect(acting(world, ada)('send', { conversation, text: '', media })).rejects.toEqual(
      refused('FORBIDDEN'),
    )
    expect(await world.media.read(media as never)).not.toHaveProperty('claimedBy')
  })

  it('but another device of the same person may send what this one brought up', async () => {
    const { world, ada, conversation, bring } = await scene()
    const media = await bring()
    const laptop = { user: ada.user, device: newDevice() }
    expect(await acting(world, laptop)('send', { conversation, text: '', media })).toMatchObject({ seq: 1 })
  })
})
