import type { ConnectionId } from '@parley/domain'
import { expect, it } from 'vitest'
import type { Post } from '../../lambdas/ports.ts'
import { eventually } from '../fixtures/eventually.ts'

export type PostUnderTest = {
  readonly post: Post
  /** Opens a socket; `received` is what has come over it so far. */
  connect(): Promise<{ connection: ConnectionId; received: () => string[]; isOpen: () => boolean }>
  /** From now on everything posted is throttled. */
  throttle(): void
}

/** What every Post guarantees. */
export function postContract(start: () => Promise<PostUnderTest>): void {
  it('hands frames to the socket, in the order they were sent', async () => {
    const { post, connect } = await start()
    const { connection, received } = await connect()
    const frames = Array.from({ length: 20 }, (_, index) =>
      JSON.stringify({ index, text: '\u{1f600}\u0000' }),
    )
    for (const frame of frames) expect(await post.send(connection, frame)).toBe('sent')
    await eventually(() => expect(received()).toEqual(frames))
  })

  it('keeps sockets apart', async () => {
    const { post, connect } = await start()
    const [one, other] = [await connect(), await connect()]
    await post.send(one.connection, 'for one')
    await post.send(other.connection, 'for the other')
    await eventually(() => {
      expect(one.received()).toEqual(['for one'])
      expect(other.received()).toEqual(['for the other'])
    })
  })

  it('says that a closed socket is gone, however often it is asked', async () => {
    const { post, connect } = await start()
    const { connection, isOpen } = await connect()
    await post.close(connection)
    await eventually(() => expect(isOpen()).toBe(false))
    expect(await post.send(connection, 'frame')).toBe('gone')
    expect(await post.send(connection, 'frame')).toBe('gone')
  })

  it('says that a socket which never was is gone', async () => {
    const { post } = await start()
    expect(await post.send('AAAAAAAAAAAAAAA=' as ConnectionId, 'frame')).toBe('gone')
  })

  it('closes what is closed already without complaint', async () => {
    const { post, connect } = await start()
    const { connection } = await connect()
    await post.close(connection)
    await expect(post.close(connection)).resolves.toBeUndefined()
  })

  it('gives up on what is throttled, and says so', async () => {
    const { post, connect, throttle } = await start()
    const { connection, received } = await connect()
    throttle()
    expect(await post.send(connection, 'frame')).toBe('throttled')
    expect(received()).toEqual([])
  })
}
