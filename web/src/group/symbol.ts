const PREFIX = 'emoji:'
const PART = String.raw`\p{ExtPict}(?:\uFE0F|\p{EMod})?[\u{E0020}-\u{E007F}]*`
/** One emoji: a flag, a key, or pictures joined into one. `\p{RGI_Emoji}` knows better, and takes most of a second to. */
const EMOJI = new RegExp(String.raw`^(?:\p{RI}\p{RI}|[\d#*]\uFE0F?\u20E3|${PART}(?:\u200D${PART})*)$`, 'u')

/** The emoji that stands for a group, as its `picture` names it; undefined for whatever else is written there. */
export function symbolIn(picture: string | undefined): string | undefined {
  if (!picture?.startsWith(PREFIX)) return undefined
  const symbol = picture.slice(PREFIX.length)
  return EMOJI.test(symbol) ? symbol : undefined
}

/** An emoji as a group's `picture`; empty for none. */
export function toPicture(symbol: string | undefined): string {
  return symbol ? `${PREFIX}${symbol}` : ''
}
