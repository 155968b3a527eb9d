/** Which file of the page answers a request; undefined for what is not the page's: APIs, files of messages, other sites. */
export function fileFor(
  { url, method, mode }: Pick<Request, 'url' | 'method' | 'mode'>,
  scope: string,
  files: ReadonlySet<string>,
): string | undefined {
  const { origin, pathname, href } = new URL(url)
  const at = new URL(scope)
  if (method !== 'GET' || origin !== at.origin || !href.startsWith(at.origin + at.pathname)) return undefined
  const path = decodeURI(pathname.slice(at.pathname.length))
  if (path === '') return mode === 'navigate' ? 'index.html' : undefined
  return files.has(path) ? path : undefined
}
