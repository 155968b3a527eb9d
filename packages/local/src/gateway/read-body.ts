import type { IncomingMessage } from 'node:http'

/**
 * The whole request body, or `undefined` if it is longer than `limit` bytes.
 * What is over the limit is read and thrown away: a client that is still writing
 * would see a reset instead of the answer.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= limit) chunks.push(chunk)
  }
  return length <= limit ? Buffer.concat(chunks) : undefined
}
