/** Controls, and what turns the direction of the letters around it: `photo\u202egpj.exe` would read as `photoexe.jpg`. */
const UNSEEN = /[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu
const END = /^(.+?)(\.[\p{L}\p{N}]{1,8})$/su

/** A file's name as it is shown: the end says what it is and is always seen. */
export type ShownName = { readonly stem: string; readonly end: string }

/** Splits a name before its ending, without what is not seen. */
export function shownName(name: string | undefined, otherwise: string): ShownName {
  const seen = (name ?? '').replace(/\s+/g, ' ').replace(UNSEEN, '').trim() || otherwise
  const [, stem = seen, end = ''] = END.exec(seen) ?? []
  return { stem, end }
}

/** The name as one piece of text: of what is read out, and of what is saved. */
export function plainName(name: string | undefined, otherwise: string): string {
  const { stem, end } = shownName(name, otherwise)
  return stem + end
}
