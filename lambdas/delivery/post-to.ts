import { type ConnectionId, isStale, type Socket } from '@parley/domain'
import { logFault } from '../edge/log-fault.ts'
import type { Post, Sockets } from '../ports.ts'

type Using = { readonly sockets: Sockets; readonly post: Post; readonly now: () => number }

/**
 * Sends frames to one socket, in order. One bad socket is nobody else's trouble: what is gone is forgotten
 * (unless it is too young to be believed dead), and what will not go through is noted on the socket, whose
 * next ping says so. A fault nobody foresaw counts as that, and rings. Throws only if not even that could be done.
 */
export async function postTo(
  socket: Socket,
  frames: readonly string[],
  { sockets, post, now }: Using,
): Promise<void> {
  for (const frame of frames) {
    const outcome = await attempt(post, socket.connection, frame)
    if (outcome === 'sent') continue
    if (outcome === 'throttled' || outcome === 'failed') await sockets.miss(socket.connection)
    else if (isStale(socket, now())) await sockets.drop(socket.connection, socket)
    return
  }
}

/** What became of one post; a fault is logged. */
export async function attempt(
  post: Post,
  connection: ConnectionId,
  frame: string,
): Promise<Awaited<ReturnType<Post['send']>> | 'failed'> {
  try {
    return await post.send(connection, frame)
  } catch (fault) {
    logFault(fault)
    return 'failed'
  }
}
