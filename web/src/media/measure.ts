import type { Attachment } from '@parley/client'

const POSTER_AT_S = 0.1
const GIVE_UP_MS = 4_000

/** A file as it is sent: with its measures, as far as this browser can tell them. */
export async function toAttachment(file: File, asDocument: boolean): Promise<Attachment> {
  const plain: Attachment = { file, name: file.name }
  if (asDocument) return { ...plain, kind: 'document' }
  const measured = Promise.race([
    measure(file),
    new Promise<object>((done) => setTimeout(() => done({}), GIVE_UP_MS)),
  ])
  return { ...plain, ...(await measured.catch(() => ({}))) }
}

async function measure(file: File): Promise<Partial<Attachment>> {
  if (file.type.startsWith('image/')) {
    const { width, height } = await createImageBitmap(file)
    return { width, height }
  }
  if (file.type.startsWith('video/')) return measureVideo(file)
  if (file.type.startsWith('audio/')) {
    const audio = await ready(document.createElement('audio'), file)
    return finite(audio.duration)
  }
  return {}
}

async function measureVideo(file: File): Promise<Partial<Attachment>> {
  const video = await ready(document.createElement('video'), file)
  video.currentTime = POSTER_AT_S
  await new Promise((done) => video.addEventListener('seeked', done, { once: true }))
  const { videoWidth: width, videoHeight: height } = video
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  const poster = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.8))
  return { width, height, ...finite(video.duration), ...(poster && { poster }) }
}

function ready<Player extends HTMLMediaElement>(player: Player, file: File): Promise<Player> {
  player.muted = true
  player.preload = 'auto'
  player.src = URL.createObjectURL(file)
  return new Promise((resolve, reject) => {
    player.addEventListener('loadeddata', () => resolve(player), { once: true })
    player.addEventListener('error', () => reject(new Error('not playable')), { once: true })
  })
}

function finite(seconds: number): { duration?: number } {
  return Number.isFinite(seconds) ? { duration: Math.round(seconds * 1000) } : {}
}
