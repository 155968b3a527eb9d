import { Aws, Duration, Names, RemovalPolicy } from 'aws-cdk-lib'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { contentSecurityPolicy } from './content-security-policy.ts'
import type { HttpApi } from './http-api.ts'
import type { MediaStore } from './media-store.ts'
import { PageFiles } from './page-files.ts'
import type { Settings } from './settings.ts'
import type { WebSocketApi } from './websocket-api.ts'

/** Every route of the wire lies below this; the page has no file there. */
const API = '/v1/*'

type Options = {
  readonly https: HttpApi
  readonly sockets: WebSocketApi
  readonly files: MediaStore
  readonly page: NonNullable<Settings['page']>
}

/**
 * The web client: a bucket that only CloudFront reads, and the HTTP API under the same origin, so that neither has to
 * know the other's name before it is made (docs/adr, the page's origin).
 */
export class WebPage extends Construct {
  /** Where people open it; also the `Origin` that its sockets come with. */
  readonly origin: string

  constructor(scope: Construct, id: string, { https, sockets, files, page }: Options) {
    super(scope, id)
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // All of it is built from the sources. A bucket goes only when it is empty.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    }) as IBucket
    const { domain, certificate } = page
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Web client',
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      ...(domain && {
        domainNames: [domain],
        // CloudFront's own certificate fixes it for its own name.
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', certificate!),
      }),
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket, {
          originAccessControl: new S3OriginAccessControl(this, 'Access', {
            originAccessControlName: this.#name('access'),
          }),
        }),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        // How long depends on what the file says of itself; in gzip and Brotli.
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        compress: true,
        responseHeadersPolicy: this.#guarded([sockets.url, ...files.hosts], files.hosts),
      },
      additionalBehaviors: { [API]: answeredBy(https) },
    })
    this.origin = `https://${domain ?? distribution.distributionDomainName}`
    new PageFiles(this, 'Files', { bucket, endpoints: { http: this.origin, socket: sockets.url } })
  }

  /** CloudFront knows no regions: a stack of this name may be in several. */
  #name(what: string): string {
    return `${Names.uniqueResourceName(this, { maxLength: 32 })}-${what}-${Aws.REGION}`
  }

  #guarded(connect: string[], media: string[]): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: this.#name('headers'),
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: contentSecurityPolicy(connect, media),
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      },
    })
  }
}

/** Nothing is kept on the way: answers are one person's. */
function answeredBy({ domain }: HttpApi): BehaviorOptions {
  return {
    origin: new HttpOrigin(domain),
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
  }
}
