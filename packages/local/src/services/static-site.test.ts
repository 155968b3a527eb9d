import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { silent } from '../gateway/testing.ts'
import { startStaticSite } from './static-site.ts'

async function site() {
  const directory = await mkdtemp(join(tmpdir(), 'site-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const root = join(directory, 'web')
  await mkdir(join(root, 'app'), { recursive: true })
  await writeFile(join(directory, 'secret.txt'), 'secret')
  await writeFile(join(root, '.env'), 'secret')
  await writeFile(join(root, 'index.html'), '<h1>home</h1>')
  await writeFile(join(root, 'app', 'index.html'), '<h1>app</h1>')
  await writeFile(join(root, 'app', 'main.JS'), 'main()')
  await writeFile(join(root, 'app', 'data.bin'), 'x')
  let socketUrl = 'ws://one'
  const config = () => ({ socketUrl })
  const started = await startStaticSite({ root, port: 0, config, log: silent })
  onTestFinished(() => started.stop())
  const move = (url: string) => {
    socketUrl = url
  }
  return { ...started, move }
}

/** As it is written: fetch would tidy the path first. */
function rawGet(url: string, path: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, async (response) => {
      resolve({ status: response.statusCode!, body: (await response.toArray()).join('') })
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
