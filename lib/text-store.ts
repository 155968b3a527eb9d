import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { SHELF_DAYS, shelfOf, TEXT_ROOT } from '../lambdas/text-shelves.ts'
import type { ChatFunction } from './chat-function.ts'
import type { Settings } from './settings.ts'

/**
 * The bodies of long messages, each under its message's own key.
 * Versions cost nothing while a key is written once; a body overwritten or deleted by mistake can be
 * had back for as long as the tables can be restored. What disappears with its message lies in folders
 * that are emptied a day after the last of it may be read.
 */
export class TextStore extends Construct {
  readonly name: string
  readonly #arn: string

  constructor(scope: Construct, id: string, { protectData }: Settings) {
    super(scope, id)
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(35),
        },
        ...SHELF_DAYS.map((days) => ({
          prefix: shelfOf(days),
          expiration: Duration.days(days + 1),
          noncurrentVersionExpiration: Duration.days(1),
        })),
      ],
      removalPolicy: protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    this.name = bucket.bucketName
    this.#arn = bucket.bucketArn
  }

  /** Bodies can be written and read by key; none can be listed. */
  grantReadWrite(to: ChatFunction): void {
    to.allow(['s3:GetObject', 's3:PutObject'], `${this.#arn}/${TEXT_ROOT}*`)
    to.tell('textBucket', this.name)
  }

  /** Bodies can be deleted by key; a deleted one is kept as a version for a while. */
  grantDelete(to: ChatFunction): void {
    to.allow(['s3:DeleteObject'], `${this.#arn}/${TEXT_ROOT}*`)
    to.tell('textBucket', this.name)
  }
}
