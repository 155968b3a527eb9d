import { MEDIA_BYTES_MAX } from '@parley/protocol'
import { DEFAULT_RULES, type Rules } from '../lambdas/rules.ts'
import type { Natives } from './native.ts'

/** Who vouches for people: the access token's `iss`, and the `aud` or `client_id` it must name. */
export type Identity = { issuer: string; audience: string }

/** With what addresses of downloads are signed: the public key (PEM), and the name of the secret with the private one. */
export type Downloads = { publicKey: string; privateKeySecret: string }

/** A name of one's own for the page, and the certificate for it: its ARN, in us-east-1. */
export type Page = { domain?: string; certificate?: string }

/** Where else than to AWS it may be deployed; `emulator.ts` says what differs there. */
const EMULATORS = ['localstack'] as const
type EmulatorName = (typeof EMULATORS)[number]

/** What a deployment may choose; every value has a default, so that `cdk deploy` alone is enough. */
export type Settings = {
  /** The stack's name. Two names are two separate systems in one account. */
  name: string
  /** Origins whose pages may call the APIs and open sockets; none means no browser may. */
  origins: string[]
  /** A foreign OIDC issuer; without one the stack brings its own Cognito user pool. */
  identity: Identity | undefined
  /** Deletion protection on whatever holds data, and keeping it when the stack goes. */
  protectData: boolean
  logRetentionDays: number
  /** Off by default: a log line per request costs an eighth of the request itself, see `nag.ts`. */
  accessLogs: boolean
  /** Megabytes; CPU grows with it. */
  memory: number
  /** Requests a second, and at once, on each API. */
  requestRate: number
  requestBurst: number
  /** The same for each route that needs no identity: sign-up, sign-in, refresh. */
  signInRate: number
  signInBurst: number
  /**
   * What the functions decide by, from the settings groupMembers, groupSmall (the most members of whom each gets an
   * inbox row a message: larger groups stay `large` for ever), editMinutes, deleteHours, retentionDays (0: messages stay),
   * the rates and bursts of messages of one conversation, device and user: conversationRate, conversationBurst …, and of
   * one person’s looking people up and uploading files: lookupRate, lookupBurst, uploadRate, uploadBurst; in seconds,
   * presenceHeartbeat (how often a device in use says so), presenceTimeout (after how long without it one is offline),
   * presenceWritten (how far apart writes of when one was last seen are) and pushAfterSeconds (how long a device may
   * take to receive what was posted to it before it is pushed to); and mediaMegabytes, the largest file.
   */
  rules: Rules
  /** The most stream records one invocation gets, and how many invocations share one shard. */
  streamBatch: number
  streamParallelization: number
  /**
   * CloudFront before the bucket of files, from the settings mediaPublicKey and mediaPrivateKeySecret; without them files
   * are fetched from S3 itself.
   */
  downloads: Downloads | undefined
  /**
   * The web client at CloudFront, unless the setting web is `off`; in an emulator only if it is `on`. Under CloudFront's
   * own name, or with webDomain and webCertificate under another one.
   */
  page: Page | undefined
  /** Where alarms are mailed; nobody is told without it. */
  alarmEmail: string | undefined
  /**
   * ARNs of SNS's platform applications by push service, in the stack's region, from the settings apnsApplication,
   * apnsSandboxApplication and fcmApplication; none means no pushes.
   */
  pushApplications: { readonly [Service in 'apns' | 'apns-sandbox' | 'fcm']?: string }
  /** Where native code has to run: `lambda` fetches that for Lambda once from the npm registry; `host` needs no network. */
  natives: Natives
  emulator: EmulatorName | undefined
}

const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/
const CERTIFICATE = /^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/[A-Za-z0-9-]+$/

