import type { Conversation } from '@parley/client'
import { useState } from 'react'
import { useThread } from '../thread/thread-context.ts'
import { Icon } from '../ui/icon.tsx'
import { Gallery } from './gallery.tsx'
import { Thumbnail } from './thumbnail.tsx'
import { isPicture } from './use-shared.ts'

const SHOWN = 4

/** In a conversation's details: its newest pictures, and the way to all that was sent. */
export function SharedMedia({ conversation }: { conversation: Conversation }) {
  const { look } = useThread()
  const [isOpen, setOpen] = useState(false)
  const newest = conversation.messages.filter(isPicture).slice(-SHOWN).reverse()
  return (
    <section className="shared-media">
      <button type="button" className="action" onClick={() => setOpen(true)}>
        <Icon name="image" />
        <span className="grow">Media, files and links</span>
        <Icon name="forwardArrow" />
      </button>
      {newest.length > 0 && (
        <div className="thumbnails">
          {newest.map((message) => (
            <Thumbnail
              key={message.seq}
              conversation={conversation}
              message={message}
              open={() => look(message)}
            />
          ))}
        </div>
      )}
      {isOpen && <Gallery conversation={conversation} close={() => setOpen(false)} />}
    </section>
  )
}
