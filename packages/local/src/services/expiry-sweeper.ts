import type { Log } from '../contracts.ts'

/** How often expired items are looked for. AWS takes up to days. */
const USUAL_MS = 60_000

export type SweeperOptions = {
  /** The engine's tools, and who may call them. */
  url: string
  token: string
  everyMs?: number | undefined
  log: Log
}

/**
 * Has the engine delete what has expired, which it does only when told to: in the table's stream such a deletion says
 * that DynamoDB itself made it (`userIdentity`), as on AWS. Looking costs a read of the tables, so that after a long
 * look there is a longer rest.
 */
export class ExpirySweeper {
  readonly #options: SweeperOptions
  #timer: NodeJS.Timeout | undefined
  #sweeping: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: SweeperOptions) {
    this.#options = options
    this.#schedule(0)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#sweeping
  }

  #schedule(lastMs: number): void {
    if (this.#stopped) return
    const rest = Math.max(this.#options.everyMs ?? USUAL_MS, 50 * lastMs)
    this.#timer = setTimeout(() => {
      this.#sweeping = this.#sweep()
    }, rest).unref()
  }

  async #sweep(): Promise<void> {
    const begin = performance.now()
    try {
      await callTool('sweep_ttl', this.#options)
    } catch (error) {
      if (!this.#stopped) this.#options.log.warn(`expired items stay for now: ${(error as Error).message}`)
    }
    this.#schedule(performance.now() - begin)
  }
}

/** One call of the Model Context Protocol, which the engine takes without a session. */
async function callTool(name: string, { url, token }: SweeperOptions): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } }),
  })
  const answer = response.ok ? ((await response.json()) as { result?: { isError?: boolean } }) : undefined
  if (answer?.result?.isError !== false) throw new Error(`the engine answers ${response.status} to ${name}`)
}
