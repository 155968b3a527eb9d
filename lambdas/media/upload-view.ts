import { MEDIA_PART_BYTES, type OperationReply, UPLOAD_LIFE_MS } from '@parley/protocol'
import { wireMedia } from '../conversation/wire-entry.ts'
import type { MediaItem, MediaStore } from '../ports.ts'
import { descriptorOf } from './descriptor.ts'

type Using = { readonly mediaStore: Pick<MediaStore, 'form' | 'parts'>; readonly now: () => number }

/** Where a file stands, as its device is told: with fresh addresses for what it still has to bring. */
export async function uploadView(item: MediaItem, using: Using): Promise<OperationReply<'createUpload'>> {
  const { media, state, reason } = item
  if (state === 'ready') return { media, state, descriptor: wireMedia(descriptorOf(item)) }
  if (state === 'refused') return { media, state, ...(reason !== undefined && { reason }) }
  return { media, state, ...(await whereTo(item, using)), expiresAt: using.now() + UPLOAD_LIFE_MS }
}

async function whereTo(item: MediaItem, { mediaStore }: Using) {
  if (item.uploadId === undefined) return { form: await mediaStore.form(item, UPLOAD_LIFE_MS) }
  return { parts: await mediaStore.parts(item, UPLOAD_LIFE_MS), partBytes: MEDIA_PART_BYTES }
}
