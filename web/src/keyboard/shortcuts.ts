/** What can be asked for by keys from anywhere. */
export type Command = 'search' | 'next' | 'previous' | 'new-group' | 'settings' | 'regions' | 'help'

/** What `commandOf` looks at in a key event. */
export type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

type Shortcut = {
  readonly command: Command
  readonly fits: (press: Press) => boolean
}

const isMain = ({ ctrlKey, metaKey }: Press) => ctrlKey || metaKey
const isAlt = (press: Press) => press.altKey && !isMain(press) && !press.shiftKey

/** By `code` where Alt makes another letter of a key. */
const SHORTCUTS: readonly Shortcut[] = [
  { command: 'search', fits: (press) => isMain(press) && !press.altKey && press.key.toLowerCase() === 'k' },
  { command: 'next', fits: (press) => isAlt(press) && press.key === 'ArrowDown' },
  { command: 'previous', fits: (press) => isAlt(press) && press.key === 'ArrowUp' },
  { command: 'new-group', fits: (press) => isAlt(press) && press.code === 'KeyN' },
  { command: 'settings', fits: (press) => isAlt(press) && press.code === 'Comma' },
  { command: 'regions', fits: (press) => press.key === 'F6' && !isMain(press) && !press.altKey },
  { command: 'help', fits: (press) => isMain(press) && press.key === '/' },
]

/** What a key asks for; `isWriting`: it would write something where the focus is. */
export function commandOf(press: Press, isWriting: boolean): Command | undefined {
  if (press.key === '?' && !isWriting && !isMain(press) && !press.altKey) return 'help'
  return SHORTCUTS.find(({ fits }) => fits(press))?.command
}

/** Every shortcut in words, for the dialog that lists them: the keys, each of which is one of several, and what they do. */
export const WORDS: readonly {
  readonly title: string
  readonly keys: readonly (readonly [keys: readonly string[], words: string])[]
}[] = [
  {
    title: 'Everywhere',
    keys: [
      [['Ctrl K', '⌘ K'], 'Search, or find somebody new'],
      [['Alt ↓'], 'Next chat'],
      [['Alt ↑'], 'Previous chat'],
      [['Alt N'], 'New group'],
      [['Alt ,'], 'Settings'],
      [['F6'], 'From the chats to the messages, the box, and around'],
      [['Esc'], 'Close what is on top'],
      [['?', 'Ctrl /'], 'These shortcuts'],
    ],
  },
  {
    title: 'In the list of chats',
    keys: [
      [['↑', '↓'], 'Move through the chats'],
      [['Enter'], 'Open the chat, or the first that was found'],
      [['Shift F10', '☰'], 'Menu of the chat'],
    ],
  },
  {
    title: 'In the messages',
    keys: [
      [['↑', '↓'], 'Move through the messages'],
      [['Enter', 'Shift F10'], 'Menu of the message'],
      [['Esc'], 'Back to the box'],
    ],
  },
  {
    title: 'While writing',
    keys: [
      [['Enter'], 'Send'],
      [['Shift Enter'], 'New line'],
      [['↑'], 'Change the last message, in an empty box'],
      [['@'], 'Mention somebody, in a group'],
      [['Esc'], 'Do not answer or change after all'],
    ],
  },
]
