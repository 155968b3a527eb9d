import { createHash } from 'node:crypto'
import type { MediaId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import type { MediaClaim, MediaItem, MediaItems, Rendition } from '../../lambdas/ports.ts'
import { newPair, newUser } from '../fixtures/people.ts'

const DAY_S = 86_400
const MADE: Rendition = { width: 480, height: 360, blur: 'data:image/webp;base64,AAAA' }

/** What every MediaItems guarantees. */
export function mediaItemsContract(open: () => MediaItems): void {
  const media = open()
  const newItem = (more: Partial<MediaItem> = {}): MediaItem => {
    const { ada, conversation } = newPair()
    return {
      media: newUser() as string as MediaId,
      owner: ada.user,
      device: ada.device,
      conversation,
      kind: 'image',
      type: 'image/png',
      bytes: 3,
      checksums: [createHash('sha256').update('one').digest('base64')],
      state: 'waiting',
      expires: 1_700_000_000,
      ...more,
    }
  }
  const begun = async (more: Partial<MediaItem> = {}) => {
    const item = newItem(more)
    await media.begin(item)
    return item
  }
  const ready = async (more: Partial<MediaItem> = {}) => {
    const item = await begun(more)
    await media.settle(item.media, { found: 'image/png' })
    return item
  }
  const claimOf = ({ media, owner, conversation }: MediaItem, by = 'device.one'): MediaClaim => ({
    media,
    owner,
    conversation,
    by,
  })
  const isClaimed = async (claim: MediaClaim) => 'claimed' in (await media.claim(claim))

  it('keeps what was announced, once', async () => {
    const item = newItem({ name: 'a.png', width: 3, height: 4, waveform: [0, 100], compressed: true })
    expect(await media.read(item.media)).toBeUndefined()
    expect(await media.begin(item)).toBeUndefined()
    expect(await media.begin({ ...item, name: 'b.png' })).toEqual(item)
    expect(await media.read(item.media)).toEqual(item)
  })

  it('of announcements at once keeps one, which the others are told of', async () => {
    const item = newItem()
    const names = ['a', 'b', 'c']
    const answers = await Promise.all(names.map((name) => media.begin({ ...item, name })))
    const kept = await media.read(item.media)
    const told = answers.filter((answer) => answer !== undefined)
    expect(told).toEqual([kept, kept])
  })

  describe('settling', () => {
    it('ends the waiting, and the first decides', async () => {
      const [good, bad] = [await begun(), await begun()]
      const isReady = { ...good, state: 'ready', found: 'image/png' }
      expect(await media.settle(good.media, { found: 'image/png' })).toEqual(isReady)
      expect(await media.settle(good.media, { reason: 'length' })).toEqual(isReady)
      const isRefused = { ...bad, state: 'refused', reason: 'length' }
      expect(await media.settle(bad.media, { reason: 'length' })).toEqual(isRefused)
      expect(await media.settle(bad.media, { found: 'image/png' })).toEqual(isRefused)
      expect(await media.read(good.media)).toEqual(isReady)
    })

    it('is told the same to all who do it at once', async () => {
      const { media: id } = await begun()
      const answers = await Promise.all([
        media.settle(id, { found: 'image/png' }),
        media.settle(id, { reason: 'length' }),
        media.settle(id, { found: 'image/png' }),
      ])
      const kept = await media.read(id)
      expect(answers).toEqual([kept, kept, kept])
    })

    it('makes nothing of what is not there', async () => {
      const { media: id } = newItem()
      expect(await media.settle(id, { found: 'image/png' })).toBeUndefined()
      expect(await media.read(id)).toBeUndefined()
    })
  })

  describe('what was made of it', () => {
    it('is kept, the first of it, beside all else', async () => {
      const item = await ready()
      await media.rendered(item.media, MADE)
      await media.rendered(item.media, { ...MADE, width: 1 })
      await media.rendered(item.media, { givenUp: 'late' })
      expect(await media.read(item.media)).toEqual({
        ...item,
        state: 'ready',
        found: 'image/png',
        rendition: MADE,
      })
    })

    it('replaces that it was given up', async () => {
      const { media: id } = await ready()
      await media.rendered(id, { givenUp: 'out of memory' })
      expect((await media.read(id))?.rendition).toEqual({ givenUp: 'out of memory' })
      await media.rendered(id, MADE)
      expect((await media.read(id))?.rendition).toEqual(MADE)
    })

    it('may come before it is settled, and brings back nothing that is gone', async () => {
      const [early, gone] = [await begun(), newItem()]
      await media.rendered(early.media, MADE)
      expect(await media.settle(early.media, { found: 'image/png' })).toMatchObject({ rendition: MADE })
      await media.rendered(gone.media, MADE)
      expect(await media.read(gone.media)).toBeUndefined()
    })
  })

  describe('a claim', () => {
    it('makes it stay, and the same again is the same', async () => {
      const item = await ready()
      const { expires: _, ...rest } = item
      const claimed = { ...rest, state: 'ready', found: 'image/png', claimedBy: 'device.one' }
      expect(await media.claim(claimOf(item))).toEqual({ claimed })
      expect(await media.claim(claimOf(item))).toEqual({ claimed })
      expect(await media.read(item.media)).toEqual(claimed)
    })

    it('for a message that disappears lets it go a day after that', async () => {
      const item = await ready()
      await media.claim({ ...claimOf(item), keepUntil: 1_800_000_000_001 })
      expect((await media.read(item.media))?.expires).toBe(1_800_000_001 + DAY_S)
      await media.claim(claimOf(item))
      expect(await media.read(item.media)).not.toHaveProperty('expires')
    })

    it('by another message is refused, and changes nothing', async () => {
      const item = await ready()
      await media.claim(claimOf(item))
      const kept = await media.read(item.media)
      const other = { ...claimOf(item, 'device.two'), keepUntil: 1_800_000_000_000 }
      expect(await media.claim(other)).toEqual({ refused: kept })
      expect(await media.read(item.media)).toEqual(kept)
    })

    it('of several messages at once is won by one', async () => {
      const item = await ready()
      const rivals = Array.from({ length: 5 }, (_, index) => claimOf(item, `device.${index}`))
      const answers = await Promise.all(rivals.map(isClaimed))
      expect(answers.filter((won) => won)).toHaveLength(1)
      const winner = rivals[answers.indexOf(true)]!
      expect((await media.read(item.media))?.claimedBy).toBe(winner.by)
      expect(await Promise.all([winner, winner].map(isClaimed))).toEqual([true, true])
    })

    it.each([
      ['another person', { owner: newUser() }],
      ['another conversation', { conversation: newPair().conversation }],
      ['a profile', { conversation: undefined }],
    ])('for %s is refused', async (_, more) => {
      const item = await ready()
      expect(await media.claim({ ...claimOf(item), ...more })).toEqual({
        refused: { ...item, state: 'ready', found: 'image/png' },
      })
      expect(await media.read(item.media)).not.toHaveProperty('claimedBy')
    })

    it('of a profile picture is for no conversation', async () => {
      const { conversation: _, ...picture } = newItem()
      await media.begin(picture)
      await media.settle(picture.media, { found: 'image/png' })
      expect(await isClaimed({ ...claimOf(picture, 'profile'), conversation: newPair().conversation })).toBe(
        false,
      )
      expect(await isClaimed(claimOf(picture, 'profile'))).toBe(true)
    })

    it('of what is waiting, was refused or is not there is refused', async () => {
      const [waiting, refused, missing] = [await begun(), await begun(), newItem()]
      await media.settle(refused.media, { reason: 'length' })
      expect(await media.claim(claimOf(waiting))).toEqual({ refused: waiting })
      expect(await media.claim(claimOf(refused))).toMatchObject({ refused: { state: 'refused' } })
      expect(await media.claim(claimOf(missing))).toEqual({ refused: undefined })
      expect(await media.read(missing.media)).toBeUndefined()
    })
  })

  describe('what goes', () => {
    it('is what its owner cancels before a message names it, once', async () => {
      const [item, named] = [await begun(), await ready()]
      await media.claim(claimOf(named))
      expect(await media.cancel(item.media, newUser())).toBe(false)
      expect(await media.cancel(named.media, named.owner)).toBe(false)
      expect(await media.cancel(item.media, item.owner)).toBe(true)
      expect(await media.cancel(item.media, item.owner)).toBe(false)
      expect(await media.read(item.media)).toBeUndefined()
      expect(await media.read(named.media)).toBeDefined()
    })

    it('is never both cancelled and claimed', async () => {
      const item = await ready()
      const [isGone, isNamed] = await Promise.all([
        media.cancel(item.media, item.owner),
        isClaimed(claimOf(item)),
      ])
      expect(isGone).toBe(!isNamed)
      expect((await media.read(item.media)) === undefined).toBe(isGone)
    })

    it('is what is removed, whoever named it, and no matter if it is gone', async () => {
      const item = await ready()
      await media.claim(claimOf(item))
      await media.remove(item.media)
      await media.remove(item.media)
      expect(await media.read(item.media)).toBeUndefined()
    })
  })
}
