import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Options } from './arguments.ts'

/** Where the backend is. */
export type Endpoints = { readonly http: string; readonly socket: string }

/** The page that `npm start` opens. */
const HERE = 'http://localhost:4000'

/** By the options, else what the device was signed in to, else asked from a page. */
export async function endpointsOf(options: Options, folder: string): Promise<Endpoints> {
  const { at, http, socket } = options
  if (http && socket) return { http, socket }
  return (at === undefined && kept(folder)) || ask(at ?? HERE)
}

/** Keeps the addresses with the device, which from then on needs no options. */
export function keepEndpoints(folder: string, { http, socket }: Endpoints): void {
  writeFileSync(fileIn(folder), JSON.stringify({ http, socket }))
}

/** Forgets them: nobody is signed in on the device any more. */
export function dropEndpoints(folder: string): void {
  rmSync(fileIn(folder), { force: true })
}

/** Whether somebody has signed in on the device that this folder holds. */
export function hasEndpoints(folder: string): boolean {
  return existsSync(fileIn(folder))
}

function kept(folder: string): Endpoints | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Endpoints
  } catch {
    return undefined
  }
}

async function ask(page: string): Promise<Endpoints> {
  const url = `${page.replace(/\/$/, '')}/endpoints.json`
  const found = await fetch(url)
    .then(async (reply): Promise<Partial<Endpoints>> => (reply.ok ? await reply.json() : {}))
    .catch((): Partial<Endpoints> => ({}))
  if (found.http && found.socket) return { http: found.http, socket: found.socket }
  throw new Error(
    `${url} does not say where the backend is. Start it (npm start), or give --at, or --http and --socket.`,
  )
}

const fileIn = (folder: string) => join(folder, 'endpoints.json')
