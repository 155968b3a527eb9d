import type { Page, Request } from 'playwright-core'
import { expect, test } from 'vitest'
import { describePages } from './describe-pages.ts'
import { choose, openChat, say } from './page-system.ts'

describePages('the page without a network', (pages) => {
  test('it opens with all it knew, takes what is written, and everything arrives in order and once', async () => {
    const [ann, bob] = await talkers(pages, 'ann', 'bob')
    await ann.context().setOffline(true)
    await ann.reload()
    await ann.getByRole('list', { name: 'Chats' }).getByText('Answered').waitFor()
    await ann.getByLabel('Messages').getByText('Said before').waitFor()
    await ann.locator('.connection', { hasText: /network|Offline/i }).waitFor()
    await say(ann, 'First')
    await ann.locator('.bubble.pending', { hasText: 'First' }).locator('.tick.pending').waitFor()
    await say(ann, 'Second')
    await choose(ann, 'Said before', 'Edit')
    await ann.getByLabel('Message', { exact: true }).fill('Said better')
    await ann.getByRole('button', { name: 'Save' }).click()
    await choose(ann, 'Answered', 'React with 👍')
    await sendFile(ann, 'small.txt', 1_000)
    await ann.getByText('small.txt').waitFor()
    await say(ann, 'Third')
    await ann.reload()
    await expectOwn(ann, ['First', 'Second', 'Third'])

    await ann.context().setOffline(false)
    await document(bob, 'small.txt').waitFor()
    await bob.getByText('Said better').first().waitFor()
    await bob.getByRole('button', { name: /👍/ }).waitFor()
    await bob.getByLabel('Messages').getByText('Third').waitFor()
    expect(await texts(bob)).toEqual(['Said better', 'Answered', 'First', 'Second', 'Third'])
    await expectSent(ann)
    expect(await texts(ann)).toEqual(['Said better', 'Answered', 'First', 'Second', 'Third'])
    expect(pages().complaints).toEqual([])
  }, 120_000)

  test('the whole system may stop: the page opens, writes, and goes on when it is started again', async () => {
    const [cat, dan] = await talkers(pages, 'cat', 'dan')
    const start = await pages().takeDown()
    await cat.reload()
    await cat.getByLabel('Messages').getByText('Answered').waitFor()
    await say(cat, 'Is anybody there?')
    await say(dan, 'Nobody')
    await start()
    await dan.getByLabel('Messages').getByText('Is anybody there?').waitFor({ timeout: 60_000 })
    await cat.getByLabel('Messages').getByText('Nobody').waitFor({ timeout: 60_000 })
    expect(await texts(cat)).toEqual(await texts(dan))
    expect(pages().complaints).toEqual([])
  }, 120_000)

  test('a reload after a message left and before its answer came neither loses nor doubles it', async () => {
    const eve = await pages().person('eve')
    let isMute = true
    await eve.context().routeWebSocket(/./, (socket) => {
      const server = socket.connectToServer()
      server.onMessage((frame) => {
        if (!isMute || !/"seq"/.test(String(frame))) socket.send(frame)
      })
    })
    await eve.reload()
    const fay = await pages().person('fay')
    await openChat(eve, 'fay')
    await say(eve, 'Only once')
    await fay.getByRole('list', { name: 'Chats' }).getByText('Only once').waitFor()
    await eve.locator('.bubble.pending', { hasText: 'Only once' }).waitFor()
    isMute = false
    await eve.reload()
    await say(eve, 'And then')
    await expectSent(eve)
    await fay.getByRole('list', { name: 'Chats' }).getByText('Eve').click()
    await fay.getByLabel('Messages').getByText('And then').waitFor()
    expect(await texts(fay)).toEqual(['Only once', 'And then'])
    expect(await texts(eve)).toEqual(['Only once', 'And then'])
  })

  test('a reload while files go up: a small one goes on, a large one is asked for again or given up', async () => {
    const [gil, hal] = await talkers(pages, 'gil', 'hal')
    await gil.context().route(/./, (route) => (isUpload(route.request()) ? undefined : route.continue()))
    await sendFile(gil, 'small.txt', 2_000)
    await sendFile(gil, 'large.bin', 1_500_000)
    await sendFile(gil, 'regretted.bin', 1_400_000)
    await gil.locator('.upload').nth(2).waitFor()
    await gil.context().unrouteAll()
    const asked = new Promise((resolve) =>
      gil.once('dialog', (dialog) => void dialog.accept().then(() => resolve(dialog.type()))),
    )
    await gil.reload()
    expect(await asked).toBe('beforeunload')
    await document(hal, 'small.txt').waitFor()
    const held = gil.locator('.bubble', { hasText: 'Choose the file again' })
    await held.nth(1).waitFor()
    const other = {
      name: 'large.bin',
      mimeType: 'application/octet-stream',
      buffer: Buffer.alloc(1_500_000, 8),
    }
    await held.first().getByLabel('The same file').setInputFiles(other)
    await gil.locator('.toast').waitFor()
    await held
      .first()
      .getByLabel('The same file')
      .setInputFiles({ ...other, buffer: bytes(1_500_000) })
    await document(hal, 'large.bin').waitFor()
    await held.getByRole('button', { name: 'Cancel upload' }).click()
    await gil.locator('.upload').waitFor({ state: 'detached' })
    expect(await hal.locator('a.document').count()).toBe(2)
  }, 120_000)

  test('a part of the page that cannot be fetched says so, and all the rest stays', async () => {
    const ida = await pages().person('ida', 'Ida', { serviceWorkers: 'block' })
    await ida.context().route('**/parts-*.js', (route) => route.abort())
    await ida.reload()
    await ida.getByRole('button', { name: 'Your account' }).click()
    await ida.getByText('This part of Parley could not be fetched').waitFor()
    await ida.context().unrouteAll()
    await ida.getByRole('button', { name: 'Reload' }).click()
    await ida.getByRole('button', { name: 'Your account' }).click()
    await ida.getByRole('button', { name: 'Appearance' }).waitFor()
  })
})

