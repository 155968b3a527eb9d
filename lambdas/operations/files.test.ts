import { MEDIA_PART_BYTES } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { newGroupOf } from '../../test/fixtures/acting.ts'
import { asking } from '../../test/fixtures/asking.ts'
import { FILM, made, PNG, SMALLER, sha256, uploading } from '../../test/fixtures/files.ts'
import { newClientId, newPair, newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { cancelUpload } from './files.ts'

const DAY_S = 86_400

async function scene() {
  const world = newWorld()
  const { ada, ben, conversation } = await world.newPair()
  return { world, ada, ben, conversation, ...uploading(world, ada, conversation) }
}
const refused = (code: string, detail?: string) =>
  expect.objectContaining({ code, ...(detail && { detail: expect.stringContaining(detail) }) })

describe('a file', () => {
  it('is announced, brought up and completed, and is ready then, however often that is said', async () => {
    const { world, create, complete } = await scene()
    const said = { clientId: newClientId(), name: 'a.png', width: 3, height: 4 }
    const begun = await create(PNG, said)
    expect(begun).toMatchObject({ state: 'waiting', expiresAt: world.clock.now + 15 * 60_000 })
    await expect(complete(begun.media)).rejects.toEqual(refused('NOT_READY'))
    expect(world.mediaStore.post(begun.form!, PNG)).toBe(true)
    const descriptor = { media: begun.media, kind: 'image', type: 'image/png', bytes: PNG.length }
    const ready = {
      media: begun.media,
      state: 'ready',
      descriptor: { ...descriptor, name: 'a.png', width: 3, height: 4 },
    }
    expect(await complete(begun.media)).toEqual(ready)
    expect(await complete(begun.media)).toEqual(ready)
    expect(await create(PNG, said)).toEqual(ready)
  })

  it('is the same for the same client id, with fresh addresses, and another for none other', async () => {
    const { world, create } = await scene()
    const said = { clientId: newClientId() }
    const [first, again] = [await create(PNG, said), await create(PNG, said)]
    expect(again.media).toBe(first.media)
    expect(again.form).not.toEqual(first.form)
    expect(world.mediaStore.post(again.form!, PNG)).toBe(true)
    await expect(create(PNG, { ...said, type: 'image/jpeg' })).rejects.toEqual(
      refused('IDEMPOTENCY_MISMATCH'),
    )
    await expect(create(PNG, { ...said, name: 'b.png' })).rejects.toEqual(refused('IDEMPOTENCY_MISMATCH'))
    expect((await create(PNG)).media).not.toBe(first.media)
  })

  it('that is no picture inside is refused for good, and can go as a document', async () => {
    const { world, create, complete, bring } = await scene()
    const html = Buffer.from('<html><script>alert(1)</script>')
    const { media, form } = await create(html)
    world.mediaStore.post(form!, html)
    const answer = { media, state: 'refused', reason: expect.stringContaining('no image') }
    expect(await complete(media)).toEqual(answer)
    expect(await complete(media)).toEqual(answer)
    const document = await bring(html, { kind: 'document', type: 'text/html', name: 'x.html' })
    expect((await complete(document)).descriptor).toMatchObject({ type: 'application/octet-stream' })
  })

  it('in parts is resumed where it stood, and put together when all is there', async () => {
    const { world, create, complete } = await scene()
    const parts = [Buffer.alloc(MEDIA_PART_BYTES, 1), FILM]
    FILM.copy(parts[0]!)
    const whole = Buffer.concat(parts)
    const said = {
      clientId: newClientId(),
      kind: 'video',
      type: 'video/mp4',
      checksums: parts.map(sha256),
    } as const
    const begun = await create(whole, said)
    expect(begun).toMatchObject({ partBytes: MEDIA_PART_BYTES, parts: [{ number: 1 }, { number: 2 }] })
    expect(world.mediaStore.put(begun.parts![0]!, parts[0]!)).toBe(true)
    await expect(complete(begun.media)).rejects.toEqual(refused('NOT_READY'))
    const resumed = await create(whole, said)
    expect(resumed.parts).toMatchObject([{ number: 2 }])
    expect(world.mediaStore.put(resumed.parts![0]!, parts[1]!)).toBe(true)
    expect(await complete(begun.media)).toMatchObject({ state: 'ready', descriptor: { type: 'video/mp4' } })
  })

  it.each([
    ['too large', { bytes: 100 * 1024 * 1024 + 1 }, 'bytes'],
    ['of a type that bears script', { type: 'image/svg+xml' }, 'type'],
    ['with too many checksums', { checksums: [sha256(PNG), sha256(PNG)] }, 'checksums'],
    [
      'with a poster that is not there',
      { kind: 'video', type: 'video/mp4', poster: 'x'.repeat(25) },
      'poster',
    ],
  ] as const)('%s is refused before anything is kept', async (_, said, detail) => {
    const { world, create } = await scene()
    const clientId = newClientId()
    await expect(
      create(PNG, {
        ...said,
        checksums: [...('checksums' in said ? said.checksums : [sha256(PNG)])],
        clientId,
      }),
    ).rejects.toEqual(refused('BAD_MEDIA', detail))
    expect(world.mediaStore.keys()).toEqual([])
    expect(await create(PNG, { clientId })).toMatchObject({ state: 'waiting' })
  })

  it('for a conversation that one is not in is refused as if there were none', async () => {
    const { world, conversation } = await scene()
    const stranger = newSpeaker()
    await expect(uploading(world, stranger, conversation).create(PNG)).rejects.toEqual(refused('NOT_FOUND'))
    const nobody = newPair()
    await expect(uploading(world, nobody.ada, nobody.conversation).create(PNG)).rejects.toEqual(
      refused('NOT_FOUND'),
    )
  })

  it('for a group that one has been removed from is refused', async () => {
    const { world } = await scene()
    const group = await newGroupOf(world, 1)
    await group.remove(group.members[0]!)
    await expect(uploading(world, group.members[0]!, group.conversation).create(PNG)).rejects.toEqual(
      refused('FORBIDDEN'),
    )
  })

  it('that no message names is gone after a day', async () => {
    const { world, bring, complete } = await scene()
    const media = await bring()
    world.media.expire(world.clock.now + (DAY_S - 60) * 1_000)
    expect(await complete(media)).toMatchObject({ state: 'ready' })
    world.media.expire(world.clock.now + (DAY_S + 60) * 1_000)
    await expect(complete(media)).rejects.toEqual(refused('NOT_FOUND'))
  })

  it('is cancelled and completed by nobody else', async () => {
    const { world, ada, ben, bring, complete, conversation } = await scene()
    const media = await bring()
    const cancel = (by: typeof ada) =>
      cancelUpload({ path: { media }, query: {}, body: {} }, asking(world, by))
    await expect(cancel(ben)).rejects.toEqual(refused('NOT_FOUND'))
    await expect(uploading(world, ben, conversation).complete(media)).rejects.toEqual(refused('NOT_FOUND'))
    expect(await cancel(ada)).toEqual({})
    await expect(cancel(ada)).rejects.toEqual(refused('NOT_FOUND'))
    await expect(complete(media)).rejects.toEqual(refused('NOT_FOUND'))
  })
})

describe('a profile picture', () => {
  it('belongs to no conversation, and is always made anew', async () => {
    const { world, ada } = await scene()
    const { bring, complete } = uploading(world, ada)
    const media = await bring(PNG, { compressed: false })
    expect(await world.media.read(media as never)).toMatchObject({ compressed: true })
    await made(world, media, SMALLER)
    expect((await complete(media)).descriptor).toMatchObject({ type: 'image/webp', bytes: 7 })
  })

  it.each([
    ['a film', { kind: 'video', type: 'video/mp4' } as const],
    ['a document', { kind: 'document', type: 'image/png' } as const],
    ['more than five megabytes', { bytes: 5 * 1024 * 1024 + 1 }],
  ])('is not %s', async (_, said) => {
    const { world, ada } = await scene()
    await expect(uploading(world, ada).create(PNG, said)).rejects.toEqual(refused('BAD_MEDIA'))
  })
})
