import { Duration } from 'aws-cdk-lib'
import {
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  KeyGroup,
  PriceClass,
  PublicKey,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import type { ChatFunction } from './chat-function.ts'
import type { Downloads } from './settings.ts'

/** No longer than an address is good: what is deleted is gone from the edges as well by then. */
const KEPT = Duration.minutes(15)

type Options = { readonly bucket: IBucket; readonly downloads: Downloads; readonly origins: string[] }

/**
 * CloudFront before the bucket of files: nearer to people, and with headers that S3 cannot give. Nothing is fetched
 * without an address that the deployment has signed.
 */
export class MediaDownloads extends Construct {
  /** What the function that signs is told, as JSON. */
  readonly told: string
  /** Where files are fetched from. */
  readonly host: string
  readonly #secret: ISecret

  constructor(scope: Construct, id: string, { bucket, downloads, origins }: Options) {
    super(scope, id)
    const { publicKey, privateKeySecret } = downloads
    this.#secret = Secret.fromSecretNameV2(this, 'PrivateKey', privateKeySecret)
    const key = new PublicKey(this, 'Key', { encodedKey: publicKey })
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Files of messages',
      priceClass: PriceClass.PRICE_CLASS_ALL,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        trustedKeyGroups: [new KeyGroup(this, 'Keys', { items: [key] })],
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy: this.#cached(),
        responseHeadersPolicy: this.#guarded(origins),
      },
    })
    const { distributionDomainName: domain } = distribution
    this.host = `https://${domain}`
    this.told = JSON.stringify({ domain, keyPair: key.publicKeyId, secret: privateKeySecret })
  }

  grantSign(to: ChatFunction): void {
    to.allow(['secretsmanager:GetSecretValue'], `${this.#secret.secretArn}-??????`)
  }

  /** As what a file is served is part of its address, and S3 is told it. */
  #cached(): CachePolicy {
    return new CachePolicy(this, 'Cache', {
      minTtl: Duration.seconds(0),
      defaultTtl: KEPT,
      maxTtl: KEPT,
      queryStringBehavior: CacheQueryStringBehavior.allowList(
        'response-content-type',
        'response-content-disposition',
      ),
    })
  }

  /** A file is never a page: nothing in it runs, is framed, or is taken for another type. */
  #guarded(origins: string[]): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        contentTypeOptions: { override: true },
        contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'; sandbox", override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'Cache-Control', value: `private, max-age=${KEPT.toSeconds()}`, override: true },
        ],
      },
      ...(origins.length > 0 && {
        corsBehavior: {
          accessControlAllowOrigins: origins,
          accessControlAllowMethods: ['GET', 'HEAD'],
          accessControlAllowHeaders: ['*'],
          accessControlAllowCredentials: false,
          originOverride: true,
        },
      }),
    })
  }
}
