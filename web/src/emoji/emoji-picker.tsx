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
              <div className="emoji-row" {...rest}>
                {children}
              </div>
            ),
            Emoji: ({ emoji, ...rest }) => (
              <button type="button" className="emoji" {...rest}>
                {emoji.emoji}
              </button>
            ),
          }}
        />
      </Picker.Viewport>
    </Picker.Root>
  )
}
