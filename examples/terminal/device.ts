import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { type ChatClient, createClient, ParleyError } from '@parley/client'
import { fileStorage } from '@parley/client/node'
import { accountFolder } from './account-folder.ts'
import type { Order } from './arguments.ts'
import { dropEndpoints, endpointsOf, keepEndpoints } from './endpoints.ts'
import { unlessStopped } from './stopping.ts'

/** What every command works with. */
export type Run = Pick<Order, 'words' | 'options'> & {
  readonly chat: ChatClient
  readonly stopped: AbortSignal
  readonly say: (line: string) => void
  /** Beside what is printed, for the person at the terminal. */
  readonly note: (line: string) => void
  /** Somebody has signed in: keeps where the backend is with the device. */
  readonly settle: () => void
  /** Nobody is signed in any more: forgets that. */
  readonly unsettle: () => void
}

/** Opens the device that a command is for, and closes it whatever happens: no lock stays behind. */
export async function withDevice<Result>(
  order: Order,
  io: Pick<Run, 'say' | 'note' | 'stopped'>,
  use: (run: Run) => Promise<Result>,
): Promise<Result> {
  const folder = accountFolder(order)
  const { http, socket } = await unlessStopped(endpointsOf(order.options, folder), io.stopped)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const chat = await createClient({
    httpUrl: http.replace(/\/$/, ''),
    socketUrl: socket,
    storage: fileStorage(folder),
    deviceName: `Terminal on ${hostname()}`.slice(0, 64),
  })
  try {
    const settle = () => keepEndpoints(folder, { http, socket })
    return await use({ ...order, ...io, chat, settle, unsettle: () => dropEndpoints(folder) })
  } finally {
    await chat.close()
  }
}

/** Connects; says so while that takes another try. Rejects with `Stopped`. */
export async function online({ chat, note, stopped }: Run): Promise<void> {
  mustBeSignedIn(chat)
  let isTold = false
  const stop = chat.on('connection', ({ state }) => {
    if (state === 'waiting' && !isTold) note('The server cannot be reached. Trying again; Ctrl-C stops.')
    isTold ||= state === 'waiting'
  })
  await unlessStopped(chat.connect(), stopped).finally(stop)
}

/** Connects if that works at the first try. */
export async function onlineIfPossible(run: Run): Promise<boolean> {
  const { chat } = run
  mustBeSignedIn(chat)
  const waits = Promise.withResolvers<boolean>()
  const stop = chat.on('connection', ({ state }) => state === 'waiting' && waits.resolve(false))
  return Promise.race([online({ ...run, note: () => {} }).then(() => true), waits.promise]).finally(stop)
}

function mustBeSignedIn(chat: ChatClient): void {
  if (!chat.me) throw new ParleyError('SIGNED_OUT')
}
