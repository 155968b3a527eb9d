import { describe, expect, test } from 'vitest'
import { readSettings, type Settings } from './settings.ts'

function read(context: Record<string, unknown> = {}): Settings {
  return readSettings((name) => context[name])
}

describe('settings', () => {
  test('need nothing: a plain deployment is protected and opens to no browser', () => {
    expect(read()).toMatchObject({
      name: 'Parley',
      origins: [],
      identity: undefined,
      protectData: true,
      logRetentionDays: 30,
      accessLogs: false,
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

  test('protect nothing in an emulator unless told to', () => {
    expect(read({ emulator: 'localstack' }).protectData).toBe(false)
    expect(read({ emulator: 'localstack', protectData: true }).protectData).toBe(true)
  })

  test('take a foreign issuer with its audience', () => {
    const identity = { issuer: 'https://id.example.com/', audience: 'chat' }
    expect(read(identity).identity).toEqual(identity)
  })

  test.each([
    ['memory', 'lots', 'a whole number from 128 to 10240'],
    ['memory', '127', 'a whole number from 128 to 10240'],
    ['memory', '512.5', 'a whole number from 128 to 10240'],
    ['streamParallelization', '11', 'a whole number from 1 to 10'],
    ['logRetentionDays', '31', 'one of 1, 3, 5'],
    ['protectData', 'yes', 'true or false'],
    ['emulator', 'moto', 'one of localstack'],
    ['name', '1st', 'letters, digits and hyphens'],
    ['origins', 'https://a.example/', 'without a path'],
    ['origins', '*', 'without a path'],
    ['origins', 'chat.example.com', 'without a path'],
    ['alarmEmail', 'me', 'an e-mail address'],
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
