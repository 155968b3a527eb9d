import { randomBytes } from 'node:crypto'

/** How an object came to be: the end of S3's event name. */
export type Creation = 'Put' | 'Post' | 'Copy' | 'CompleteMultipartUpload'

export type Created = {
  by: Creation
  bucket: string
  key: string
  size: number
  etag: string
  sourceIp: string
}

/** The notification as S3 sends it: there, keys are encoded as in a form. A bucket without versions names none. */
export function creationEvent(created: Created, region: string, now: Date): { Records: [object] } {
  const { by, bucket, key, size, etag } = created
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: now.toISOString(),
        eventName: `ObjectCreated:${by}`,
        userIdentity: { principalId: 'AWS:LOCAL' },
        requestParameters: { sourceIPAddress: created.sourceIp },
        responseElements: identifiers(),
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'local',
          bucket: {
            name: bucket,
            ownerIdentity: { principalId: 'LOCAL' },
            arn: `arn:aws:s3:::${bucket}`,
          },
          object: { key: encodedKey(key), size, eTag: etag, sequencer: sequencer(now) },
        },
      },
    ],
  }
}

/** What S3 sends to a queue or a topic once when it is told to notify it: no record of any object. */
export function configurationTest(bucket: string, now: Date): object {
  const { 'x-amz-request-id': RequestId, 'x-amz-id-2': HostId } = identifiers()
  const Time = now.toISOString()
  return { Service: 'Amazon S3', Event: 's3:TestEvent', Time, Bucket: bucket, RequestId, HostId }
}

const encodedKey = (key: string) =>
  encodeURIComponent(key)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, percent)

const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

let events = 0
/** Grows with every event of this process, and from one process to the next. */
const sequencer = (now: Date) =>
  `${now.getTime().toString(16)}${(++events).toString(16).padStart(8, '0')}`.toUpperCase()

const identifiers = () => ({
  'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
  'x-amz-id-2': randomBytes(32).toString('base64'),
})
