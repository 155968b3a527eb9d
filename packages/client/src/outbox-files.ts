import type { Media } from '@parley/domain'
import { fromBase64, toBase64 } from './base64.ts'
import type { ParleyError } from './error.ts'
import { type Source, sourceOf } from './file-source.ts'
import type { OutboxItem } from './outbox-item.ts'
import type { Change } from './storage.ts'
import { change, type Store } from './store.ts'
import type { UploadRecord } from './upload-record.ts'
import type { Trip } from './uploads.ts'

/** A file up to this size is kept in storage until its message is sent. */
const KEPT_BYTES_MAX = 1024 * 1024

export type OutboxFilesHooks = {
  isOnline: () => boolean
  /** For how long a file is tried, milliseconds. */
  lifeMs: number
  onReady: (item: OutboxItem, media: Media) => Promise<void>
  onFailed: (item: OutboxItem, error: ParleyError) => Promise<void>
}

/** How a message of the outbox has its file brought up: durably. */
export function tripOf(item: OutboxItem, store: Store, hooks: OutboxFilesHooks): Trip {
  const upload = item.upload!
  return {
    upload,
    isOnline: hooks.isOnline,
    until: item.record.since + hooks.lifeMs,
    prepare: async () => {
      await item.stored
      if (upload.source) return
      const [file, poster] = await Promise.all([
        store.file(item.clientId),
        store.file(item.clientId, 'poster'),
      ])
      if (file !== undefined) upload.unpack(...([file, poster].map(unpacked) as [Source, Source | undefined]))
    },
    save: async (record) => {
      const kept = await Promise.all([packed(item, upload.source), packed(item, upload.poster, 'poster')])
      if (!upload.isOpen) return
      await put(item, store, record, kept.flat())
    },
    onReady: (media) => hooks.onReady(item, media),
    onFailed: (error) => hooks.onFailed(item, error),
  }
}

/** Without the bytes if storage has no room for them. */
async function put(item: OutboxItem, store: Store, upload: UploadRecord, kept: readonly Change[]) {
  item.record = { ...item.record, upload }
  try {
    await store.write([change.outbox(item.record), ...kept])
  } catch (error) {
    if (kept.length === 0 || !item.upload?.isOpen) throw error
    await store.write([change.outbox(item.record)])
  }
}

async function packed(
  { clientId }: OutboxItem,
  source: Source | undefined,
  which?: 'poster',
): Promise<Change[]> {
  if (!source || source.bytes > KEPT_BYTES_MAX) return []
  return [change.file(clientId, toBase64(await source.read(0, source.bytes)), which)]
}

function unpacked(kept: string | undefined): Source | undefined {
  return kept === undefined ? undefined : sourceOf({ bytes: fromBase64(kept), type: '' })
}
