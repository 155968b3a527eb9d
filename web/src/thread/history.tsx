import { useMe, useNews } from '@parley/client/react'
import {
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useReading } from '../hooks/use-reading.ts'
import { explain } from '../names.ts'
import { dayName } from '../times.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { useToast } from '../ui/toast.tsx'
import { Anchor } from './anchor.ts'
import { type Day, daysOf, keeping } from './items.ts'
import { Line } from './line.tsx'
import type { LogView } from './log-view.ts'
import { asMeant } from './meanwhile.ts'
import { useThread } from './thread-context.ts'
import { useNamesIn } from './use-names-in.ts'
import { roomFor, type Window } from './window.ts'

/** What is so near to the edge of what is loaded brings in what is behind it: in heights of the view. */
const NEAR = 1.25
const FLASH_MS = 1_600

export type HistoryHandle = { readonly jumpTo: (seq: number) => void; readonly toEnd: () => void }
type Props = {
  readonly view: LogView
  readonly window: Window
  readonly unreadAfter: number | undefined
  readonly ref: Ref<HistoryHandle>
}

/** What was said: a stretch of it that follows one through the history, and stays where it is while more comes in. */
export function History({ view, window, unreadAfter, ref }: Props) {
  const { conversation } = useThread()
  const say = useToast()
  useNews(conversation)
  const box = useRef<HTMLDivElement>(null)
  const lines = useRef<HTMLDivElement>(null)
  const anchor = useRef<Anchor>(undefined)
  /** Where to go once it is in the page. */
  const wanted = useRef<string>(unreadAfter === undefined ? undefined : 'unread')
  const [isAtEnd, setAtEnd] = useState(true)
  const [flash, setFlash] = useState<string>()
  const days = useDays(window, unreadAfter)
  const names = useNamesIn(window.messages)
  const onRead = useReading(conversation)

  const look = useCallback(() => {
    if (!box.current || !anchor.current || !view.window) return
    const { scrollTop, scrollHeight, clientHeight } = box.current
    const now = anchor.current.note()
    view.isFollowing = now.isAtEnd && !view.window.newer
    setAtEnd(view.isFollowing)
    onRead(Number(now.last?.dataset.seq ?? 0), view.isFollowing)
    view.room = roomFor(clientHeight)
    const near = clientHeight * NEAR
    if (scrollTop < near) void view.older()
    if (scrollHeight - scrollTop - clientHeight < near) void view.newer()
  }, [view, onRead])

  const settle = useCallback(() => {
    if (!box.current) return
    anchor.current ??= new Anchor(box.current)
    const key = wanted.current
    if (key === 'end') anchor.current.toEnd()
    const isShown =
      key !== undefined && (key === 'end' || anchor.current.show(key, key === 'unread' ? 'start' : 'center'))
    if (isShown) wanted.current = undefined
    else anchor.current.keep(view.isFollowing)
    look()
  }, [view, look])

  useLayoutEffect(settle)
  useEffect(() => {
    // Pictures that arrive and texts that unfold move lines without a drawing of this component.
    const observer = new ResizeObserver(settle)
    for (const each of [box.current, lines.current]) if (each) observer.observe(each)
    return () => observer.disconnect()
  }, [settle])

  const toEnd = useCallback(async () => {
    wanted.current = 'end'
    if (view.window?.newer) await view.toEnd()
    else settle()
  }, [view, settle])
  const jumpTo = useCallback(
    async (seq: number) => {
      if (!(await view.reach(seq))) return say('That message is not to be had any more.')
      const item = daysOf(view.window!.messages, [], undefined)
        .flatMap(({ items }) => items)
        .find((one) => 'message' in one && one.message.seq === seq)
      wanted.current = item?.key
      settle()
      setFlash(item?.key)
      setTimeout(() => setFlash(undefined), FLASH_MS)
    },
    [view, say, settle],
  )
  useImperativeHandle(ref, () => ({
    toEnd: () => void toEnd(),
    jumpTo: (seq) => void jumpTo(seq).catch((error: unknown) => say(explain(error))),
  }))

  return (
    <>
      <div
        ref={box}
        className="history"
        role="log"
        aria-live="off"
        aria-label="Messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled with the keyboard as well
        tabIndex={0}
        onScroll={look}
      >
        <div ref={lines} className="history-lines">
          {days.length === 0 && <p className="history-empty">Nothing was said yet. Say hello!</p>}
          {days.length > 0 && !window.older && <Beginning />}
          {days.map(({ key, at, items }) => (
            <div key={key} className="day-lines">
              <p className="line-note day">{dayName(at)}</p>
              {items.map((item) => (
                <Line key={item.key} item={item} isLit={item.key === flash} names={names} />
              ))}
            </div>
          ))}
        </div>
      </div>
      {!isAtEnd && (
        <div className="to-end">
          {conversation.unread > 0 && <span className="badge">{conversation.unread}</span>}
          <IconButton icon="down" label="To the newest message" onClick={() => void toEnd()} />
        </div>
      )}
    </>
  )
}

/** Keeps a few messages at the bottom of the page, where the newest one always is. */
function Beginning() {
  return <div className="history-beginning" />
}

function useDays(window: Window, unreadAfter: number | undefined): readonly Day[] {
  const { conversation } = useThread()
  const before = useRef<readonly Day[]>([])
  const pending = window.newer ? [] : conversation.pending
  const messages = asMeant(window.messages, conversation.pending, useMe()?.user)
  const days = keeping(before.current, daysOf(messages, pending, unreadAfter))
  useEffect(() => {
    before.current = days
  })
  return days
}
