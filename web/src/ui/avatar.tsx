import type { Person } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useAddresses } from '../hooks/use-addresses.ts'
import { hueOf } from './hue.ts'
import { Icon } from './icon.tsx'

type Props = {
  readonly id: string
  readonly name: string
  readonly person?: Person | undefined
  readonly group?: boolean
  /** An emoji in the place of initials. */
  readonly symbol?: string | undefined
  readonly size?: 'small' | 'large'
}

/** Somebody's picture, an emoji, or initials on a colour that is always theirs. */
export function Avatar({ id, name, person, group, symbol, size }: Props) {
  const initials = initialsOf(name)
  return (
    <span className={`avatar ${size ?? ''} hue-${hueOf(id)}`} aria-hidden="true">
      {symbol ? (
        <span className="symbol">{symbol}</span>
      ) : (
        initials || <Icon name={group ? 'group' : 'person'} />
      )}
      {person?.picture && <Picture person={person} key={person.picture} />}
    </span>
  )
}

function Picture({ person }: { person: Person }) {
  const chat = useChat()
  const { download, renew, times } = useAddresses(`${person.user}/${person.picture}`, (refused) =>
    chat.picture(person.user, refused),
  )
  const url = download?.thumbnail?.url ?? download?.url
  return url ? <img key={times} src={url} alt="" onError={() => void renew()} /> : null
}

function initialsOf(name: string): string {
  const words = name
    .replace(/^@/, '')
    .split(/\s+/)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word))
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : '']
  return [first, last]
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase()
}
