import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { silent } from '../gateway/testing.ts'
import { startStaticSite } from './static-site.ts'

const LONG = 'talk()\n'.repeat(1_000)

async function site() {
  const directory = await mkdtemp(join(tmpdir(), 'site-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const root = join(directory, 'web')
  await mkdir(join(root, 'app'), { recursive: true })
  await mkdir(join(root, 'assets'))
  await writeFile(join(directory, 'secret.txt'), 'secret')
  await writeFile(join(root, '.env'), 'secret')
  await writeFile(join(root, 'index.html'), '<h1>home</h1>')
  await writeFile(join(root, 'app', 'index.html'), '<h1>app</h1>')
  await writeFile(join(root, 'app', 'main.JS'), 'main()')
  await writeFile(join(root, 'app', 'data.bin'), 'x')
  await writeFile(join(root, 'app', 'the-document.js'), 'x')
  await writeFile(join(root, 'assets', 'index-Domubavp.js'), LONG)
  await writeFile(join(root, 'app', 'manifest.webmanifest'), '{}')
  let socketUrl = 'ws://one'
  const config = () => ({ socketUrl })
  const started = await startStaticSite({ root, port: 0, config, log: silent })
  onTestFinished(() => started.stop())
  const move = (url: string) => {
    socketUrl = url
  }
  return { ...started, root, move }
}

/** As it is written: fetch would tidy the path first. */
async function rawGet(url: string, path: string): Promise<{ status: number; body: string }> {
  const { status, bytes } = await get(url, path)
  return { status, body: bytes.toString() }
}

/** As it comes over the wire: fetch would decode it. */
function get(url: string, path: string, headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(url)
  return new Promise<{ status: number; headers: IncomingHttpHeaders; bytes: Buffer }>((resolve, reject) => {
    request({ hostname, port, path, headers }, async (response) => {
      const bytes = Buffer.concat(await response.toArray())
      resolve({ status: response.statusCode!, headers: response.headers, bytes })
    })
      .on('error', reject)
      .end()
  })
}

test.each([
  ['/', '<h1>home</h1>', 'text/html; charset=utf-8'],
  ['/index.html?v=2', '<h1>home</h1>', 'text/html; charset=utf-8'],
  ['/app/', '<h1>app</h1>', 'text/html; charset=utf-8'],
  ['/app/main.JS', 'main()', 'text/javascript; charset=utf-8'],
  ['/app/data.bin', 'x', 'application/octet-stream'],
  ['/app/manifest.webmanifest', '{}', 'application/manifest+json'],
])('%s is served with its type', async (path, body, type) => {
  const { url } = await site()
  const response = await fetch(url + path)
  expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
    200,
    body,
    type,
  ])
})

test.each([
  '/missing.html',
  '/app',
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/app/..%2f..%2fsecret.txt',
  '/..\\secret.txt',
  '/..%5csecret.txt',
  '//secret.txt',
  '/.env',
  '/%2eenv',
  '/index.html%00.txt',
  '/%',
])('%s is not found', async (path) => {
  const { url } = await site()
  expect(await rawGet(url, path)).toEqual({ status: 404, body: 'Not Found' })
})

test('the page may talk to local APIs and nobody else', async () => {
  const { url } = await site()
  const policy = (await fetch(url)).headers.get('content-security-policy')
  expect(policy).toContain("default-src 'self'")
  expect(policy).toContain(
    "connect-src 'self' http://localhost:* ws://localhost:* http://127.0.0.1:* ws://127.0.0.1:*;",
  )
  expect(policy).toContain("worker-src 'self'")
})

test('endpoints.json says where the APIs are now', async () => {
  const { url, move } = await site()
  expect(await (await fetch(`${url}/endpoints.json`)).json()).toEqual({ socketUrl: 'ws://one' })
  move('ws://two')
  const response = await fetch(`${url}/endpoints.json`)
  expect(await response.json()).toEqual({ socketUrl: 'ws://two' })
  expect(response.headers.get('cache-control')).toBe('no-cache')
})

test('HEAD has no body, and nothing can be written', async () => {
  const { url } = await site()
  const head = await fetch(url, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '13', ''])
  const post = await fetch(url, { method: 'POST', body: 'x' })
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})

test.each([
  ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
  ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
] as const)('to who accepts %s, text goes as %s', async (accepted, coding, decode) => {
  const { url } = await site()
  const { headers, bytes } = await get(url, '/assets/index-Domubavp.js', { 'accept-encoding': accepted })
  expect([headers['content-encoding'], headers.vary]).toEqual([coding, 'accept-encoding'])
  expect(headers['content-length']).toBe(String(bytes.byteLength))
  expect(bytes.byteLength).toBeLessThan(LONG.length / 10)
  expect(decode(bytes).toString()).toBe(LONG)
})

test('to who accepts no coding text goes as it is, and what is short always does', async () => {
  const { url } = await site()
  const plain = await get(url, '/assets/index-Domubavp.js')
  expect([plain.headers['content-encoding'], plain.headers.vary]).toEqual([undefined, 'accept-encoding'])
  expect(plain.bytes.toString()).toBe(LONG)
  const short = await get(url, '/index.html', { 'accept-encoding': 'br' })
  expect([short.headers['content-encoding'], short.headers.vary]).toEqual([undefined, undefined])
})

test('a file with a hash in its name is kept for good, the others are asked for again', async () => {
  const { url } = await site()
  const control = async (path: string) => (await get(url, path)).headers['cache-control']
  expect(await control('/assets/index-Domubavp.js')).toBe('public, max-age=31536000, immutable')
  expect(await control('/app/the-document.js')).toBe('no-cache')
  expect(await control('/')).toBe('no-cache')
  expect(await control('/app/manifest.webmanifest')).toBe('no-cache')
})

test('who has a file already is not sent it again, until it is another', async () => {
  const { url, root } = await site()
  const { etag } = (await get(url, '/')).headers
  const again = () => get(url, '/', { 'if-none-match': etag! })
  expect(await again()).toMatchObject({ status: 304, bytes: Buffer.alloc(0) })
  await writeFile(join(root, 'index.html'), '<h1>moved home</h1>')
  expect(await again()).toMatchObject({ status: 200, bytes: Buffer.from('<h1>moved home</h1>') })
})
