import { useState } from 'react'
import { EmojiPicker } from '../emoji/emoji-picker.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icon.tsx'

type Props = {
  /** Of the group, for its colour; of one that is yet to be made, anything. */
  readonly id: string
  readonly name: string
  readonly value: string | undefined
  readonly onChange: (symbol: string | undefined) => void
}

/** An emoji to stand for a group, or none: then its initials do. */
export function SymbolChooser({ id, name, value, onChange }: Props) {
  const [isOpen, setOpen] = useState(false)
  const choose = (symbol: string | undefined) => {
    setOpen(false)
    onChange(symbol)
  }
  return (
    <div className="picture-chooser">
      <Avatar id={id} name={name} symbol={value} size="large" group />
      <div className="picture-choices">
        <button
          type="button"
          className="secondary small"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="smile" />
          {value ? 'Change emoji' : 'Choose an emoji'}
        </button>
        {value && (
          <button type="button" className="secondary small" onClick={() => choose(undefined)}>
            <Icon name="trash" />
            Remove
          </button>
        )}
      </div>
      {isOpen && <EmojiPicker onPick={choose} />}
    </div>
  )
}
