import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Template } from './template.ts'

/** A synthesised stack: its template, and where each asset that it deploys lies on disk. */
export type Assembly = {
  stackName: string
  /** The region that the stack was synthesised for; absent when it is to be deployed anywhere. */
  region?: string
  template: Template
  /** The directory (or file) behind an asset's S3 key. Throws on a key that no asset has. */
  asset(objectKey: string): string
}

type Manifest = { artifacts?: Record<string, Artifact> }
type Artifact = {
  type: string
  environment?: string
  properties?: { templateFile?: string; stackName?: string; file?: string }
}
type AssetManifest = {
  files?: Record<string, { source: { path: string }; destinations: Record<string, { objectKey: string }> }>
}

/** Reads a CDK cloud assembly. `stack` names the stack to run; it may be left out when there is only one. */
export function readAssembly(directory: string, stack?: string): Assembly {
  const root = resolve(directory)
  const manifestFile = join(root, 'manifest.json')
  if (!existsSync(manifestFile))
    throw new Error(`${root} is not a cloud assembly (no manifest.json): run \`cdk synth\` first`)
  const artifacts = readJson<Manifest>(manifestFile).artifacts ?? {}
  const [id, artifact] = chooseStack(artifacts, stack, root)
  const assets = readAssets(artifacts, root)
  const region = artifact.environment?.split('/').pop()
  return {
    stackName: artifact.properties?.stackName ?? id,
    ...(region && region !== 'unknown-region' && { region }),
    template: readJson<Template>(join(root, artifact.properties?.templateFile ?? `${id}.template.json`)),
    asset(objectKey) {
      const path = assets.get(objectKey)
      if (path === undefined) throw new Error(`no asset of ${root} has the key ${objectKey}`)
      return path
    },
  }
}

function chooseStack(artifacts: Record<string, Artifact>, wanted: string | undefined, root: string) {
  const stacks = Object.entries(artifacts).filter(([, a]) => a.type === 'aws:cloudformation:stack')
  const found = wanted ? stacks.filter(([id, a]) => [id, a.properties?.stackName].includes(wanted)) : stacks
  if (found.length === 1) return found[0]!
  const names = stacks.map(([id]) => id).join(', ') || 'none'
  if (wanted) throw new Error(`${root} has no stack ${wanted} (it has: ${names})`)
  throw new Error(`${root} must hold one stack or the stack must be named (it has: ${names})`)
}

function readAssets(artifacts: Record<string, Artifact>, root: string): Map<string, string> {
  const paths = new Map<string, string>()
  for (const artifact of Object.values(artifacts)) {
    if (artifact.type !== 'cdk:asset-manifest' || !artifact.properties?.file) continue
    const { files = {} } = readJson<AssetManifest>(join(root, artifact.properties.file))
    for (const { source, destinations } of Object.values(files))
      for (const { objectKey } of Object.values(destinations)) paths.set(objectKey, join(root, source.path))
  }
  return paths
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T
}
