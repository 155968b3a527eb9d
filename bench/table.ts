/** A table of text: the first column to the left, all others to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return [line(head), rule, ...rows.map(line)].map((text) => text.trimEnd()).join('\n')
}

/** As many digits as a reader needs: 0, 0.4, 14, 1,234. */
export function figure(value: number, digits = 1): string {
  const rounded = Number(value.toFixed(digits))
  return rounded.toLocaleString('en-US', { maximumFractionDigits: digits })
}

export function dollars(value: number, digits = 2): string {
  return value.toLocaleString('en-US', { style: 'currency', currency: 'USD', minimumFractionDigits: digits })
}
