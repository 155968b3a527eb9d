/**
 * Fields and a file behind them as `multipart/form-data`, in bytes: where there is a `FormData`, it need not take a file
 * (React Native). `boundary`: what is in none of them.
 */
export function formOf(
  fields: Readonly<Record<string, string>>,
  file: Uint8Array,
  boundary: string,
): { headers: Record<string, string>; body: Uint8Array<ArrayBuffer> } {
  const parts = Object.entries(fields).map(([name, value]) => `${part(boundary, name)}\r\n\r\n${value}\r\n`)
  const before = `${parts.join('')}${part(boundary, 'file')}; filename="file"\r\nContent-Type: application/octet-stream\r\n\r\n`
  const [head, tail] = [before, `\r\n--${boundary}--\r\n`].map((text) => new TextEncoder().encode(text))
  const body = new Uint8Array(head!.length + file.length + tail!.length)
  body.set(head!)
  body.set(file, head!.length)
  body.set(tail!, head!.length + file.length)
  return { headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, body }
}

function part(boundary: string, name: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`
}
