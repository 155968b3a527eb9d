/** Saves what is at an address under a name: storage has pages show a picture, not save it. */
export async function saveFile(url: string, name: string): Promise<void> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  const local = URL.createObjectURL(await response.blob())
  Object.assign(document.createElement('a'), { href: local, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(local), 60_000)
}
