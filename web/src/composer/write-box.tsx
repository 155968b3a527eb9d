import type { Message } from '@parley/client'
import { useChat } from '@parley/client/react'
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { later } from '../apart/later.tsx'
import { useDeed } from '../hooks/use-deed.ts'
import { useDraft } from '../hooks/use-draft.ts'
import { useName } from '../hooks/use-name.ts'
import { summary } from '../inbox/summary.ts'
import { AttachButton } from '../media/attach-button.tsx'
import { explain, inSentence } from '../names.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { useToast } from '../ui/toast.tsx'
import type { ComposerProps } from './composer.tsx'
import { MentionList } from './mention-list.tsx'
import { candidates, complete, mentionAt, mentionedIn } from './mentions.ts'
import type { ComposerMode } from './mode.ts'

const EmojiPicker = later(({ EmojiPicker }) => EmojiPicker)
const VoiceRecorder = later(({ VoiceRecorder }) => VoiceRecorder)

/** Where a message is written: Enter sends, Shift and Enter begins a line, the arrow up changes the last message. */
export function WriteBox({ conversation, mode, setMode, onFiles, onSent }: ComposerProps) {
  const chat = useChat()
  const say = useToast()
  const attempt = useDeed()
  const box = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useDraft(conversation, mode.edit)
  const [caret, setCaret] = useState(0)
  const [chosen, setChosen] = useState(0)
  const [isPicking, setPicking] = useState(false)
  const [isRecording, setRecording] = useState(false)
  const begun = conversation.kind === 'group' ? mentionAt(text, caret) : undefined
  const people = begun === undefined ? [] : candidates(chat, conversation, begun)

  useEffect(() => box.current?.focus(), [mode, isRecording])
  useEffect(() => {
    if (!box.current) return
    box.current.style.height = 'auto'
    box.current.style.height = `${box.current.scrollHeight}px`
  }, [text, isRecording])

  function change(message: Message): void {
    if (text !== message.text) attempt(() => conversation.edit(message, text))
  }

  function send(): void {
    if (text.trim() === '') return
    try {
      if (mode.edit) change(mode.edit)
      else {
        const mentions = mentionedIn(chat, conversation, text)
        conversation.send(text, {
          ...(mode.reply && { reply: mode.reply }),
          ...(mentions.length && { mentions }),
        })
      }
    } catch (error) {
      say(explain(error))
      return
    }
    setText('', true)
    setMode({})
    setPicking(false)
    onSent()
  }

  function insert(inserted: string): void {
    const { selectionStart: from, selectionEnd: to } = box.current!
    setText(text.slice(0, from) + inserted + text.slice(to))
    requestAnimationFrame(() =>
      box.current?.setSelectionRange(from + inserted.length, from + inserted.length),
    )
  }

  function mention(index: number): void {
    const person = people[index]
    if (!person) return
    const done = complete(text, caret, person)
    setText(done.text)
    setCaret(done.caret)
    requestAnimationFrame(() => {
      box.current?.focus()
      box.current?.setSelectionRange(done.caret, done.caret)
    })
  }

  function onMentionKey(key: string): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key]
    if (step) setChosen((chosen + step + people.length) % people.length)
    else if (key === 'Enter' || key === 'Tab') mention(chosen)
    else if (key === 'Escape') setCaret(0)
    else return false
    return true
  }

  function editLast(): boolean {
    // The last one is meant, never the one before it: while that is on its way, there is nothing to change.
    if (conversation.pending.some(({ kind }) => kind === 'message')) return false
    const edit = conversation.messages.findLast((one) => one.mine && one.kind === 'message' && !one.media)
    if (text === '' && edit) setMode({ edit })
    return text === '' && edit !== undefined
  }

  function onKey(event: KeyboardEvent): void {
    const { key, shiftKey } = event
    if (event.nativeEvent.isComposing || event.altKey) return
    const isMention = people.length > 0 && onMentionKey(key)
    if (isMention || (key === 'ArrowUp' && editLast())) event.preventDefault()
    else if (key === 'Enter' && !shiftKey) {
      event.preventDefault()
      send()
    } else if (key === 'Escape') {
      setPicking(false)
      setMode({})
    }
  }

  function onPaste(event: ClipboardEvent): void {
    const files = [...event.clipboardData.files]
    if (files.length === 0) return
    event.preventDefault()
    onFiles(files)
  }

  if (isRecording) {
    return (
      <VoiceRecorder
        conversation={conversation}
        reply={mode.reply}
        close={() => setRecording(false)}
        onSent={() => {
          setMode({})
          onSent()
        }}
      >
        <Above mode={mode} cancel={() => setMode({})} />
      </VoiceRecorder>
    )
  }
  return (
    <div className="composer">
      <Above mode={mode} cancel={() => setMode({})} />
      {people.length > 0 && <MentionList people={people} chosen={chosen % people.length} choose={mention} />}
      {isPicking && <EmojiPicker onPick={insert} />}
      <div className="composer-row">
        <IconButton
          icon="smile"
          label="Emoji"
          aria-expanded={isPicking}
          onClick={() => setPicking(!isPicking)}
        />
        {!mode.edit && <AttachButton onFiles={onFiles} />}
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          aria-label="Message"
          placeholder="Message"
          value={text}
          onChange={({ target }) => {
            setText(target.value)
            setCaret(target.selectionStart)
            setChosen(0)
            conversation.typing(target.value === '' ? 'nothing' : 'typing')
          }}
          onKeyDown={onKey}
          onPaste={onPaste}
        />
        {text.trim() === '' && !mode.edit ? (
          <IconButton icon="mic" label="Record a voice message" onClick={() => setRecording(true)} />
        ) : (
          <IconButton
            icon={mode.edit ? 'check' : 'send'}
            label={mode.edit ? 'Save' : 'Send'}
            className="accent"
            onClick={send}
          />
        )}
      </div>
    </div>
  )
}

function Above({ mode, cancel }: { mode: ComposerMode; cancel: () => void }) {
  const name = useName()
  const message = mode.edit ?? mode.reply
  if (!message) return null
  return (
    <div className="composer-above">
      <span className="quote">
        <strong dir="auto">
          {mode.edit ? 'Edit message' : `Reply to ${inSentence(name(message.from))}`}
        </strong>
        <span dir="auto">{summary(message).slice(0, 200)}</span>
      </span>
      <IconButton icon="close" label="Cancel" onClick={cancel} />
    </div>
  )
}
