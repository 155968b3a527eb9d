import type { S3Client } from '@aws-sdk/client-s3'
import type { MediaId } from '@parley/domain'
import { expect, it } from 'vitest'
import { make } from './make.ts'
import { s3Pictures } from './s3-pictures.ts'

const WORK = { media: 'media' as MediaId, compressed: true }

/** A bucket that answers every read with an error of this name, and tells what is put into it. */
function bucketWith(name: string) {
  const put: Record<string, unknown> = {}
  const send = async ({ input }: { input: { Key: string; Body?: unknown } }) => {
    if (input.Body === undefined) throw Object.assign(new Error('refused'), { name })
    put[input.Key] = input.Body
    return {}
  }
  return { put, pictures: s3Pictures({ send } as unknown as S3Client, 'bucket') }
}

it('makes nothing of a file that is gone', async () => {
  const { put, pictures } = bucketWith('NoSuchKey')
  await make(WORK, false, pictures)
  expect(put).toEqual({})
})

it('gives up at once a file that a bucket that it may not list says nothing of', async () => {
  const { put, pictures } = bucketWith('AccessDenied')
  await make(WORK, false, pictures)
  expect(put).toEqual({ 'rendition/media': JSON.stringify({ givenUp: 'failed' }) })
})

it('tries again what may go through in a moment', async () => {
  const { put, pictures } = bucketWith('SlowDown')
  await expect(make(WORK, false, pictures)).rejects.toThrow('refused')
  expect(put).toEqual({})
})
