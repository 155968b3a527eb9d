import { createHash } from 'node:crypto'
import { verdictOn } from '@parley/domain'
import type { MediaItem, MediaItems, MediaStore } from '../ports.ts'

type Settling = {
  readonly media: Pick<MediaItems, 'settle'>
  readonly mediaStore: Pick<MediaStore, 'join' | 'inspect'>
}

/**
 * Ends the waiting for a file whose bytes have arrived: it is ready if it is what was announced, else refused for good.
 * What it is then; still waiting if something is missing, undefined if nobody announced it any more. Whoever does this
 * first decides, be it the device that says it is done or storage that says what has come: twice, late or never by one
 * of them is no harm.
 */
export async function settleFile(
  item: MediaItem,
  { media, mediaStore }: Settling,
): Promise<MediaItem | undefined> {
  if (item.state !== 'waiting') return item
  const arrived = (await mediaStore.inspect(item.media)) ?? (await joined(item, mediaStore))
  if (!arrived) return item
  return media.settle(item.media, verdictOn(item, arrived, checksumOf(item)))
}

/** What has arrived in parts, once it is put together. */
async function joined(item: MediaItem, mediaStore: Settling['mediaStore']) {
  const isWhole = item.uploadId !== undefined && (await mediaStore.join(item))
  return isWhole ? mediaStore.inspect(item.media) : undefined
}

/** As storage tells it: of one that goes up in parts, that of their checksums. A copy has none of its own. */
function checksumOf({ checksums, uploadId }: MediaItem): string | undefined {
  if (uploadId === undefined) return checksums[0]
  const digests = Buffer.concat(checksums.map((checksum) => Buffer.from(checksum, 'base64')))
  return `${createHash('sha256').update(digests).digest('base64')}-${checksums.length}`
}
