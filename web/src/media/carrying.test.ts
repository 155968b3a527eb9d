import type { Outgoing, Upload } from '@parley/client'
import { expect, test } from 'vitest'
import { isCarrying } from './carrying.ts'

const MB = 1024 * 1024
const pending = (upload?: Partial<Upload>) => ({ pending: [{ upload } as Outgoing] })

test.each([
  ['a large file that goes up', true, { status: 'uploading', total: 2 * MB }],
  ['a small one, which is kept', false, { status: 'uploading', total: MB }],
  ['one that is up', false, { status: 'ready', total: 2 * MB }],
  ['one that is no longer here', false, { status: 'held', total: 2 * MB }],
  ['a text', false, undefined],
] as const)('%s: %s', (_, isOne, upload) => {
  expect(isCarrying([pending(), pending(upload)])).toBe(isOne)
})
