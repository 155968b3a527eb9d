import type { Message } from '@parley/client'
import { useChat, useStatus } from '@parley/client/react'
import { type MouseEvent, useRef, useState } from 'react'
import { useName } from '../hooks/use-name.ts'
import { MediaView } from '../media/media-view.tsx'
import { clock, fullTime } from '../times.ts'
import { Avatar } from '../ui/avatar.tsx'
import { hueOf } from '../ui/hue.ts'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import type { Place } from '../ui/menu.tsx'
import { MessageMenu } from './message-menu.tsx'
import { MessageText } from './message-text.tsx'
import { Quote } from './quote.tsx'
import { Reactions } from './reactions.tsx'
import { useThread } from './thread-context.ts'
import { Tick } from './tick.tsx'

type Props = {
  readonly message: Message
  readonly isFirst: boolean
  readonly isLast: boolean
}

/** A message. */
export function Bubble({ message, isFirst, isLast }: Props) {
  const { conversation } = useThread()
  const chat = useChat()
  const name = useName()
  const [menu, setMenu] = useState<Place>()
  const more = useRef<HTMLButtonElement>(null)
  const { mine, from, kind } = message
  const isGroup = conversation.kind === 'group' && !mine
  const showMenu = (event: MouseEvent) => {
    if ((event.target as HTMLElement).closest('a')) return
    event.preventDefault()
    setMenu({ x: event.clientX, y: event.clientY })
  }
  const classes = [
    'line',
    mine ? 'mine' : 'theirs',
    isFirst && 'first',
    isLast && 'last',
    isGroup && 'in-group',
  ]
  return (
    <div className={classes.filter(Boolean).join(' ')}>
      {isGroup && isLast && <Avatar id={from} name={name(from)} person={chat.person(from)} size="small" />}
      <article className={`bubble ${mine ? 'mine' : 'theirs'}`} tabIndex={-1} onContextMenu={showMenu}>
        {isGroup && isFirst && (
          <strong className={`author ink-${hueOf(from)}`} dir="auto">
            {name(from)}
          </strong>
        )}
        {kind !== 'deleted' && <Luggage message={message} />}
        <div className="bubble-body">
          {kind === 'deleted' ? <Deleted /> : <MessageText conversation={conversation} message={message} />}
          <Foot message={message} />
        </div>
        {kind !== 'deleted' && <Reactions message={message} />}
      </article>
      <IconButton
        ref={more}
        icon="more"
        label="Message menu"
        className="message-more"
        tabIndex={-1}
        aria-haspopup="menu"
        onClick={() => {
          const { left, bottom } = more.current!.getBoundingClientRect()
          setMenu({ x: left, y: bottom })
        }}
      />
      {menu && <MessageMenu message={message} at={menu} close={() => setMenu(undefined)} />}
    </div>
  )
}

/** What comes along above the text. */
function Luggage({ message }: { message: Message }) {
  return (
    <>
      {message.forwarded && (
        <span className="forwarded">
          <Icon name="forward" /> Forwarded
        </span>
      )}
      {message.reply !== undefined && <Quote seq={message.reply} />}
      {message.media && <MediaView message={message} media={message.media} />}
    </>
  )
}

function Deleted() {
  return (
    <p className="said deleted">
      <Icon name="block" /> Message deleted
    </p>
  )
}

/** Receipts come without a change of the message. */
function OwnTick({ message }: { message: Message }) {
  const { conversation } = useThread()
  return <Tick status={useStatus(conversation, message)} />
}

function Foot({ message }: { message: Message }) {
  const { at, edited, starred, mine, kind, expiresAt } = message
  return (
    <footer>
      {starred && (
        <span title="Starred">
          <Icon name="star" className="filled" />
          <span className="hidden">Starred</span>
        </span>
      )}
      {expiresAt !== undefined && (
        <span title={`Disappears ${fullTime(expiresAt)}`}>
          <Icon name="timer" />
          <span className="hidden">{`Disappears ${fullTime(expiresAt)}`}</span>
        </span>
      )}
      {edited && <span>edited</span>}
      <time dir="auto" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
        {clock(at)}
      </time>
      {mine && kind === 'message' && <OwnTick message={message} />}
    </footer>
  )
}
