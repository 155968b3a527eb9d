import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Locator, Page, Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { passes } from './accessible.ts'
import { describePages } from './describe-pages.ts'
import { film, hand, photo, type TestFile, tone } from './files.ts'
import { choose, openChat, type PageSystem, say } from './page-system.ts'

/** Nothing here is timed: the limit ends what hangs. */
const UNHURRIED = { timeout: 180_000 }
const SOON = { timeout: 30_000 }

describePages(
  'files in the browser',
  (pages) => {
    test(
      'are dropped, pasted and picked, looked at before they go, and come in order',
      UNHURRIED,
      async () => {
        const [ann, bob] = await couple(pages(), 'ann', 'bob')
        const hostile = document('report\u202egpj.exe', 5_000)
        await hand(ann, 'drop', '.thread', [await photo(), hostile, document('nothing.txt', 0)])
        const dialog = ann.getByRole('dialog')
        await dialog.getByRole('listitem').filter({ hasText: 'nothing.txt' }).getByText('Empty').waitFor()
        await dialog.getByRole('button', { name: 'Leave out nothing.txt' }).click()
        await dialog.getByRole('heading', { name: 'Send 2 files' }).waitFor()
        await hand(ann, 'paste', 'input[name=caption]', [document('pasted.zip', 700)])
        await dialog.getByRole('listitem').filter({ hasText: 'pasted.zip' }).waitFor()
        await passes(ann)
        await ann.getByLabel('Caption').fill('On its side')
        await sendThem(ann)
        await ann.locator('.bubble.mine .tick.read').nth(2).waitFor()

        const photoOfBob = bob
          .locator('.bubble', { hasText: 'On its side' })
          .getByRole('button', { name: 'Open photo' })
        expect(
          await bob
            .locator('.bubble')
            .evaluateAll((all) => all.map((one) => one.querySelector('.document, .picture')?.className)),
        ).toEqual(['picture', 'document', 'document'])
        expect(await bob.locator('.document strong').allTextContents()).toEqual([
          'reportgpj.exe',
          'pasted.zip',
        ])
        const place = await photoOfBob.boundingBox()
        expect(place!.height).toBeGreaterThan(place!.width)
        await photoOfBob.click()
        await expect
          .poll(() => pixelsOf(bob.locator('.photo img[alt="photo.jpg"]')), SOON)
          .toEqual([300, 400])
        await passes(bob)
        await bob.keyboard.press('Escape')
        await bob.getByRole('dialog').waitFor({ state: 'detached' })

        await hand(ann, 'paste', 'textarea', [await photo('as it is.jpg')])
        await ann.getByLabel('Send as documents, unchanged').check()
        await sendThem(ann)
        const original = await saved(bob, 'as it is.jpg')
        expect(original.name).toBe('as it is.jpg')
        expect(original.sum).toBe(sumOf((await photo()).buffer))
        await pick(ann, [{ ...document('fake.png', 3_000), mimeType: 'image/png' }])
        await sendThem(ann)
        const failed = ann.locator('.bubble.failed')
        await failed.getByText('This is no photo that can be shown.').waitFor()
        await passes(ann)
        await failed.getByRole('button', { name: 'Send as a document' }).click()
        await failed.waitFor({ state: 'detached' })
        await bob.getByRole('link', { name: 'Download fake.png' }).waitFor()

        await bob.getByRole('button', { name: 'Your account' }).click()
        await bob.getByRole('button', { name: 'Profile' }).click()
        await bob.getByLabel('Picture file').setInputFiles(await photo())
        await passes(bob)
        await bob.getByRole('button', { name: 'Use picture' }).click()
        await bob.getByText('Picture saved').waitFor()
        const face = ann.getByRole('list', { name: 'Chats' }).locator('.avatar img')
        await ann.reload()
        await face.waitFor()
        await expect
          .poll(() => pixelsOf(face), SOON)
          .toSatisfy(([width, height]) => width > 0 && width === height)
        expect(pages().complaints).toEqual([])
      },
    )

    test(
      'go up with a figure, stop when they are not wanted, and go on after a cut from where they were',
      UNHURRIED,
      async () => {
        const [cat, dan] = await couple(pages(), 'cat', 'dan')
        const large = document('large.bin', 9 * 1024 * 1024)
        const held = await holdSecondParts(cat)
        await pick(cat, [large])
        await sendThem(cat)
        const upload = cat.locator('.upload', { hasText: 'large.bin' })
        await upload.getByText('8.0 MB of 9.0 MB').waitFor()
        expect(
          await upload.getByRole('progressbar').evaluate((bar: HTMLProgressElement) => bar.position),
        ).toBeCloseTo(8 / 9)
        await upload.getByRole('button', { name: 'Cancel upload' }).click()
        await upload.waitFor({ state: 'detached' })
        await pick(cat, [large])
        await sendThem(cat)
        await upload.getByText('8.0 MB of 9.0 MB').waitFor()
        await cat.context().setOffline(true)
        await upload.getByText('Waiting for the network').waitFor()
        await passes(cat)
        const before = held.firstParts()
        await held.letGo()
        await cat.context().setOffline(false)
        expect(await saved(dan, 'large.bin')).toEqual({ name: 'large.bin', sum: sumOf(large.buffer) })
        expect(held.firstParts()).toBe(before)
        expect(await dan.locator('.document').count()).toBe(1)
      },
    )

    test(
      'voices are recorded and played, sounds and films too, and all is found in the gallery',
      UNHURRIED,
      async () => {
        const [eve, fay] = await couple(pages(), 'eve', 'fay', ['microphone'])
        await say(fay, 'What did you say?')
        await choose(eve, 'What did you say?', 'Reply')
        await eve.getByRole('button', { name: 'Record a voice message' }).click()
        await fay.getByRole('list', { name: 'Chats' }).getByText('recording').waitFor()
        const timer = eve.getByRole('timer')
        await timer.filter({ hasText: /0:0[1-9]/ }).waitFor()
        await passes(eve)
        await eve.getByRole('button', { name: 'Pause recording' }).click()
        await eve.getByRole('button', { name: 'Go on recording' }).click()
        await timer.filter({ hasText: /0:(0[3-9]|[1-5])/ }).waitFor()
        await eve.getByRole('button', { name: 'Send voice message' }).click()
        const voice = fay.locator('.voice')
        await fay
          .locator('.bubble', { has: voice })
          .locator('.quote')
          .getByText('What did you say?')
          .waitFor()
        expect(await voice.locator('small').textContent()).toMatch(/^0:(0[3-9]|[1-5]\d)$/)
        const heights = await voice
          .locator('rect')
          .evaluateAll((bars) => bars.map((bar) => bar.getAttribute('height')))
        expect(new Set(heights).size).toBeGreaterThan(1)
        await voice.getByRole('button', { name: 'Speed 1×' }).click()
        await voice.getByRole('button', { name: 'Play voice message' }).click()
        await voice.getByRole('button', { name: 'Pause' }).waitFor()
        await expect.poll(() => secondsOf(voice.locator('audio')), SOON).toBeGreaterThan(0.5)
        expect(await voice.locator('audio').evaluate((audio: HTMLAudioElement) => audio.playbackRate)).toBe(
          1.5,
        )

        await pick(eve, [tone(), await film(eve), await photo('sea.jpg'), await photo('hills.jpg')])
        await sendThem(eve)
        await say(eve, 'All of it is at https://example.com/album')
        await fay.getByRole('button', { name: 'Open photo hills.jpg' }).waitFor()
        expect(
          await fay.locator('audio[controls]').evaluate(async (audio: HTMLAudioElement) => {
            await audio.play()
            return audio.duration
          }),
        ).toBeCloseTo(1, 1)
        expect(await voice.locator('audio').evaluate((audio: HTMLAudioElement) => audio.paused)).toBe(true)

        await fay.getByRole('button', { name: 'Details' }).click()
        await fay.getByRole('button', { name: 'Media, files and links' }).click()
        const gallery = fay.getByRole('dialog', { name: 'Media, files and links' })
        await passes(fay)
        await gallery.getByRole('tab', { name: 'Media' }).press('ArrowRight')
        await gallery.getByRole('link', { name: 'Download tone.wav' }).waitFor()
        await passes(fay)
        await fay.keyboard.press('ArrowRight')
        await gallery.getByRole('link', { name: 'https://example.com/album' }).waitFor()
        await gallery.getByRole('tab', { name: 'Media' }).click()
        await gallery.getByRole('button', { name: 'Open photo hills.jpg' }).click()
        await expect.poll(() => pixelsOf(fay.getByAltText('hills.jpg')), SOON).toEqual([300, 400])
        await fay.keyboard.press('ArrowLeft')
        await fay.getByAltText('sea.jpg').waitFor()
        await fay.keyboard.press('ArrowLeft')
        await expect
          .poll(() => secondsOf(fay.getByLabel('film.webm', { exact: true })), SOON)
          .toBeGreaterThan(0.1)
        await fay.getByRole('button', { name: 'Show in the conversation' }).click()
        await fay.locator('.history-line.lit .picture .play').waitFor()
        expect(await fay.getByRole('dialog').count()).toBe(0)

        await fay.getByRole('button', { name: 'Record a voice message' }).click()
        await fay.getByText('The microphone is not allowed').waitFor()
        await fay.getByRole('button', { name: 'Record a voice message' }).waitFor()
        expect(pages().complaints).toEqual([])
      },
    )
  },
  { permissions: true },
)