/** Two who have talked; the page of the first is kept on its device. */
async function talkers(pages: () => { person(handle: string): Promise<Page> }, one: string, other: string) {
  const [a, b] = [await pages().person(one), await pages().person(other)]
  await a.evaluate(() => navigator.serviceWorker.ready)
  await openChat(a, other)
  await say(a, 'Said before')
  await b.getByRole('list', { name: 'Chats' }).getByText('Said before').click()
  await say(b, 'Answered')
  await a.getByLabel('Messages').getByText('Answered').waitFor()
  return [a, b] as const
}

async function sendFile(page: Page, name: string, size: number): Promise<void> {
  const file = {
    name,
    mimeType: name.endsWith('.txt') ? 'text/plain' : 'application/octet-stream',
    buffer: bytes(size),
  }
  await page.getByLabel('Files', { exact: true }).setInputFiles(file)
  await page.getByRole('button', { name: 'Send', exact: true }).last().click()
}

function bytes(size: number): Buffer {
  return Buffer.alloc(size, 'seven ')
}

/** Bytes on their way to storage: a request that is not answered hangs. */
function isUpload(request: Request): boolean {
  return request.method() === 'PUT' || Boolean(request.headers()['content-type']?.startsWith('multipart/'))
}

/** A file that has arrived. */
function document(page: Page, name: string) {
  return page.locator('a.document', { hasText: name })
}

/** What is said in the open conversation, in the order it is shown. */
function texts(page: Page): Promise<string[]> {
  return page.locator('.bubble .said').allInnerTexts()
}

async function expectOwn(page: Page, wanted: string[]): Promise<void> {
  await page.locator('.bubble.mine', { hasText: wanted.at(-1)! }).waitFor()
  const said = await page.locator('.bubble.mine .said').allInnerTexts()
  expect(said.filter((text) => wanted.includes(text))).toEqual(wanted)
}

/** Waits until nothing is on its way. */
async function expectSent(page: Page): Promise<void> {
  await page.locator('.bubble.pending').first().waitFor({ state: 'detached' })
}
