import type { Conversation, Message } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useState } from 'react'
import { explain } from '../names.ts'
import { useToast } from '../ui/toast.tsx'
import { isJumbo, type Piece, piecesOf } from './text-pieces.ts'

const FOLDED_CHARS = 1_200
const FOLDED_LINES = 24

/** What a message says; a long one is folded, and fetched if it has not come along. */
export function MessageText({ conversation, message }: { conversation: Conversation; message: Message }) {
  const say = useToast()
  const [isOpen, setOpen] = useState(false)
  const [fetched, setFetched] = useState<string>()
  const whole = message.text ?? fetched
  const text = whole ?? message.preview ?? ''
  if (text === '') return null
  const shown = isOpen && whole !== undefined ? whole : folded(text)
  const isFolded = shown.length < text.length || whole === undefined
  const open = () => {
    setOpen(true)
    if (whole === undefined) {
      conversation.text(message).then(setFetched, (error: unknown) => {
        setOpen(false)
        say(explain(error))
      })
    }
  }
  return (
    <>
      <PlainText text={isFolded ? `${shown}…` : shown} mentions={message.mentions} />
      {isFolded && (
        <button type="button" className="link" onClick={open} disabled={isOpen}>
          {isOpen ? 'Loading …' : 'Show all'}
        </button>
      )}
    </>
  )
}

/** Text as it was written: never parsed, with addresses as links that are followed only when clicked. */
export function PlainText({ text, mentions = [] }: { text: string; mentions?: Message['mentions'] }) {
  const chat = useChat()
  const handles = new Set(mentions.map((user) => chat.person(user).handle ?? ''))
  const isMe = chat.me?.handle
  let at = 0
  return (
    <p className={isJumbo(text) ? 'said jumbo' : 'said'} dir="auto">
      {piecesOf(text, handles).map((piece) => {
        at += piece.text.length
        return <Part key={at} piece={piece} isMe={piece.text.slice(1).toLowerCase() === isMe} />
      })}
    </p>
  )
}

function Part({ piece, isMe }: { piece: Piece; isMe: boolean }) {
  if (piece.type === 'text') return piece.text
  if (piece.type === 'mention') return <span className={isMe ? 'mention own' : 'mention'}>{piece.text}</span>
  return (
    <a href={piece.url} target="_blank" rel="noopener noreferrer nofollow" dir="ltr" title={piece.url}>
      {piece.shown}
    </a>
  )
}

function folded(text: string): string {
  const lines = text.split('\n', FOLDED_LINES + 1)
  const start = lines.length > FOLDED_LINES ? lines.slice(0, FOLDED_LINES).join('\n') : text
  if (start.length <= FOLDED_CHARS * 1.2) return start
  return start
    .slice(0, FOLDED_CHARS)
    .toWellFormed()
    .replace(/\ufffd$/, '')
}
