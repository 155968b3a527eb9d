import { EmojiPicker as Picker } from 'frimousse'

/** All emoji, to be searched; their names come from beside the page when it first opens. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  return (
    <Picker.Root
      className="emoji-picker"
      columns={8}
      emojibaseUrl={new URL('emoji', document.baseURI).href}
      onEmojiSelect={({ emoji }) => onPick(emoji)}
    >
      <Picker.Search className="emoji-search" aria-label="Search emoji" placeholder="Search emoji" />
      <Picker.Viewport className="emoji-viewport">
        <Picker.Loading>Loading …</Picker.Loading>
        <Picker.Empty>No emoji found.</Picker.Empty>
        <Picker.List
          components={{
            CategoryHeader: ({ category, ...rest }) => (
              <div className="emoji-category" {...rest}>
                {category.label}
              </div>
            ),
            Row: ({ children, ...rest }) => (
              <div className="emoji-row" {...fromOne(rest)}>
                {children}
              </div>
            ),
            Emoji: ({ emoji, ...rest }) => (
              <button type="button" className="emoji" {...fromOne(rest)}>
                {emoji.emoji}
              </button>
            ),
          }}
        />
      </Picker.Viewport>
    </Picker.Root>
  )
}

type Counted = { 'aria-rowindex'?: number | undefined; 'aria-colindex'?: number | undefined }

/** The library counts rows and columns from nought, which no screen reader takes. */
function fromOne<T extends Counted>(props: T): T {
  const counted = { ...props }
  for (const index of ['aria-rowindex', 'aria-colindex'] as const)
    if (counted[index] !== undefined) counted[index] += 1
  return counted
}
