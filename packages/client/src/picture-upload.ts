import { ParleyError } from './error.ts'
import type { FileSource, Upload } from './media-api.ts'
import type { Platform } from './platform.ts'
import type { Timing } from './timing.ts'
import { FileUpload } from './upload.ts'
import { packed } from './upload-record.ts'
import { anew } from './upload-renewed.ts'
import type { Uploads } from './uploads.ts'

/** Brings up a picture of oneself: in no conversation, connected or not, and forgotten with this client. */
export function uploadPicture(
  file: FileSource,
  { uploads, platform, timing }: { uploads: Uploads; platform: Platform; timing: Timing },
): Upload {
  const upload: FileUpload = new FileUpload(
    packed({ file, kind: 'image' }, undefined, platform.id),
    undefined,
    platform,
    {
      onCancel: () => {
        upload.fail(new ParleyError('CANCELLED'))
        uploads.forget(upload)
      },
      onRetry: () => {
        upload.record = anew(upload.record, platform.id())
        run()
      },
      onProgress: () => {},
    },
  )
  const run = () => {
    const until = platform.now() + timing.outboxMs
    void uploads.run({
      upload,
      until,
      isOnline: () => true,
      onReady: async (media) => upload.finish(media),
      onFailed: async (error) => upload.fail(error),
    })
  }
  run()
  return upload
}
