import type { ParleyErrorCode } from './error.ts'
import type { OutboxRecord } from './outbox-record.ts'
import type { UploadRecord } from './upload-record.ts'

/** After these the server is done with a file: it has to be brought up anew, under another client id. */
const OVER: readonly (ParleyErrorCode | undefined)[] = ['BAD_MEDIA', 'CANCELLED', 'IDEMPOTENCY_MISMATCH']

/** A message as it is tried again after it has failed: a file that may be gone is brought up first. */
export function renewed(
  { upload, ...record }: OutboxRecord,
  failed: ParleyErrorCode | undefined,
  newId: () => string,
): OutboxRecord {
  if (!upload) return record
  const isOver = OVER.includes(failed)
  if (!isOver && failed !== 'NOT_FOUND') return { ...record, upload }
  const { media: _, ...deed } = record.deed as Extract<OutboxRecord['deed'], { kind: 'message' }>
  return { ...record, deed, upload: isOver ? anew(upload, newId()) : upload }
}

/** Under another client id. What it is may have changed. */
export function anew(upload: UploadRecord, clientId: string): UploadRecord {
  if ('copied' in upload) return { ...upload, clientId }
  const { checksums: _, ...file } = upload.file
  return { ...upload, file: { ...file, clientId } }
}
