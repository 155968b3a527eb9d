import type { Page } from 'playwright-core'
import sharp from 'sharp'

/** A file as it is handed to a page. */
export type TestFile = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }

/** A photograph that lies on its side and says so: upright it is 300 wide and 400 high, its top half red. */
export async function photo(name = 'photo.jpg'): Promise<TestFile> {
  const half = (background: string) => ({
    input: { create: { width: 200, height: 300, channels: 3 as const, background } },
  })
  const canvas = sharp({ create: { width: 400, height: 300, channels: 3, background: '#00f' } })
  const image = canvas.composite([{ ...half('#f00'), left: 0, top: 0 }]).withMetadata({ orientation: 6 })
  return { name, mimeType: 'image/jpeg', buffer: await image.jpeg().toBuffer() }
}

/** A second of a tone. */
export function tone(name = 'tone.wav'): TestFile {
  const rate = 8_000
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + rate * 2, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(rate * 2, 40)
  const samples = Buffer.alloc(rate * 2)
  for (let at = 0; at < rate; at++) samples.writeInt16LE(Math.round(9_000 * Math.sin(at / 3)), at * 2)
  return { name, mimeType: 'audio/wav', buffer: Buffer.concat([header, samples]) }
}

/** A film of about a second, made by the browser itself. */
export async function film(page: Page, name = 'film.webm'): Promise<TestFile> {
  const base64 = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 })
    const context = canvas.getContext('2d')!
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm;codecs=vp8' })
    const pieces: Blob[] = []
    recorder.ondataavailable = ({ data }) => pieces.push(data)
    recorder.start()
    for (let frame = 0; frame < 25; frame++) {
      context.fillStyle = `hsl(${frame * 10} 80% 50%)`
      context.fillRect(0, 0, 320, 180)
      await new Promise((done) => setTimeout(done, 40))
    }
    recorder.stop()
    await new Promise((done) => recorder.addEventListener('stop', done, { once: true }))
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer())
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  })
  return { name, mimeType: 'video/webm', buffer: Buffer.from(base64, 'base64') }
}

/** Gives files to a page as dropping or pasting does. */
export async function hand(
  page: Page,
  as: 'drop' | 'paste',
  onto: string,
  files: readonly TestFile[],
): Promise<void> {
  const given = files.map(({ name, mimeType, buffer }) => ({
    name,
    mimeType,
    base64: buffer.toString('base64'),
  }))
  await page.locator(onto).evaluate(
    (element, { as, given }) => {
      const transfer = new DataTransfer()
      for (const { name, mimeType, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
        transfer.items.add(new File([bytes], name, { type: mimeType }))
      }
      const about = { bubbles: true, cancelable: true }
      if (as === 'paste') {
        element.dispatchEvent(new ClipboardEvent('paste', { ...about, clipboardData: transfer }))
      } else {
        element.dispatchEvent(new DragEvent('dragover', { ...about, dataTransfer: transfer }))
        element.dispatchEvent(new DragEvent('drop', { ...about, dataTransfer: transfer }))
      }
    },
    { as, given },
  )
}