/** Reads the settings from the app's context. Throws, naming the setting and what it takes. */
export function readSettings(context: (name: string) => unknown): Settings {
  const read = reader(context)
  const emulator = read.oneOf('emulator', EMULATORS)
  return {
    name: read.matching('name', /^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'letters, digits and hyphens') ?? 'Parley',
    origins: read.list('origins').map(origin),
    identity: identity(read.text('issuer'), read.text('audience')),
    protectData: read.flag('protectData', emulator === undefined),
    logRetentionDays: read.among('logRetentionDays', RETENTIONS, 30),
    accessLogs: read.flag('accessLogs', false),
    memory: read.whole('memory', 512, 128, 10_240),
    requestRate: read.whole('requestRate', 5_000, 1, 100_000),
    requestBurst: read.whole('requestBurst', 2_500, 1, 100_000),
    signInRate: read.whole('signInRate', 20, 1, 100_000),
    signInBurst: read.whole('signInBurst', 40, 1, 100_000),
    rules: rules(read),
    streamBatch: read.whole('streamBatch', 100, 1, 10_000),
    streamParallelization: read.whole('streamParallelization', 10, 1, 10),
    downloads: downloads(read.text('mediaPublicKey'), read.text('mediaPrivateKeySecret')),
    page: page(read, emulator ? 'off' : 'on'),
    alarmEmail: read.matching('alarmEmail', /^[^@\s]+@[^@\s]+$/, 'an e-mail address'),
    pushApplications: pushApplications(read),
    natives: read.oneOf('natives', ['lambda', 'host'] as const) ?? (emulator ? 'host' : 'lambda'),
    emulator,
  }
}

function rules(read: ReturnType<typeof reader>): Rules {
  const { whole } = read
  const { groups, paces, editWindow, deleteWindow, retention, mediaBytes, pushAfter } = DEFAULT_RULES
  const members = whole('groupMembers', groups.members, 2, GROUP_MEMBERS_MAX)
  const pace = (of: keyof Rules['paces']) => ({
    // Paces are kept in whole milliseconds, so none is finer than that.
    perSecond: whole(`${of}Rate`, paces[of].perSecond, 1, 1_000),
    burst: whole(`${of}Burst`, paces[of].burst, 1, 100_000),
  })
  return {
    groups: { members, small: whole('groupSmall', Math.min(groups.small, members), 2, GROUP_SMALL_MAX) },
    editWindow: whole('editMinutes', editWindow / MINUTE, 1, 366 * 24 * 60) * MINUTE,
    deleteWindow: whole('deleteHours', deleteWindow / HOUR, 1, 366 * 24) * HOUR,
    retention: whole('retentionDays', retention / DAY, 0, 3_650) * DAY,
    paces: {
      conversation: pace('conversation'),
      device: pace('device'),
      user: pace('user'),
      lookup: pace('lookup'),
      upload: pace('upload'),
    },
    presence: presence(read),
    mediaBytes: whole('mediaMegabytes', mediaBytes / MEGABYTE, 1, MEDIA_BYTES_MAX / MEGABYTE) * MEGABYTE,
    pushAfter: whole('pushAfterSeconds', pushAfter / SECOND, 0, SQS_DELAY_MAX) * SECOND,
  }
}

function pushApplications({ matching }: ReturnType<typeof reader>): Settings['pushApplications'] {
  const application = (setting: string, platform: string) => {
    const pattern = new RegExp(
      `^arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:app/${platform}/[A-Za-z0-9_.-]{1,256}$`,
    )
    return matching(setting, pattern, `the ARN of an SNS platform application of ${platform}`)
  }
  const apns = application('apnsApplication', 'APNS')
  const sandbox = application('apnsSandboxApplication', 'APNS_SANDBOX')
  const fcm = application('fcmApplication', 'GCM')
  return { ...(apns && { apns }), ...(sandbox && { 'apns-sandbox': sandbox }), ...(fcm && { fcm }) }
}

/** Who says nothing for a timeout has missed two heartbeats at least, and what was last written is not older than it. */
function presence({ whole }: ReturnType<typeof reader>): Rules['presence'] {
  const { heartbeat, timeout, written } = DEFAULT_RULES.presence
  const every = whole('presenceHeartbeat', heartbeat / SECOND, 1, 60)
  const gone = whole(
    'presenceTimeout',
    Math.max(timeout / SECOND, 2 * every),
    2 * every,
    PRESENCE_TIMEOUT_MAX,
  )
  const apart = whole('presenceWritten', Math.min(Math.max(written / SECOND, every), gone), every, gone)
  return { heartbeat: every * SECOND, timeout: gone * SECOND, written: apart * SECOND }
}

/** Seconds. */
const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Milliseconds. */
const SECOND = 1_000
const MEGABYTE = 1024 * 1024

