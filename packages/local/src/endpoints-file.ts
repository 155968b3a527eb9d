import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Endpoints = {
  web?: string
  http?: string
  socket?: string
  s3?: string
  dynamodb?: string
  queues?: string
  cognito?: string
  /** Of topics and of mobile push. */
  sns?: string
  /** What was pushed: `<this>.html` shows it, `<this>.json` lists it. */
  pushes?: string
}

const fileIn = (dataDir: string) => join(dataDir, 'endpoints.json')

/** Tells other programs where clients connect. Written whole: whoever finds the file may read it at once. */
export function publishEndpoints(dataDir: string, { web, http, socket, pushes }: Endpoints): void {
  const file = fileIn(dataDir)
  writeFileSync(`${file}.new`, JSON.stringify({ web, http, socket, pushes }))
  renameSync(`${file}.new`, file)
}

/** The file is there only while the runtime is ready: one that a killed runtime left says nothing true. */
export function withdrawEndpoints(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true })
}
