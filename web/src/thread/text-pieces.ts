export type Piece =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'link'
      readonly text: string
      readonly url: string
      /** As it may be shown: with the name of the host that will be asked, in letters that no other one has. */
      readonly shown: string
    }
  | { readonly type: 'mention'; readonly text: string }

const TOKENS = /(https?:\/\/[^\s<>"'`\p{Bidi_Control}\p{Cc}]+)|(@[a-z][a-z0-9_.]{2,29})/giu

/** What a text is made of: words, addresses on the web, and `@handles` of those who are mentioned. */
export function piecesOf(text: string, mentioned: ReadonlySet<string>): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const { 0: found, 1: link, index } of text.matchAll(TOKENS)) {
    const token = link ? trimmed(found) : found.replace(/\.$/, '')
    const piece = link ? toLink(token) : mentioned.has(token.slice(1).toLowerCase()) && toMention(token)
    if (!piece) continue
    if (index > from) pieces.push({ type: 'text', text: text.slice(from, index) })
    pieces.push(piece)
    from = index + token.length
  }
  if (from < text.length) pieces.push({ type: 'text', text: text.slice(from) })
  return pieces
}

/** Whether a text is nothing but a few emoji, which are shown large. */
export function isJumbo(text: string): boolean {
  if (text.length > 40 || !/\p{Extended_Pictographic}/u.test(text)) return false
  const clusters = [...new Intl.Segmenter().segment(text.replace(/\s/g, ''))]
  return clusters.length <= 3 && clusters.every(({ segment }) => /\p{Extended_Pictographic}/u.test(segment))
}

function toLink(text: string): Piece | undefined {
  const url = URL.parse(text)
  // What stands before an `@` only looks like the host.
  if (!url || url.username || url.password) return undefined
  const isForeign = /[^\p{ASCII}]/u.test(text.split('/', 3)[2] ?? '')
  const address = isForeign ? url.href : text
  return { type: 'link', text, url: address, shown: address }
}

function toMention(text: string): Piece {
  return { type: 'mention', text }
}

/** The end of a sentence is no part of an address; nor is a bracket that was opened before it. */
function trimmed(found: string): string {
  const bare = found.replace(/[.,;:!?…]+$/, '')
  return bare.endsWith(')') && !bare.includes('(') ? bare.slice(0, -1) : bare
}
