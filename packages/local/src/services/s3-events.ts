type Notice = {
  eventName: string
  s3: { bucket: { name: string }; object: { key: string } }
}

/** What s3rver emits after each change of an object. */
export type S3Notification = { Records: [Notice] }

export const bucketOf = ({ Records: [record] }: S3Notification) => record.s3.bucket.name

export const isCreation = ({ Records: [record] }: S3Notification) =>
  record.eventName.startsWith('ObjectCreated:')

/** The notification as S3 sends it: there, keys are encoded as in a form. */
export function asSent(notification: S3Notification): S3Notification {
  const [record] = notification.Records
  const { bucket, object } = record.s3
  const key = encodeURIComponent(object.key).replaceAll('%20', '+').replaceAll('%2F', '/')
  const s3 = {
    ...record.s3,
    bucket: { ...bucket, arn: `arn:aws:s3:::${bucket.name}` },
    object: { ...object, key },
  }
  return { Records: [{ ...record, s3 }] }
}
