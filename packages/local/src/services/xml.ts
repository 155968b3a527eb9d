export type Element = string | number | boolean | undefined | Element[] | { [name: string]: Element }

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const CHARACTERS = Object.fromEntries(
  Object.entries(ENTITIES).map(([character, entity]) => [entity, character]),
)

export const escapeXml = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!)

export const unescapeXml = (text: string) =>
  text.replace(/&(?:amp|lt|gt|quot);/g, (entity) => CHARACTERS[entity]!)

/** An XML document of one root element: a list repeats its element, what is undefined is left out. */
export const xmlDocument = (root: string, content: Element) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement(root, content)}`

/** One element, or one for each item of a list. */
export function xmlElement(name: string, content: Element): string {
  if (content === undefined) return ''
  if (Array.isArray(content)) return content.map((item) => xmlElement(name, item)).join('')
  const inner =
    typeof content === 'object'
      ? Object.entries(content)
          .map(([child, value]) => xmlElement(child, value))
          .join('')
      : escapeXml(String(content))
  return `<${name}>${inner}</${name}>`
}
