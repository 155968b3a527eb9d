/** What must not be in a file's name: controls, what turns text around, and what leads out of a folder. */
const HOSTILE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}/\\:*?"<>|]/gu
const LONGEST = 150

/**
 * How a browser is to take a file (RFC 6266): to show it, or to save it under a name. The name is its sender's, so it is
 * cleaned, given in ASCII for what knows no better, and encoded as RFC 8187 says.
 */
export function dispositionOf(isShown: boolean, name: string | undefined): string {
  const how = isShown ? 'inline' : 'attachment'
  const clean = name === undefined ? '' : cleaned(name)
  if (clean === '') return how
  const ascii = clean.replace(/[^\x20-\x7e]|%/g, '_')
  return `${how}; filename="${ascii}"; filename*=UTF-8''${encoded(clean)}`
}

/** A name that no system takes for a path, a hidden file or another kind of file than it is; the ending is kept. */
function cleaned(name: string): string {
  const chars = [...name.replace(HOSTILE, '_').replace(/^[.\s]+|[.\s]+$/g, '')]
  if (chars.length <= LONGEST) return chars.join('')
  const ending = /\.\w{1,10}$/.exec(chars.join(''))?.[0] ?? ''
  return chars.slice(0, LONGEST - ending.length).join('') + ending
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*!]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
