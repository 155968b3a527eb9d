import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  HttpMethods,
  type IBucket,
} from 'aws-cdk-lib/aws-s3'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { MEDIA_FOLDERS, type MediaFolder } from '../lambdas/media-folders.ts'
import type { ChatFunction } from './chat-function.ts'
import { MediaDownloads } from './media-downloads.ts'
import type { Settings } from './settings.ts'

const ALL = Object.keys(MEDIA_FOLDERS) as MediaFolder[]

/**
 * Files that messages bring along, and what was made of them. Devices reach the bucket by addresses that are good for one
 * object and a short time. There are no versions: what is deleted is gone.
 */
export class MediaStore extends Construct {
  readonly name: string
  /** Where files go up to and come down from. */
  readonly hosts: string[]
  readonly #arn: string
  readonly #downloads: MediaDownloads | undefined

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id)
    const { protectData, downloads } = settings
    const origins = pagesOf(settings)
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(2) }],
      ...(origins.length > 0 && { cors: [cors(origins)] }),
      removalPolicy: protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    this.name = bucket.bucketName
    this.#arn = bucket.bucketArn
    this.#downloads =
      downloads && new MediaDownloads(this, 'Downloads', { bucket: bucket as IBucket, downloads, origins })
    this.hosts = [
      `https://${bucket.bucketRegionalDomainName}`,
      ...(this.#downloads ? [this.#downloads.host] : []),
    ]
  }

  /** Tells a queue of every file that is brought up, and of what is made of it. */
  notify(queue: Queue): void {
    const bucket = this.node.findChild('Bucket').node.defaultChild as CfnBucket
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        // The bucket has no name before it is made, and it is made after this.
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    )
    bucket.notificationConfiguration = {
      queueConfigurations: [MEDIA_FOLDERS.original, MEDIA_FOLDERS.rendition].map((value) => ({
        event: 's3:ObjectCreated:*',
        queue: queue.queueArn,
        filter: { s3Key: { rules: [{ name: 'prefix', value }] } },
      })),
    }
    // S3 tries the queue when the bucket is made.
    bucket.node.addDependency(queue.node.findChild('Policy'))
  }

  /** What devices are handed addresses for, and what looks at a file that has arrived. */
  grantTransfer(to: ChatFunction): void {
    to.allow(['s3:PutObject', 's3:ListMultipartUploadParts'], ...this.#objects('original'))
    to.allow(['s3:GetObject'], ...this.#objects('original', 'display', 'thumbnail'))
    this.#open(to)
    to.tell('downloads', this.#downloads ? this.#downloads.told : '')
    this.#downloads?.grantSign(to)
  }

  /** Looking at what has arrived, and removing what belongs to no file any more. */
  grantLook(to: ChatFunction): void {
    to.allow(['s3:GetObject'], ...this.#objects('original', 'rendition'))
    to.allow(['s3:DeleteObject'], ...this.#objects(...ALL))
    this.#open(to)
  }

  /** Removing all of a file, what is still under way included. */
  grantRemove(to: ChatFunction): void {
    to.allow(['s3:DeleteObject'], ...this.#objects(...ALL))
    to.allow(['s3:AbortMultipartUpload'], ...this.#objects('original'))
    to.tell('mediaBucket', this.name)
  }

  /** Making pictures of an image: nothing else can be read, and what was brought up is not overwritten. */
  grantPictures(to: ChatFunction): void {
    to.allow(['s3:GetObject'], ...this.#objects('original'))
    to.allow(['s3:PutObject'], ...this.#objects('display', 'thumbnail', 'rendition'))
    to.tell('mediaBucket', this.name)
  }

  /** Who may not list a bucket is told of a missing object that it is forbidden: that could be any fault. */
  #open(to: ChatFunction): void {
    to.allow(['s3:ListBucket'], this.#arn)
    to.tell('mediaBucket', this.name)
  }

  #objects(...folders: MediaFolder[]): string[] {
    return folders.map((folder) => `${this.#arn}/${MEDIA_FOLDERS[folder]}*`)
  }
}

/**
 * The deployment's own page has no name before it is made, and then it has the bucket's in its headers: so any page of
 * CloudFront's may read what a signed address lets it fetch. Without such an address there is nothing to read.
 */
function pagesOf({ origins, page }: Settings): string[] {
  if (!page) return origins
  return [...origins, page.domain ? `https://${page.domain}` : 'https://*.cloudfront.net']
}

/** Pages of these origins send forms and parts, and fetch what they show. */
function cors(allowedOrigins: string[]) {
  return {
    allowedOrigins,
    allowedMethods: [HttpMethods.POST, HttpMethods.PUT, HttpMethods.GET, HttpMethods.HEAD],
    allowedHeaders: ['*'],
    exposedHeaders: ['ETag'],
    maxAge: 3_600,
  }
}
