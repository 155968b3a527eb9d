import { Readable } from 'node:stream'
import type { PostForm } from './s3-post-policy.ts'
import { S3Refusal } from './s3-refusal.ts'

export type ParsedForm = PostForm & { file: Blob; filename: string }

/** Reads an upload form held in memory. Fields after the file are left out, as S3 does. */
export async function parsePostForm(bucket: string, body: Buffer, contentType: string): Promise<ParsedForm> {
  const entries = await formEntries(body, contentType)
  const fields = new Map<string, string>()
  for (const [name, value] of entries) {
    const isFile = name.toLowerCase() === 'file'
    if (isFile) {
      const file = typeof value === 'string' ? new Blob([value]) : value
      const filename = typeof value === 'string' ? '' : value.name
      return { bucket, fields: withFilename(fields, filename), file, filename, fileBytes: file.size }
    }
    if (typeof value !== 'string' || fields.has(name.toLowerCase())) {
      throw new S3Refusal('InvalidArgument', `POST requires one value of ${name}.`)
    }
    fields.set(name.toLowerCase(), value)
  }
  throw new S3Refusal('InvalidArgument', 'POST requires exactly one file upload per request.')
}

/** The form again, of nothing but what was checked: a second parser cannot read it otherwise. */
export function serializePostForm({ fields, file, filename }: ParsedForm): {
  body: Readable
  contentType: string
} {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  form.append('file', file, filename || 'file')
  const { body, headers } = new Response(form)
  return { body: Readable.fromWeb(body as never), contentType: headers.get('content-type')! }
}

async function formEntries(body: Buffer, contentType: string) {
  try {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData()
    return [...form.entries()]
  } catch {
    throw new S3Refusal(
      'MalformedPOSTRequest',
      'The body of your POST request is not well-formed multipart/form-data.',
    )
  }
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own placeholder, as it stands in a form
const FILENAME = '${filename}'

function withFilename(fields: Map<string, string>, filename: string): Map<string, string> {
  const key = fields.get('key')
  return key === undefined ? fields : new Map(fields).set('key', key.replaceAll(FILENAME, filename))
}
