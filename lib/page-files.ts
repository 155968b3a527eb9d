import { join } from 'node:path'
import { AssetHashType, DockerImage, type ILocalBundling, RemovalPolicy } from 'aws-cdk-lib'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, CacheControl, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment'
import { Construct } from 'constructs'
import { buildPage } from './page-build.ts'

const ROOT = join(import.meta.dirname, '..')
/** What is named for its content: it is another file when it is another text. */
const HASHED = 'assets/*'
const FOR_EVER = 'public, max-age=31536000, immutable'
/** Megabytes, for whoever unpacks and copies the files while a deployment runs. */
const COPYING = 512

type Options = {
  readonly bucket: IBucket
  /** Told to the page, which asks for `endpoints.json`. */
  readonly endpoints: { readonly http: string; readonly socket: string }
}

/** The built page in its bucket, with what the deployment has to tell it. */
export class PageFiles extends Construct {
  constructor(scope: Construct, id: string, { bucket, endpoints }: Options) {
    super(scope, id)
    const shared = {
      destinationBucket: bucket,
      memoryLimit: COPYING,
      logGroup: new LogGroup(this, 'Logs', {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    }
    const hashed = new BucketDeployment(this, 'Hashed', {
      ...shared,
      sources: [built()],
      exclude: ['*'],
      include: [HASHED],
      // Pages that are open still ask for the parts of the build they came from.
      prune: false,
      cacheControl: [CacheControl.fromString(FOR_EVER)],
    })
    const named = new BucketDeployment(this, 'Named', {
      ...shared,
      sources: [built(), Source.jsonData('endpoints.json', endpoints)],
      exclude: [HASHED],
      cacheControl: [CacheControl.noCache()],
    })
    // No page is served before its parts are.
    named.node.addDependency(hashed)
  }
}

/** Built when the app is synthesised, as the functions are; equal sources give equal files. */
function built(): ISource {
  return Source.asset(join(ROOT, 'web'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: { image: DockerImage.fromRegistry('never-used'), local: new PageBundling() },
  })
}

class PageBundling implements ILocalBundling {
  tryBundle(directory: string): boolean {
    buildPage(directory)
    return true
  }
}
