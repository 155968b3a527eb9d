import { expect, test } from 'vitest'
import { fileFor } from './file-for.ts'

const SCOPE = 'https://chat.example.com/app/'
const FILES = new Set(['index.html', 'assets/index-abc.js', 'icon.svg'])
const get = (url: string, mode: RequestMode = 'no-cors', method = 'GET') =>
  fileFor({ url, mode, method }, SCOPE, FILES)

test('the page is opened at its address, whatever stands behind it', () => {
  expect(get(SCOPE, 'navigate')).toBe('index.html')
  expect(get(`${SCOPE}?as=bob`, 'navigate')).toBe('index.html')
  expect(get(`${SCOPE}index.html`, 'navigate')).toBe('index.html')
})

test('what the page is made of is answered', () => {
  expect(get(`${SCOPE}assets/index-abc.js`)).toBe('assets/index-abc.js')
  expect(get(`${SCOPE}icon.svg?v=2`)).toBe('icon.svg')
})

test.each([
  [`${SCOPE}endpoints.json`],
  [`${SCOPE}pushes`, 'navigate'],
  [`${SCOPE}assets/index-older.js`],
  ['https://chat.example.com/', 'navigate'],
  ['https://chat.example.com/appendix/icon.svg'],
  ['https://api.example.com/app/icon.svg'],
  [SCOPE, 'cors'],
  [`${SCOPE}icon.svg`, 'cors', 'POST'],
] as [string, RequestMode?, string?][])('%s is none of its business', (url, mode, method) => {
  expect(get(url, mode, method)).toBeUndefined()
})
