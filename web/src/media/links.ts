import type { Message } from '@parley/client'
import { piecesOf } from '../thread/text-pieces.ts'

const NOBODY: ReadonlySet<string> = new Set()

/** The addresses in what a message says, each once. */
export function linksOf({ kind, text, preview }: Message): string[] {
  if (kind !== 'message') return []
  const pieces = piecesOf(text ?? preview ?? '', NOBODY)
  return [...new Set(pieces.flatMap((piece) => (piece.type === 'link' ? [piece.url] : [])))]
}
