/** `node web/icons/make.ts`: the pictures that systems show for the installed page, made of its mark. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

const PUBLIC = join(import.meta.dirname, '../public')
const GROUND = '#ffffff'
/** Systems cut a maskable picture to a shape of theirs, within four fifths of it. */
const SAFE = 0.6

const mark = readFileSync(join(PUBLIC, 'icon.svg'))
for (const size of [192, 512]) {
  await write(`icon-${size}.png`, await drawn(size))
  await write(`icon-maskable-${size}.png`, await grounded(size))
}
await write('apple-touch-icon.png', await grounded(180))

/** The mark at a size of its own, so that it is sharp. */
function drawn(size: number): Promise<Buffer> {
  return sharp(mark, { density: (72 * size) / 32 })
    .resize(size, size)
    .png()
    .toBuffer()
}

async function grounded(size: number): Promise<Buffer> {
  const input = await drawn(Math.round(size * SAFE))
  const ground = { width: size, height: size, channels: 3, background: GROUND } as const
  return sharp({ create: ground }).composite([{ input }]).png().toBuffer()
}

async function write(name: string, picture: Buffer): Promise<void> {
  await sharp(picture).png({ palette: true, compressionLevel: 9, effort: 10 }).toFile(join(PUBLIC, name))
}
