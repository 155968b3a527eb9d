/** What a line that was written in `follow` asks for. */
export type Wish =
  | { readonly do: 'nothing' | 'help' | 'more' | 'who' | 'retry' | 'quit' }
  | { readonly do: 'send'; readonly text: string }
  | { readonly do: 'reply' | 'edit' | 'react'; readonly seq: number; readonly text: string }
  | { readonly do: 'delete'; readonly seq: number }
  | { readonly do: 'file'; readonly path: string }
  | { readonly do: 'save'; readonly seq: number; readonly path?: string }
  | { readonly do: 'wrong'; readonly why: string }

/** What `/help` prints. */
export const SLASHES = `  /reply 12 text    answer a message by its number
  /edit 12 text     change an own one
  /delete 12        delete it for everyone
  /react 12 👍      react to it; without an emoji, take that back
  /file path        send a file
  /save 12 [path]   save a message's file
  /more             older messages
  /who              who is in it, and who has read the last message
  /retry            try failed messages again
  /quit             end; so does Ctrl-C
  //text            a text that begins with /`

const FORMS: Record<string, string> = {
  reply: '/reply 12 text',
  edit: '/edit 12 text',
  delete: '/delete 12',
  react: '/react 12 👍',
  file: '/file path',
  save: '/save 12 [path]',
}

/** Reads a line. */
export function parseLine(line: string): Wish {
  if (line.trim() === '') return { do: 'nothing' }
  if (!line.startsWith('/')) return { do: 'send', text: line }
  if (line.startsWith('//')) return { do: 'send', text: line.slice(1) }
  const [, name = '', rest = ''] = /^\/(\S*)\s*(.*)$/s.exec(line) ?? []
  switch (name) {
    case 'help':
    case 'more':
    case 'who':
    case 'retry':
    case 'quit':
      return { do: name }
    case 'file':
      return rest === '' ? wrong(name) : { do: 'file', path: rest.trim() }
    default:
      return aboutMessage(name, rest)
  }
}

function aboutMessage(name: string, rest: string): Wish {
  if (!Object.hasOwn(FORMS, name))
    return { do: 'wrong', why: `There is no /${name}: /help lists what there is.` }
  const [, digits, text = ''] = /^#?(\d{1,15})(?:\s+(.*))?$/s.exec(rest.trim()) ?? []
  const seq = Number(digits)
  if (!seq) return wrong(name)
  if (name === 'delete') return text === '' ? { do: name, seq } : wrong(name)
  if (name === 'save') return text === '' ? { do: name, seq } : { do: name, seq, path: text }
  if (name === 'react') return { do: name, seq, text }
  if (text === '') return wrong(name)
  return { do: name === 'edit' ? 'edit' : 'reply', seq, text }
}

function wrong(name: string): Wish {
  return { do: 'wrong', why: `Write: ${FORMS[name]}` }
}
