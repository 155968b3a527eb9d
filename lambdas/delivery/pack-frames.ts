import { MAX_FRAME_BYTES } from '@parley/protocol'

/**
 * As many items a frame as its 32 KB hold (each frame is paid for), in order. An item that alone is larger
 * gets a frame of its own.
 */
export function packFrames<Item>(items: readonly Item[], frame: (part: Item[]) => object): string[] {
  const frames: string[] = []
  let part: Item[] = []
  const envelope = bytesOf(frame([]))
  let size = envelope
  for (const item of items) {
    const bytes = bytesOf(item) + 1 // the comma
    if (part.length > 0 && size + bytes > MAX_FRAME_BYTES) {
      frames.push(JSON.stringify(frame(part)))
      part = []
      size = envelope
    }
    part.push(item)
    size += bytes
  }
  if (part.length > 0) frames.push(JSON.stringify(frame(part)))
  return frames
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}
