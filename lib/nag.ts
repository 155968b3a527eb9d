import { MEDIA_FOLDERS } from '../lambdas/media-folders.ts'

/** One finding of cdk-nag's AwsSolutions rules that stands, and why. */
export type StandingFinding = {
  rule: string
  /** For rules with several findings: what the finding is about. */
  about?: string
  /** Construct paths, from the stack down, of the resources found. */
  at: RegExp
  reason: string
}

/**
 * Every finding that stands, each with its reason; test/infra holds the template to exactly these.
 * Nothing else may be found, and a reason that explains nothing any more has to go.
 */
export const STANDING_FINDINGS: StandingFinding[] = [
  {
    rule: 'AwsSolutions-APIG4',
    at: /^Sockets\/Api\/\$connect-Route/,
    reason:
      'The one-time ticket is spent by $connect itself, in the transaction that registers the socket, or the ' +
      'handshake is refused: an authorizer could do neither atomically (docs/adr, the one-time ticket).',
  },
  {
    rule: 'AwsSolutions-APIG4',
    at: /^Sockets\/Api\/(?!\$connect)/,
    reason:
      'API Gateway authorizes on $connect only. Who speaks on a frame is the socket’s row, written there.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    at: /^Https\/Api\/(POST--v1--(accounts|sessions|sessions--refresh)|PUT--v1--accounts--password)\//,
    reason:
      'Sign-up, sign-in, refresh and another password, for which the old one is asked, are where identity comes ' +
      'from; they are throttled on their own.',
  },
  {
    rule: 'AwsSolutions-APIG1',
    at: /^(Sockets|Https)\/Stage/,
    reason:
      'Access logs are a setting (accessLogs). A line per request costs an eighth of the request, and for ' +
      'sockets API Gateway wants an account-wide role first, so that a plain deployment would fail.',
  },
  {
    rule: 'AwsSolutions-COG1',
    at: /^Accounts\/Pool/,
    reason:
      'Ten characters or more, of any kind: rules of composition make people choose guessable passwords.',
  },
  {
    rule: 'AwsSolutions-COG2',
    at: /^Accounts\/Pool/,
    reason:
      'A second factor needs a challenge step in the wire and the client. Who wants one brings an issuer that ' +
      'has it (settings issuer and audience).',
  },
  {
    rule: 'AwsSolutions-COG8',
    at: /^Accounts\/Pool/,
    reason:
      'Threat protection is part of the Plus plan, several times the price of each person. Sign-in is ' +
      'throttled per route here and per person by Cognito.',
  },
  {
    rule: 'AwsSolutions-S1',
    at: /^Texts\/Bucket/,
    reason:
      'Three functions reach the bucket by key and the public cannot; an access log would bill every long ' +
      'message a second time. CloudTrail data events can be turned on where an audit asks for them.',
  },
  {
    rule: 'AwsSolutions-S1',
    at: /^Files\/Bucket/,
    reason:
      'Who may fetch a file is judged where its address is made, and that is counted there. An access log would bill ' +
      'each picture again. CloudTrail data events can be turned on where an audit asks for them.',
  },
  ...Object.values(MEDIA_FOLDERS).map((folder) => ({
    rule: 'AwsSolutions-IAM5',
    about: `/${folder}*`,
    at: /^(Http|MediaArrived|MediaGone|Thumbnails\/Function)\/Role/,
    reason: 'Object keys are those of files yet to be brought up: each folder is the narrowest resource.',
  })),
  {
    rule: 'AwsSolutions-SQS3',
    at: /^((Parts|Replays|Arrivals|Thumbnails\/Work)\/GivenUp|AnnounceFailed|MediaGoneFailed)/,
    reason: 'These are the dead-letter queues, each with an alarm on its first message.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    about: '/@connections/*',
    at: /^(Connect|Frame|Http|EndAccount|FanOut|DeliverPart|Replay|Announce)\/Role/,
    reason:
      'A connection id exists only once the socket is open: the stage’s sockets are the narrowest resource.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    about: '/text/*',
    at: /^(Http|FanOut|Replay)\/Role/,
    reason: 'Object keys are those of messages yet to be written: their prefix is the narrowest resource.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    about: '/stream/*',
    at: /^(FanOut|Announce|MediaGone)\/Role/,
    reason: 'ListStreams is authorised on the streams of a table, not on one of them.',
  },
]

/** The same of a stack with push services, beside those. */
export const PUSH_FINDINGS: StandingFinding[] = [
  {
    rule: 'AwsSolutions-IAM5',
    about: ':endpoint/',
    at: /^(Http|EndAccount|Pusher|PushFeedback)\/Role/,
    reason:
      'A device’s endpoint exists only once it registers: those of these applications are the narrowest resource.',
  },
]

/** The same of a stack with CloudFront before its files, beside those. */
export const DOWNLOAD_FINDINGS: StandingFinding[] = [
  {
    rule: 'AwsSolutions-CFR1',
    at: /^Files\/Downloads\/Distribution/,
    reason: 'People write to each other from everywhere; who may fetch a file is in its signed address.',
  },
  {
    rule: 'AwsSolutions-CFR2',
    at: /^Files\/Downloads\/Distribution/,
    reason:
      'Without a signed address nothing is fetched, and there is nothing behind it but files: a firewall has nothing to judge.',
  },
  {
    rule: 'AwsSolutions-CFR3',
    at: /^Files\/Downloads\/Distribution/,
    reason: 'An access log would hold signed addresses, which no log may.',
  },
  {
    rule: 'AwsSolutions-CFR4',
    at: /^Files\/Downloads\/Distribution/,
    reason:
      'CloudFront’s own certificate fixes the least version of TLS; what asks are the SDK’s own clients and browsers of today.',
  },
]

/** Of CDK's own function that copies the page into its bucket while a deployment runs. */
const COPYING = /^Custom::CDKBucketDeployment/

/** The same of a stack with the page, beside those. */
export const PAGE_FINDINGS: StandingFinding[] = [
  {
    rule: 'AwsSolutions-CFR1',
    at: /^Page\/Distribution/,
    reason: 'People write to each other from everywhere.',
  },
  {
    rule: 'AwsSolutions-CFR2',
    at: /^Page\/Distribution/,
    reason:
      'Files are the same for everybody, and the API behind it limits rates by itself: a firewall for each request would ' +
      'cost more than the request. Who wants one attaches it to the distribution.',
  },
  {
    rule: 'AwsSolutions-CFR3',
    at: /^Page\/Distribution/,
    reason: 'An access log would hold handles and addresses of people beside their IP addresses.',
  },
  {
    rule: 'AwsSolutions-CFR4',
    at: /^Page\/Distribution/,
    reason:
      'CloudFront’s own certificate fixes the least version of TLS; with webDomain and webCertificate it is 1.2.',
  },
  {
    rule: 'AwsSolutions-S1',
    at: /^Page\/Bucket/,
    reason: 'Only CloudFront reads the bucket, and what is in it is public.',
  },
  {
    rule: 'AwsSolutions-IAM4',
    at: COPYING,
    reason:
      'CDK’s own function writes its log by AWS’s policy for that, and runs only while a deployment does.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    at: COPYING,
    reason:
      'CDK’s own function reads the assets of deployments and writes the page’s bucket, and nothing else.',
  },
  {
    rule: 'AwsSolutions-L1',
    at: COPYING,
    reason: 'CDK’s own function has the runtime that CDK tests it with.',
  },
]