/** All members are one item of at most 400 KB; rows are written by one invocation within its timeout. */
const GROUP_MEMBERS_MAX = 5_000
const GROUP_SMALL_MAX = 500
/** Seconds by which SQS can hold a message back; a look at somebody waits for a timeout and the time between two writes. */
const SQS_DELAY_MAX = 900
const PRESENCE_TIMEOUT_MAX = SQS_DELAY_MAX / 2

/** The days CloudWatch accepts, up to two years. */
const RETENTIONS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]

/** The command line gives text (`-c memory=1024`), cdk.json may give numbers, booleans and lists. */
function reader(context: (name: string) => unknown) {
  const text = (name: string) => {
    const value = context(name)
    return value === undefined || value === '' ? undefined : String(value)
  }
  const whole = (name: string, fallback: number, least: number, most: number) => {
    const value = Number(text(name) ?? fallback)
    const right = Number.isInteger(value) && value >= least && value <= most
    return right ? value : refuse(name, text(name), `a whole number from ${least} to ${most}`)
  }
  return {
    text,
    whole,
    among: (name: string, values: number[], fallback: number) => {
      const value = Number(text(name) ?? fallback)
      return values.includes(value) ? value : refuse(name, text(name), `one of ${values.join(', ')}`)
    },
    flag: (name: string, fallback: boolean) => {
      const value = text(name) ?? String(fallback)
      return value === 'true' || (value === 'false' ? false : refuse(name, value, 'true or false'))
    },
    list: (name: string) => {
      const value = context(name)
      const items = Array.isArray(value) ? value.map(String) : (text(name) ?? '').split(',')
      return items.map((item) => item.trim()).filter((item) => item !== '')
    },
    matching: (name: string, pattern: RegExp, what: string) => {
      const value = text(name)
      return value === undefined || pattern.test(value) ? value : refuse(name, value, what)
    },
    oneOf: <Value extends string>(name: string, values: readonly Value[]) => {
      const value = text(name)
      if (value === undefined) return undefined
      return values.find((known) => known === value) ?? refuse(name, value, `one of ${values.join(', ')}`)
    },
  }
}

function origin(value: string): string {
  const parsed = URL.canParse(value) ? new URL(value).origin : undefined
  return parsed === value
    ? value
    : refuse('origins', value, 'origins such as https://chat.example.com, without a path')
}

function identity(issuer: string | undefined, audience: string | undefined): Identity | undefined {
  if (issuer === undefined && audience === undefined) return undefined
  if (issuer === undefined) return refuse('issuer', issuer, 'an https address, because audience is set')
  if (audience === undefined) return refuse('audience', audience, 'a client id, because issuer is set')
  if (!issuer.startsWith('https://')) return refuse('issuer', issuer, 'an https address')
  return { issuer, audience }
}

function page(read: ReturnType<typeof reader>, usual: 'on' | 'off'): Page | undefined {
  const domain = read.matching('webDomain', DOMAIN, 'a name such as chat.example.com')
  const certificate = read.matching('webCertificate', CERTIFICATE, 'the ARN of a certificate in us-east-1')
  if (domain && !certificate)
    return refuse('webCertificate', certificate, 'the ARN of a certificate, because webDomain is set')
  if (certificate && !domain) return refuse('webDomain', domain, 'a name, because webCertificate is set')
  if ((read.oneOf('web', ['on', 'off'] as const) ?? usual) === 'off') return undefined
  return domain && certificate ? { domain, certificate } : {}
}

/** The command line has no lines: there, `\n` stands for their ends. */
function downloads(key: string | undefined, secret: string | undefined): Downloads | undefined {
  if (key === undefined && secret === undefined) return undefined
  const publicKey = key?.replaceAll('\\n', '\n').trim()
  if (!publicKey?.startsWith('-----BEGIN PUBLIC KEY-----')) {
    return refuse('mediaPublicKey', key, 'a public key as PEM, because mediaPrivateKeySecret is set')
  }
  if (secret === undefined)
    return refuse('mediaPrivateKeySecret', secret, 'the name of a secret, because mediaPublicKey is set')
  return { publicKey: `${publicKey}\n`, privateKeySecret: secret }
}

function refuse(name: string, value: unknown, what: string): never {
  throw new Error(
    `Setting ${name} is ${JSON.stringify(value) ?? 'not set'}; it takes ${what} (cdk deploy -c ${name}=…).`,
  )
}