/** Two people who look at what they say to each other; what is permitted is so to the first. */
async function couple(
  system: PageSystem,
  one: string,
  other: string,
  permissions: string[] = [],
): Promise<[Page, Page]> {
  const [first, second] = [await system.person(one, undefined, { permissions }), await system.person(other)]
  await openChat(first, other)
  await openChat(second, one)
  return [first, second]
}

async function pick(page: Page, files: readonly TestFile[]): Promise<void> {
  await page.getByLabel('Files', { exact: true }).setInputFiles(files)
}

async function sendThem(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click()
}

function document(name: string, bytes: number): TestFile {
  const buffer = Buffer.alloc(bytes, 'a line that never ends; ')
  return { name, mimeType: 'application/octet-stream', buffer }
}

function sumOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function saved(page: Page, name: string): Promise<{ name: string; sum: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: `Download ${name}` }).click(),
  ])
  return { name: download.suggestedFilename(), sum: sumOf(await readFile(await download.path())) }
}

function pixelsOf(image: Locator): Promise<number[]> {
  return image.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight])
}

function secondsOf(player: Locator): Promise<number> {
  return player.evaluate((media: HTMLMediaElement) => media.currentTime)
}

/** Large files go up in parts: the second ones are kept from storage until they are let go. */
async function holdSecondParts(page: Page) {
  const held: Route[] = []
  const sent = { first: 0 }
  page.on('request', (request) => {
    if (/partNumber=1\b/.test(request.url())) sent.first++
  })
  const second = /partNumber=2\b/
  await page.route(second, (route) => void held.push(route))
  return {
    firstParts: () => sent.first,
    async letGo() {
      await page.unroute(second)
      await Promise.all(held.map((route) => route.abort().catch(() => {})))
    },
  }
}
