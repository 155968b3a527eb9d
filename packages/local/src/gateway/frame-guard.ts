/**
 * Watches the frame lengths that a client announces. `ws` caps whole messages but hides frames,
 * and API Gateway closes on a frame over 32 KB even when the message would fit.
 *
 * Feed it the raw bytes as they come; `onOversized` is called once, as soon as the header is in.
 */
export function frameGuard(maxBytes: number, onOversized: () => void): (chunk: Buffer) => void {
  const header = Buffer.alloc(14)
  let have = 0
  let payloadLeft = 0
  let tripped = false

  return (chunk) => {
    for (let at = 0; at < chunk.length && !tripped; ) {
      if (payloadLeft > 0) {
        const skipped = Math.min(payloadLeft, chunk.length - at)
        payloadLeft -= skipped
        at += skipped
        continue
      }
      header[have++] = chunk[at++]!
      if (have < headerLength(header, have)) continue
      have = 0
      payloadLeft = payloadLength(header)
      if (payloadLeft > maxBytes) {
        tripped = true
        onOversized()
      }
    }
  }
}

// RFC 6455, 5.2: two bytes, an extended length of two or eight, and four of mask.
function headerLength(header: Buffer, have: number): number {
  if (have < 2) return 2
  const short = header[1]! & 0x7f
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0
  return 2 + extended + (header[1]! & 0x80 ? 4 : 0)
}

function payloadLength(header: Buffer): number {
  const short = header[1]! & 0x7f
  if (short === 126) return header.readUInt16BE(2)
  return short === 127 ? Number(header.readBigUInt64BE(2)) : short
}
