import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ENVIRONMENT, type Variable } from '../../lambdas/environment.ts'
import { DEFAULT_RULES, type Rules, readRules } from '../../lambdas/rules.ts'
import { bundle } from '../../lib/bundle.ts'
import { NATIVE } from '../../lib/native.ts'
import {
  all,
  deployedFiles,
  digestOf,
  inFolder,
  only,
  type Properties,
  stackWith,
  synthesise,
  type Template,
  text,
} from './synthesise.ts'

/** Logical name → entry point. */
const FUNCTIONS = {
  Connect: 'connect',
  Disconnect: 'disconnect',
  Frame: 'frame',
  Look: 'look',
  Http: 'http',
  SignIn: 'accounts',
  EndAccount: 'end-account',
  FanOut: 'fan-out',
  DeliverPart: 'deliver-part',
  Replay: 'replay',
  Announce: 'announce',
  MediaArrived: 'media-arrived',
  Thumbnails: 'thumbnail',
  MediaGone: 'media-gone',
}
const SECONDS: Record<string, number> = {
  FanOut: 30,
  DeliverPart: 30,
  Replay: 30,
  Announce: 30,
  MediaArrived: 30,
  Thumbnails: 30,
  MediaGone: 30,
  EndAccount: 300,
}
/** What makes images small holds them in memory. */
const MEGABYTES: Record<string, number> = { Thumbnails: 1_536 }

const template = synthesise()
const functions = all(template, 'AWS::Lambda::Function')

test('there are these functions and no others: a custom resource would bring one', () => {
  const names = Object.keys(functions).map((id) => id.replace(/Function[0-9A-F]{8}$/, ''))
  expect(names.sort()).toEqual(Object.keys(FUNCTIONS).sort())
  const types = Object.values(template.Resources).map(({ Type }) => Type)
  expect(types.filter((type) => /^Custom::|CustomResource/.test(type))).toEqual([])
})

describe.each(Object.entries(FUNCTIONS))('%s', (name, entry) => {
  const lambda = only(template, 'AWS::Lambda::Function', `${name}Function`)

  test('runs on Node 24 and arm64, for as long as its caller can use the answer', () => {
    expect(lambda).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: MEGABYTES[name] ?? 512,
      Timeout: SECONDS[name] ?? 10,
    })
    expect(lambda.TracingConfig).toBeUndefined()
  })

  test('logs JSON into a group of its own, kept for 30 days', () => {
    expect(lambda.LoggingConfig).toMatchObject({ LogFormat: 'JSON', SystemLogLevel: 'WARN' })
    const { LogGroup } = lambda.LoggingConfig
    expect(text(LogGroup)).toMatch(new RegExp(`^<${name}(Function)?Logs>$`))
    expect(template.Resources[LogGroup.Ref]!.Properties.RetentionInDays).toBe(30)
  })

  test('is told what it reads, and nothing else', () => {
    const told = Object.keys(lambda.Environment.Variables)
    const posts = Object.keys(bundle(`lambdas/${entry}.ts`).inputs).some((path) =>
      path.includes('client-apigatewaymanagementapi'),
    )
    const expected = [...variablesOf(entry), ...(posts ? [ENVIRONMENT.callback] : [])]
    expect(told.sort()).toEqual(expected.sort())
  })
})

test('what the settings decide is told to who decides by it', () => {
  const told = synthesise({ groupMembers: 50, conversationRate: 7, retentionDays: 30 })
  for (const name of ['Frame', 'Http']) {
    expect(rulesOf(told, name)).toEqual({
      ...DEFAULT_RULES,
      groups: { members: 50, small: 50 },
      retention: 30 * 24 * 3600,
      paces: { ...DEFAULT_RULES.paces, conversation: { perSecond: 7, burst: 200 } },
    })
    expect(rulesOf(template, name)).toMatchObject({ retention: 0 })
  }
})

test('posts go to the stage of the WebSocket API', () => {
  const { Variables } = only(template, 'AWS::Lambda::Function', 'FanOutFunction').Environment
  expect(text(Variables[ENVIRONMENT.callback])).toBe(
    'https://<SocketsApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>/prod',
  )
})

describe('code', () => {
  const files = inFolder((outdir) => {
    const stack = stackWith({ 'aws:cdk:bundling-stacks': ['**'], natives: 'host' }, outdir)
    ;(stack.node.root as Properties).synth()
    const deployed = Object.entries(deployedFiles(outdir))
    return Object.fromEntries(deployed.filter(([name]) => !name.includes('node_modules')))
  })

  test('of every function is one ES module of its own', () => {
    const modules = Object.entries(files).filter(([name]) => name.endsWith('/index.mjs'))
    const expected = Object.values(FUNCTIONS).map((entry) => digestOf(bundle(`lambdas/${entry}.ts`).code))
    expect(new Set(modules.map(([, code]) => digestOf(code)))).toEqual(new Set(expected))
    expect(new Set(expected).size).toBe(expected.length)
  })

  test('needs nothing that is not in it or in Node', () => {
    for (const [name, code] of Object.entries(files)) {
      if (!name.endsWith('.mjs')) continue
      const imported = [...code.matchAll(/\bfrom ?"([^"]+)"/g)].map(([, from]) => from!)
      const beside = imported.filter((from) => /^[@\w]/.test(from) && !isNode(from))
      expect(beside.filter((from) => !NATIVE.some((native) => native === from))).toEqual([])
    }
  })
})

function rulesOf(told: Template, name: string): Rules {
  const { Variables } = only(told, 'AWS::Lambda::Function', `${name}Function`).Environment
  return readRules(Variables[ENVIRONMENT.rules])
}

/** What an entry point asks `read` for, itself or through the worlds it is made of, by the names in the environment. */
function variablesOf(entry: string): string[] {
  const asked = [sourceOf(entry), ...worldsOf(sourceOf(entry))].flatMap((part) =>
    [...part.matchAll(/\bread\(([^)]*)\)/g)].flatMap(([, names]) => names!.match(/\w+/g)!),
  )
  return [...new Set(asked)].map((name) => ENVIRONMENT[name as Variable])
}

/** The worlds that a piece of code makes, and those that they are made of. */
function worldsOf(code: string): string[] {
  const [, ...worlds] = sourceOf('world').split(/^export function /m)
  const made = worlds.filter((world) => code.includes(`${/^\w+/.exec(world)}()`))
  return made.flatMap((world) => [world, ...worldsOf(world.replace(/^.*/, ''))])
}

function sourceOf(name: string): string {
  return readFileSync(new URL(`../../lambdas/${name}.ts`, import.meta.url), 'utf8')
}

function isNode(module: string): boolean {
  return process.getBuiltinModule(module) !== undefined
}
