import type { Conversation, Message } from '@parley/client'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { DocumentLink } from './document.tsx'
import { Lightbox } from './lightbox.tsx'
import { linksOf } from './links.ts'
import { SharedLink } from './shared-link.tsx'
import { Thumbnail } from './thumbnail.tsx'
import { isFile, isPicture, useShared } from './use-shared.ts'

const hasLink = (message: Message) => linksOf(message).length > 0
const TABS = {
  Media: { isOf: isPicture, none: 'No photos or videos yet' },
  Files: { isOf: isFile, none: 'No files yet' },
  Links: { isOf: hasLink, none: 'No links yet' },
} as const
type Tab = keyof typeof TABS
const NAMES = Object.keys(TABS) as Tab[]

/** What was sent in a conversation, by kind, newest first; older things are looked for as one comes to the end. */
export function Gallery({ conversation, close }: { conversation: Conversation; close: () => void }) {
  const [tab, setTab] = useState<Tab>('Media')
  const [opened, setOpened] = useState<Message>()
  const id = useId()
  const onKey = ({ key, currentTarget }: KeyboardEvent<HTMLElement>) => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const next = (NAMES.indexOf(tab) + step + NAMES.length) % NAMES.length
    setTab(NAMES[next]!)
    currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
  }
  return (
    <Dialog title="Media, files and links" close={close} className="gallery">
      <div className="tabs" role="tablist" aria-label="Kinds" onKeyDown={onKey}>
        {NAMES.map((name) => (
          <button
            type="button"
            role="tab"
            key={name}
            id={`${id} ${name}`}
            aria-selected={name === tab}
            tabIndex={name === tab ? 0 : -1}
            onClick={() => setTab(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" aria-labelledby={`${id} ${tab}`}>
        <Found key={tab} conversation={conversation} tab={tab} open={setOpened} close={close} />
      </div>
      {opened && (
        <Lightbox
          conversation={conversation}
          message={opened}
          close={() => setOpened(undefined)}
          onLeave={close}
        />
      )}
    </Dialog>
  )
}

type FoundProps = {
  readonly conversation: Conversation
  readonly tab: Tab
  readonly open: (message: Message) => void
  readonly close: () => void
}

function Found({ conversation, tab, open, close }: FoundProps) {
  const { isOf, none } = TABS[tab]
  const { found, more, isLooking, look } = useShared(conversation, isOf)
  const shown = found.toReversed()
  const show = (message: Message): ReactNode => {
    if (tab === 'Media')
      return <Thumbnail conversation={conversation} message={message} open={() => open(message)} />
    if (tab === 'Links') return <SharedLink message={message} close={close} />
    return (
      message.media && <DocumentLink conversation={conversation} message={message} media={message.media} />
    )
  }
  return (
    <>
      <ul className={tab === 'Media' ? 'thumbnails' : 'shared'}>
        {shown.map((message) => (
          <li key={message.seq}>{show(message)}</li>
        ))}
      </ul>
      {more ? (
        <Older isLooking={isLooking} look={() => void look()} />
      ) : (
        shown.length === 0 && <p className="empty">{none}</p>
      )}
    </>
  )
}

/** Looks for older ones when it comes into view. */
function Older({ isLooking, look }: { isLooking: boolean; look: () => void }) {
  const end = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isLooking) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && look())
    observer.observe(end.current!)
    return () => observer.disconnect()
  }, [isLooking, look])
  return (
    <button ref={end} type="button" className="link older" disabled={isLooking} onClick={look}>
      {isLooking ? 'Looking …' : 'Show older'}
    </button>
  )
}
