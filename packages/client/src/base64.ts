/** As many as a call may have arguments everywhere. */
const AT_A_TIME = 8_192

export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let from = 0; from < bytes.length; from += AT_A_TIME) {
    binary += String.fromCharCode(...bytes.subarray(from, from + AT_A_TIME))
  }
  return btoa(binary)
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}
