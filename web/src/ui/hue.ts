/** How many colours there are for people and groups: `theme.css` has them by number. */
export const HUES = 10

/** One of the colours, the same for the same id. */
export function hueOf(id: string): number {
  return [...id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 9973, 7) % HUES
}
