import { crc32, deflateSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { choose, openChat, openRow, type PageSystem, say } from '../../test/browser/page-system.ts'

/** People who have been talking, as the pictures show them. Returns the page of the one whose view it is. */
export async function stageScene(system: PageSystem): Promise<Page> {
  const ann = await system.person('ann', 'Ann Lindqvist')
  const bob = await system.person('bob', 'Bob Okafor', { permissions: ['microphone'] })
  const noa = await system.person('noa', 'נועה לוי')
  const long = await system.person(
    'max.long',
    'Maximiliana Featherstonehaugh-Cholmondeley von und zu Hohenlohe',
  )
  await openChat(long, 'ann')
  await say(long, 'Averyveryverylongwordwithoutanyspacesinitwhichhastobreaksomewhere'.repeat(3))
  await openChat(noa, 'ann')
  await say(noa, 'שלום אן! נפגשים מחר בשמונה?')
  await openChat(bob, 'ann')
  await say(bob, 'Are you coming on Saturday? 🎉')
  await say(bob, 'Everything about it is at https://example.com/summer-party (bring a cake)')
  await openRow(ann, 'Bob Okafor')
  await ann.getByLabel('Message', { exact: true }).waitFor()
  await say(ann, 'Of course! I will bring the one with the cherries.')
  await choose(ann, 'Are you coming', 'Reply')
  await say(ann, 'When does it begin?')
  await say(bob, 'At three')
  await say(bob, '👍')
  await choose(bob, 'cherries', 'React with ❤️')
  await sendPicture(bob)
  await sendDocument(bob)
  await speak(bob)
  await say(ann, 'Lovely, see you there')
  await group(ann, bob)
  await ann.getByRole('button', { name: 'Not now' }).click()
  await openRow(ann, 'Bob Okafor')
  await ann.getByLabel('Messages').getByText('see you there').waitFor()
  return ann
}

async function group(ann: Page, bob: Page): Promise<void> {
  await ann.getByRole('button', { name: 'New group' }).click()
  await ann.getByLabel('Group name').fill('Book club')
  for (const name of ['Bob Okafor', 'נועה לוי']) await ann.getByRole('checkbox', { name }).check()
  await ann.getByRole('button', { name: 'Create with 3 members' }).click()
  await ann.getByLabel('Messages').getByText('You created the group').waitFor()
  await openRow(bob, 'Book club')
  await bob.getByLabel('Message', { exact: true }).fill('What do you think of the first chapter, @an')
  await bob.getByRole('option', { name: 'Ann' }).waitFor()
  await bob.keyboard.press('Enter')
  await bob.keyboard.press('Enter')
  await ann.getByLabel('Messages').getByText('the first chapter').waitFor()
}

async function sendPicture(page: Page): Promise<void> {
  const file = { name: 'lake.png', mimeType: 'image/png', buffer: picture(480, 320) }
  await page.getByLabel('Files', { exact: true }).setInputFiles(file)
  await page.getByLabel('Caption').fill('Where we will sit')
  await page.getByRole('button', { name: 'Send', exact: true }).last().click()
  await page.locator('.bubble.mine .picture').first().waitFor()
}

async function sendDocument(page: Page): Promise<void> {
  const file = {
    name: 'How to get there.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Left, then left'),
  }
  await page.getByLabel('Files', { exact: true }).setInputFiles(file)
  await page.getByRole('button', { name: 'Send', exact: true }).last().click()
  await page.locator('.bubble.mine .document').first().waitFor()
}

async function speak(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Record a voice message' }).click()
  await page.getByRole('timer').getByText('0:03').waitFor()
  await page.getByRole('button', { name: 'Send voice message' }).click()
  await page.locator('.bubble.mine .voice').first().waitFor()
}

/** A PNG of an evening over a lake. */
export function picture(width: number, height: number): Buffer {
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isWater = y > height * 0.6
      const glow = Math.max(
        0,
        1 - Math.hypot(x - width * 0.7, (isWater ? height * 1.1 - y : y) - height * 0.5) / 260,
      )
      const at = y * (width * 3 + 1) + 1 + x * 3
      rows[at] = 60 + 190 * glow - (isWater ? 30 : 0)
      rows[at + 1] = 70 + 90 * glow + (isWater ? 5 : 20 * (y / height))
      rows[at + 2] = 130 - 40 * glow + (isWater ? 10 : 0)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
