import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, inject } from 'vitest'
import { synthesise } from '../fixtures/assembly.ts'
import { Embedded, type EmbeddedOptions } from '../fixtures/embedded.ts'
import { APP_ORIGIN } from './global-setup.ts'

export type TargetName = 'embedded' | 'localstack' | 'aws'
export const TARGET = (process.env.PARLEY_TARGET ?? 'embedded') as TargetName

/** What every scenario needs of the system, wherever it runs. */
export type System = { readonly httpUrl: string; readonly socketUrl: string }

/**
 * Gives the scenarios of a file the running system that all share, each with people of its own: an embedded one, or
 * the one that `npm run deploy:local` left its addresses of, or that PARLEY_HTTP_URL and PARLEY_SOCKET_URL name.
 */
export function useSystem(): () => System {
  return TARGET === 'embedded' ? () => inject('system')! : deployed
}

/** An embedded system of its own, that may be killed, restarted and looked into, and have API Gateway's limits shortened. */
export function useEmbedded(limits?: EmbeddedOptions['webSocketLimits']): () => Embedded {
  return started(() => Embedded.start(inject('assembly')!, limits))
}

/** One that was deployed with settings of its own, and the defaults for all others; `amend` may change what was synthesised. */
export function useEmbeddedWith(
  settings: Record<string, string>,
  amend: (assembly: string) => void = () => {},
): () => Embedded {
  const assembly = join(tmpdir(), `parley-assembly-${randomUUID()}`)
  const embedded = started(async () => {
    await synthesise(assembly, settings)
    amend(assembly)
    return Embedded.start(assembly)
  })
  afterAll(() => rmSync(assembly, { recursive: true, force: true }))
  return embedded
}

function started(start: () => Promise<Embedded>): () => Embedded {
  let embedded: Embedded | undefined
  beforeAll(async () => {
    if (TARGET === 'embedded') embedded = await start()
  })
  afterAll(() => embedded?.stop())
  return () => embedded!
}

/** Beside a reason in the scenario's name, so that a report says what was not tried. */
export const ONLY_EMBEDDED = TARGET !== 'embedded'

/** A page that the system lets in, where one is known. */
export const ALLOWED_ORIGIN = TARGET === 'embedded' ? APP_ORIGIN : process.env.PARLEY_ORIGIN

const ADDRESSES = '.parley/localstack.json'

function deployed(): System {
  const { PARLEY_HTTP_URL: httpUrl, PARLEY_SOCKET_URL: socketUrl } = process.env
  if (httpUrl && socketUrl) return { httpUrl, socketUrl }
  if (TARGET === 'aws')
    throw new Error(
      'Set PARLEY_HTTP_URL and PARLEY_SOCKET_URL to the outputs HttpUrl and SocketUrl of the stack.',
    )
  if (!existsSync(ADDRESSES)) throw new Error(`There is no ${ADDRESSES}: run \`npm run deploy:local\` first.`)
  const { http, socket } = JSON.parse(readFileSync(ADDRESSES, 'utf8')) as { http: string; socket: string }
  return { httpUrl: http, socketUrl: socket }
}
