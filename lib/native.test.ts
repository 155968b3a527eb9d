import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { layNative } from './native.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-native-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the thumbnail function is the only one that needs something beside its bundle', () => {
  expect(bundle('lambdas/thumbnail.ts').natives).toEqual(['sharp'])
  expect(bundle('lambdas/frame.ts').natives).toEqual([])
})

test('what is laid beside a bundle runs from there, by itself', async () => {
  layNative('sharp', folder, 'host')
  writeFileSync(join(folder, 'index.mjs'), "export { default } from 'sharp'")
  const { default: sharp } = await import(pathToFileURL(join(folder, 'index.mjs')).href)
  const picture = { create: { width: 2, height: 1, channels: 3, background: '#000' } }
  expect((await sharp(picture).png().toBuffer({ resolveWithObject: true })).info).toMatchObject({ width: 2 })
})

test('for Lambda its platform’s code comes along, of the same version', { timeout: 120_000 }, () => {
  layNative('sharp', folder, 'lambda')
  const platforms = readdirSync(join(folder, 'node_modules', '@img'))
  expect(platforms).toEqual(expect.arrayContaining(['sharp-linux-arm64', 'sharp-libvips-linux-arm64']))
})
