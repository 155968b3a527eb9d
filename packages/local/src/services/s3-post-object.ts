import type { Readable } from 'node:stream'
import { checksum } from './s3-digests.ts'
import { readUploadForm } from './s3-form-stream.ts'
import { objectHeaders } from './s3-objects.ts'
import { checkPostPolicy } from './s3-post-policy.ts'
import { fullChecksum } from './s3-put-object.ts'
import { S3Refusal } from './s3-refusal.ts'
import { checksumHeaders, quoted, type S3Request } from './s3-request.ts'
import { xmlDocument } from './xml.ts'

// biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own placeholder, as it stands in a form
const FILENAME = '${filename}'

/** POST Object: an upload form, let in by its own signed policy. Its file goes to disk as it comes in. */
export async function postObject(
  request: Omit<S3Request, 'key'>,
  refuse: (key: string) => void,
  now: number,
): Promise<void> {
  const body = (request.context.request.req as Readable).iterator({ destroyOnReturn: false })
  try {
    await takeForm(body, request, refuse, now)
  } finally {
    // While it is iterated, nobody else could read what is left of it.
    await body.return?.()
  }
}

async function takeForm(
  body: AsyncIterator<Buffer>,
  request: Omit<S3Request, 'key'>,
  refuse: (key: string) => void,
  now: number,
): Promise<void> {
  const { context, bucket, objects, announce } = request
  const form = await readUploadForm(body, context.headers['content-type']!)
  const { fields } = form
  const key = fields.get('key')?.replaceAll(FILENAME, form.filename)
  if (!key) throw new S3Refusal('InvalidArgument', "Bucket POST must contain a field named 'key'.")
  fields.set('key', key)
  const range = checkPostPolicy({ bucket, fields }, now)
  refuse(key)
  const expected = { range, sha256: checksum(fields.get('x-amz-checksum-sha256')) }
  const { file, size, md5: etag, sha256 } = await objects.receive(form.file, expected)
  const info = { etag, headers: objectHeaders(Object.fromEntries(fields)), ...fullChecksum(sha256) }
  await objects.keep(bucket, key, file, info)
  announce('Post', key, { size, etag })
  context.set({ etag: quoted(etag), ...checksumHeaders(info) })
  answer(request, fields, key, etag)
}

/** As the form wishes to be answered: with a redirect, or with 200, 201 or, by default, 204. */
function answer(
  { context, bucket }: Omit<S3Request, 'key'>,
  fields: Map<string, string>,
  key: string,
  etag: string,
): void {
  const location = `http://${context.host}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`
  const redirect = fields.get('success_action_redirect') ?? fields.get('redirect')
  if (redirect !== undefined && URL.canParse(redirect)) {
    const target = new URL(redirect)
    for (const [name, value] of Object.entries({ bucket, key, etag: quoted(etag) }))
      target.searchParams.append(name, value)
    context.status = 303
    context.set({ location: target.href })
    return
  }
  const wanted = Number(fields.get('success_action_status'))
  context.status = [200, 201].includes(wanted) ? wanted : 204
  context.set({ location })
  if (context.status === 204) return
  context.body =
    context.status === 200
      ? ''
      : xmlDocument('PostResponse', { Location: location, Bucket: bucket, Key: key, ETag: quoted(etag) })
  if (context.status === 201) context.type = 'application/xml'
}
