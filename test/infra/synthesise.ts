import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import cdkJson from '../../cdk.json' with { type: 'json' }
import { ChatStack } from '../../lib/chat-stack.ts'
import { readSettings } from '../../lib/settings.ts'

// biome-ignore lint/suspicious/noExplicitAny: a template is untyped JSON, and these tests look deep into it.
export type Properties = Record<string, any>
export type Resource = { Type: string; Properties: Properties; DependsOn?: string[]; DeletionPolicy?: string }
export type Template = {
  Resources: Record<string, Resource>
  Outputs: Record<string, { Value: unknown }>
}

/** Functions' code is left out of these templates: it costs seconds, and few promises are about it. */
const WITHOUT_CODE = { 'aws:cdk:bundling-stacks': [] }

/** The stack as `cdk synth -c web=off -c key=value …` makes it, not yet synthesised. */
export function stackWith(context: Record<string, unknown> = {}, outdir?: string): ChatStack {
  const all = { ...cdkJson.context, ...WITHOUT_CODE, web: 'off', ...context }
  const app = new App({ context: all, ...(outdir && { outdir }) })
  const settings = readSettings((name) => app.node.tryGetContext(name))
  return new ChatStack(app, settings.name, settings)
}

export function synthesise(context: Record<string, unknown> = {}): Template {
  return inFolder((outdir) => {
    const stack = stackWith(context, outdir)
    return (stack.node.root as App).synth().getStackByName(stack.stackName).template as Template
  })
}

/** Runs `body` with an empty folder that is gone afterwards. */
export function inFolder<Result>(body: (path: string) => Result): Result {
  const path = mkdtempSync(join(tmpdir(), 'parley-infra-'))
  try {
    return body(path)
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}

/** Logical id → properties, for every resource of a type. */
export function all({ Resources }: Template, type: string): Record<string, Properties> {
  return Object.fromEntries(
    Object.entries(Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => [id, resource.Properties ?? {}]),
  )
}

/** The one resource of a type whose logical id starts with `prefix`. */
export function only(template: Template, type: string, prefix = ''): Properties {
  const found = Object.entries(all(template, type)).filter(([id]) => id.startsWith(prefix))
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type} start with "${prefix}".`)
  return found[0]![1]
}

/** Text of an intrinsic for comparing: `${Id}`, `${Id.Attribute}`, joined. Logical ids lose CDK's hash. */
export function text(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const [[name, argument]] = Object.entries(value) as [[string, never]]
  if (name === 'Ref') return `<${withoutHash(argument)}>`
  if (name === 'Fn::GetAtt') return `<${withoutHash(argument[0])}.${argument[1]}>`
  if (name === 'Fn::Join') return (argument[1] as unknown[]).map(text).join(argument[0])
  throw new Error(`${name} is not expected here.`)
}

export function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '')
}

/** What stands for code in a comparison: a difference would otherwise be printed, half a megabyte a function. */
export function digestOf(code: string | Uint8Array): string {
  return createHash('sha256').update(code).digest('hex')
}

/** Every file of an assembly that a deployment reads: name and content. */
export function deployedFiles(outdir: string): Record<string, string> {
  const files = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const deployed = files.filter(({ name }) => /\.(template|assets)\.json$|\.mjs$/.test(name))
  return Object.fromEntries(
    deployed.map(({ parentPath, name }) => [
      join(parentPath, name).slice(outdir.length + 1),
      readFileSync(join(parentPath, name), 'utf8'),
    ]),
  )
}
