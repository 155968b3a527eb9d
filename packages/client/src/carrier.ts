import type { Media, MediaId } from '@parley/domain'
import type { OperationReply } from '@parley/protocol'
import { MEDIA_PART_BYTES } from '@parley/protocol/limits'
import { type Pause, waitAfter } from './backoff.ts'
import { toBase64 } from './base64.ts'
import type { Context } from './context.ts'
import { asParleyError, isFinal, ParleyError } from './error.ts'
import type { Source } from './file-source.ts'
import type { Run } from './run.ts'
import { Slots } from './slots.ts'
import { type Address, transfer } from './transfer.ts'

/** Pieces in memory, and on their way, at a time: of all files together. */
const AT_A_TIME = 3
/** How often the same thing may be refused in a row before it is not the moment's fault. */
const PATIENCE = 5

export type CarrierParts = Pick<Context, 'platform' | 'timing' | 'call'>
export type Told = OperationReply<'createUpload'>
/** `isUp`: storage has taken all of it; `hasMoved`: some of it, in this round; `failures`: rounds in a row in which it had not. */
type Way = { isUp: boolean; hasMoved: boolean; failures: number }
type Piece = Address & { readonly from: number; readonly to: number }

/** One file on its way to the server. */
export type Cargo = {
  /** Asks where it stands; always in the same words. */
  readonly ask: () => Promise<Told>
  /** The bytes, if they are at hand; `copy`: there are none to be sent. */
  readonly source: Source | 'copy' | undefined
  readonly isOnline: () => boolean
  /** When to give up, milliseconds since the epoch. */
  readonly until: number
  readonly run: Run
  /** Every wait: ended when the network is back, or with the run. */
  readonly pause: Pause
  readonly onMedia?: (media: MediaId) => void
  /** So much of it has gone, bytes. */
  readonly onSent?: (sent: number) => void
}

/** Brings files up, from wherever they stand; at most three pieces of 8 MB are in memory at a time. */
export class Carrier {
  readonly #parts: CarrierParts
  readonly #slots = new Slots(AT_A_TIME)

  constructor(parts: CarrierParts) {
    this.#parts = parts
  }

  /** SHA-256 of the whole, or of each part of a larger file, base64. */
  async checksums(source: Source, run: Run): Promise<string[]> {
    const sums: string[] = []
    for (let from = 0; from < source.bytes; from += MEDIA_PART_BYTES) {
      const sum = await this.#slots.run(async () => {
        run.mustGoOn()
        return this.#parts.platform.sha256(await source.read(from, from + MEDIA_PART_BYTES))
      })
      sums.push(toBase64(new Uint8Array(sum)))
    }
    return sums
  }

  /**
   * The file as a message will name it, once the server has checked it; undefined if bytes are missing that are not
   * at hand. Rejects with what no retry can help, `OUTBOX_EXPIRED`, or why the run has ended.
   */
  async carry(cargo: Cargo): Promise<Media | undefined> {
    const way: Way = { isUp: false, hasMoved: false, failures: 0 }
    for (;;) {
      const left = cargo.until - this.#parts.platform.now()
      cargo.run.mustGoOn()
      if (left <= 0) throw new ParleyError('OUTBOX_EXPIRED')
      if (cargo.isOnline()) {
        const result = await this.#round(cargo, way).catch((thrown) => asParleyError(thrown, 'INTERNAL'))
        cargo.run.mustGoOn()
        if (!(result instanceof ParleyError)) return result
        await this.#waitAfter(result, cargo, way, left)
      } else {
        await cargo.pause.for(left)
      }
    }
  }

  /** Throws what no wait can help. */
  async #waitAfter(error: ParleyError, cargo: Cargo, way: Way, left: number): Promise<void> {
    const { platform, timing } = this.#parts
    if (isFinal(error)) throw error
    way.failures = way.hasMoved ? 0 : way.failures + 1
    // Storage takes no other bytes than those that were announced.
    if (error.detail === 'storage: HTTP 400' && way.failures > PATIENCE) {
      throw new ParleyError('BAD_MEDIA', { detail: 'the file has changed', cause: error })
    }
    const wait = waitAfter(error, Math.max(0, way.failures - 1), timing, platform.random())
    if (cargo.isOnline()) await cargo.pause.for(Math.min(left, wait))
  }

  /** Asks what is missing, sends that, and has it checked. */
  async #round(cargo: Cargo, way: Way): Promise<Media | undefined> {
    way.hasMoved = false
    const told = await cargo.ask()
    cargo.onMedia?.(told.media as MediaId)
    cargo.run.mustGoOn()
    const { source } = cargo
    if (told.state !== 'waiting' || source === 'copy') return arrived(told)
    if (!source && told.parts?.length) return undefined
    if (source && !(told.form && way.isUp)) {
      const pieces = piecesOf(told, source.bytes)
      await this.#send(pieces, source, cargo, () => {
        way.hasMoved = true
      })
      way.isUp = true
    }
    try {
      return arrived(await this.#parts.call('completeUpload', { path: { media: told.media } }))
    } catch (error) {
      if ((error as ParleyError).code !== 'NOT_READY') throw error
      if (!source) return undefined
      if (way.failures > PATIENCE) way.isUp = false // whatever became of it
      throw error
    }
  }

  async #send(pieces: readonly Piece[], source: Source, cargo: Cargo, onMoved: () => void): Promise<void> {
    const waiting = [...pieces]
    const sent = new Map<Piece, number>(pieces.map((piece) => [piece, 0]))
    const missing = pieces.reduce((sum, { from, to }) => sum + to - from, 0)
    const tell = (piece: Piece, bytes: number) => {
      sent.set(piece, bytes)
      cargo.onSent?.([...sent.values()].reduce((sum, each) => sum + each, source.bytes - missing))
    }
    const failures: unknown[] = []
    const work = async () => {
      for (let piece = waiting.shift(); piece && failures.length === 0; piece = waiting.shift()) {
        const next = piece
        try {
          await this.#slots.run(() => this.#put(next, source, cargo, (bytes) => tell(next, bytes)))
          tell(next, next.to - next.from)
          onMoved()
        } catch (error) {
          tell(next, 0)
          failures.push(error)
        }
      }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, work))
    if (failures.length > 0) throw failures[0]
  }

  async #put(piece: Piece, source: Source, { run }: Cargo, onSent: (bytes: number) => void): Promise<void> {
    run.mustGoOn()
    const bytes = await source.read(piece.from, piece.to)
    run.mustGoOn()
    await transfer(this.#parts, piece, bytes, run, onSent)
  }
}

function piecesOf({ form, parts = [] }: Told, bytes: number): Piece[] {
  if (form) return [{ ...form, from: 0, to: bytes }]
  return parts.map(({ number, ...to }) => ({
    ...to,
    from: (number - 1) * MEDIA_PART_BYTES,
    to: Math.min(number * MEDIA_PART_BYTES, bytes),
  }))
}

/** Throws what became of it if it cannot be sent. */
function arrived({ state, descriptor, reason }: Told): Media {
  const media = descriptor as Media | undefined
  if (state === 'ready' && media) return media
  throw new ParleyError(state === 'refused' ? 'BAD_MEDIA' : 'NOT_READY', { detail: reason })
}
