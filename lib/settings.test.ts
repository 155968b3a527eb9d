import { describe, expect, test } from 'vitest'
import { DEFAULT_RULES } from '../lambdas/rules.ts'
import { readSettings, type Settings } from './settings.ts'

const APPLICATION = 'arn:aws:sns:eu-central-1:000000000000'

function read(context: Record<string, unknown> = {}): Settings {
  return readSettings((name) => context[name])
}

describe('settings', () => {
  test('need nothing: a plain deployment is protected and opens to no browser but its own page’s', () => {
    expect(read()).toMatchObject({
      name: 'Parley',
      origins: [],
      identity: undefined,
      protectData: true,
      logRetentionDays: 30,
      accessLogs: false,
      rules: DEFAULT_RULES,
      downloads: undefined,
      page: {},
      pushApplications: {},
      natives: 'lambda',
      emulator: undefined,
    })
  })

  test('are text on the command line and JSON in cdk.json', () => {
    const text = {
      memory: '1024',
      protectData: 'false',
      origins: 'https://a.example, https://b.example:8443',
    }
    const json = {
      memory: 1024,
      protectData: false,
      origins: ['https://a.example', 'https://b.example:8443'],
    }
    expect(read(text)).toEqual(read(json))
    expect(read(json)).toMatchObject({ ...json })
  })

  test('bring native code for Lambda, but in an emulator only this machine’s', () => {
    expect(read({ emulator: 'localstack' }).natives).toBe('host')
    expect(read({ natives: 'host' }).natives).toBe('host')
  })

  test('protect nothing in an emulator unless told to', () => {
    expect(read({ emulator: 'localstack' }).protectData).toBe(false)
    expect(read({ emulator: 'localstack', protectData: true }).protectData).toBe(true)
  })

  test('bring the page unless told not to, and to an emulator only if told to', () => {
    expect(read({ web: 'off' }).page).toBeUndefined()
    expect(read({ emulator: 'localstack' }).page).toBeUndefined()
    expect(read({ emulator: 'localstack', web: 'on' }).page).toEqual({})
    expect(() => read({ web: 'yes' })).toThrow('web')
  })

  test('take a name for the page with its certificate, which CloudFront looks for in one region', () => {
    const webCertificate = 'arn:aws:acm:us-east-1:000000000000:certificate/0a-1b'
    const own = { webDomain: 'chat.example.com', webCertificate }
    expect(read(own).page).toEqual({ domain: 'chat.example.com', certificate: webCertificate })
    expect(read({ ...own, web: 'off' }).page).toBeUndefined()
    expect(() => read({ webDomain: 'chat.example.com' })).toThrow('webCertificate')
    expect(() => read({ webCertificate })).toThrow('webDomain')
    expect(() => read({ ...own, webDomain: 'https://chat.example.com' })).toThrow('webDomain')
    const elsewhere = webCertificate.replace('us-east-1', 'eu-central-1')
    expect(() => read({ ...own, webCertificate: elsewhere })).toThrow('us-east-1')
  })

  test('take a foreign issuer with its audience', () => {
    const identity = { issuer: 'https://id.example.com/', audience: 'chat' }
    expect(read(identity).identity).toEqual(identity)
  })

  test('say how large groups may be, how long one may edit and delete, and how fast people may write, look up and upload, and the times of presence and push', () => {
    const settings = {
      groupMembers: 1_000,
      groupSmall: 50,
      editMinutes: 5,
      deleteHours: 1,
      retentionDays: 30,
      conversationRate: 1,
      conversationBurst: 2,
      deviceRate: 3,
      deviceBurst: 4,
      userRate: 5,
      userBurst: 6,
      lookupRate: 7,
      lookupBurst: 8,
      uploadRate: 9,
      uploadBurst: 10,
      presenceHeartbeat: 4,
      presenceTimeout: 20,
      presenceWritten: 15,
      mediaMegabytes: 3,
      pushAfterSeconds: 11,
    }
    expect(read(settings).rules).toEqual({
      groups: { members: 1_000, small: 50 },
      editWindow: 300,
      deleteWindow: 3_600,
      retention: 2_592_000,
      paces: {
        conversation: { perSecond: 1, burst: 2 },
        device: { perSecond: 3, burst: 4 },
        user: { perSecond: 5, burst: 6 },
        lookup: { perSecond: 7, burst: 8 },
        upload: { perSecond: 9, burst: 10 },
      },
      presence: { heartbeat: 4_000, timeout: 20_000, written: 15_000 },
      mediaBytes: 3 * 1024 * 1024,
      pushAfter: 11_000,
    })
  })

  test('a group of fewer members than are small is small by default', () => {
    expect(read({ groupMembers: 20 }).rules.groups).toEqual({ members: 20, small: 20 })
  })

  test('times of presence go with the heartbeat: two may be missed, and no write is closer than one', () => {
    expect(read({ presenceHeartbeat: 30 }).rules.presence).toEqual({
      heartbeat: 30_000,
      timeout: 60_000,
      written: 30_000,
    })
    expect(read({ presenceTimeout: 10 }).rules.presence.written).toBe(10_000)
  })

  test.each([
    ['groupMembers', '1', 'a whole number from 2 to 5000'],
    ['groupMembers', '5001', 'a whole number from 2 to 5000'],
    ['groupSmall', '501', 'a whole number from 2 to 500'],
    ['editMinutes', '0', 'a whole number from 1'],
    ['deleteHours', '0', 'a whole number from 1'],
    ['retentionDays', '-1', 'a whole number from 0 to 3650'],
    ['conversationRate', '1001', 'a whole number from 1 to 1000'],
    ['deviceBurst', '0.5', 'a whole number from 1'],
    ['userRate', 'fast', 'a whole number from 1'],
    ['lookupRate', '0', 'a whole number from 1'],
    ['uploadBurst', '0', 'a whole number from 1'],
    ['presenceHeartbeat', '0', 'a whole number from 1 to 60'],
    ['presenceTimeout', '9', 'a whole number from 10 to 450'],
    ['presenceWritten', '31', 'a whole number from 5 to 30'],
    ['mediaMegabytes', '2049', 'a whole number from 1 to 2048'],
    ['pushAfterSeconds', '901', 'a whole number from 0 to 900'],
    ['memory', 'lots', 'a whole number from 128 to 10240'],
    ['memory', '127', 'a whole number from 128 to 10240'],
    ['memory', '512.5', 'a whole number from 128 to 10240'],
    ['streamParallelization', '11', 'a whole number from 1 to 10'],
    ['logRetentionDays', '31', 'one of 1, 3, 5'],
    ['protectData', 'yes', 'true or false'],
    ['natives', 'wasm', 'one of lambda, host'],
    ['emulator', 'moto', 'one of localstack'],
    ['name', '1st', 'letters, digits and hyphens'],
    ['origins', 'https://a.example/', 'without a path'],
    ['origins', '*', 'without a path'],
    ['origins', 'chat.example.com', 'without a path'],
    ['alarmEmail', 'me', 'an e-mail address'],
    ['apnsApplication', `${APPLICATION}:app/APNS_SANDBOX/parley`, 'an SNS platform application of APNS'],
    ['apnsSandboxApplication', `${APPLICATION}:app/APNS/parley`, 'application of APNS_SANDBOX'],
    ['fcmApplication', `${APPLICATION}:app/GCM/parley/*`, 'an SNS platform application of GCM'],
    ['fcmApplication', 'parley', 'an SNS platform application of GCM'],
    ['issuer', 'https://id.example.com', 'because issuer is set'],
    ['audience', 'chat', 'because audience is set'],
  ])('%s=%s is refused with what it takes', (name, value, takes) => {
    expect(() => read({ [name]: value })).toThrow(takes)
  })

  test('an issuer without TLS is refused', () => {
    expect(() => read({ issuer: 'http://id.example.com', audience: 'chat' })).toThrow('an https address')
  })

  test('a refusal names the setting, what it was and how to set it', () => {
    expect(() => read({ accessLogs: 'maybe' })).toThrow(
      'Setting accessLogs is "maybe"; it takes true or false (cdk deploy -c accessLogs=…).',
    )
  })
})

test('platform applications go by the push service that they are of', () => {
  const [apns, sandbox, fcm] = ['APNS', 'APNS_SANDBOX', 'GCM'].map((of) => `${APPLICATION}:app/${of}/parley`)
  const { pushApplications } = read({
    apnsApplication: apns,
    apnsSandboxApplication: sandbox,
    fcmApplication: fcm,
  })
  expect(pushApplications).toEqual({ apns, 'apns-sandbox': sandbox, fcm })
})
