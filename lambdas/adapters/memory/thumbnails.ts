import type { MediaId } from '@parley/domain'
import type { Thumbnails } from '../../ports.ts'
import { type MemoryQueue, memoryQueue } from './queue.ts'

type Image = { readonly media: MediaId; readonly compressed: boolean }
export type MemoryThumbnails = Thumbnails & Pick<MemoryQueue<Image>, 'take'>

/** Images that are to be made small, in memory. */
export function memoryThumbnails(): MemoryThumbnails {
  const { put, take } = memoryQueue<Image>()
  return { send: (media, compressed) => put([{ media, compressed }]), take }
}
