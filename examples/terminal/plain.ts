/** Embeddings, overrides, isolates and marks of direction, by which a text could reorder what stands beside it. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
/** All that a terminal may take for an order. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g

/**
 * A stranger's text as one line that a terminal only shows: control characters become visible signs, so that no
 * escape sequence moves the cursor, names the window or writes the clipboard.
 */
export function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(DIRECTIONS, '')
    .replace(/[\u2028\u2029]/g, ' ')
    .replace(CONTROLS, sign)
}

/** The same of a text with lines; each but the first is marked, so that it cannot pass for another message. */
export function plainLines(text: string, mark: string): string {
  return text
    .split(/\r\n|[\n\u2028\u2029]/)
    .map((line) => plain(line.replaceAll('\t', '  ')))
    .join(`\n${mark}`)
}

/**
 * What is printed, cut into rows of so many columns: a terminal that wraps by itself would begin a row with whatever stands
 * there, which may look like another message. All that is not ASCII counts as two columns, which may be too many.
 */
export function inRows(printed: string, columns: number, mark: string): string {
  return printed
    .split('\n')
    .map((line) => rowsOf(line, columns, mark).join('\n'))
    .join('\n')
}

function rowsOf(line: string, columns: number, mark: string): string[] {
  const rows = ['']
  let width = 0
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    const wide = /^[ -~]*$/.test(segment) ? segment.length : 2 * [...segment].length
    if (width + wide > columns && width > mark.length) {
      rows.push(mark)
      width = mark.length
    }
    rows.push(`${rows.pop()}${segment}`)
    width += wide
  }
  return rows
}

function sign(control: string): string {
  const code = control.codePointAt(0)!
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  return code === 0x7f ? '\u2421' : `<${code.toString(16)}>`
}
