import { randomUUID } from 'node:crypto'
import { FunctionError, type Invoke, type Meter } from '../contracts.ts'
import { Environment, type Outcome } from './environment.ts'
import type { FunctionDefinition } from './function-definition.ts'

/** The most that Lambda takes as an event and gives as a response. */
const payloadBytes = 6 * 1024 * 1024

type Waiting = { since: number; take: (turn: Environment | FunctionError) => void }

/**
 * A function's environments.
 * They are added one at a time while events wait, up to the maximum; past it events queue in order. More of them than
 * there are processors would mostly wait for one, each with its own cold start and code to warm up.
 */
export class FunctionPool {
  readonly definition: FunctionDefinition
  readonly #meter: Meter | undefined
  readonly #environments = new Set<Environment>()
  /** The longest idle first, which is why the last one is taken: the others can end. */
  readonly #idle: Environment[] = []
  readonly #timers = new Map<Environment, NodeJS.Timeout>()
  readonly #waiting: Waiting[] = []
  #starting = false
  /** When an event was last taken up, or an environment added. */
  #lastTurn = 0
  #growth: NodeJS.Timeout | undefined
  #stopped = false

  constructor(definition: FunctionDefinition, meter?: Meter) {
    this.definition = definition
    this.#meter = meter
  }

  /** How many environments there are, busy or idle. */
  get size(): number {
    return this.#environments.size
  }

  /** Runs the function; rejects with FunctionError when it fails, is too slow, or takes or gives too much. */
  readonly invoke: Invoke = async (event) => {
    const json = JSON.stringify(event) ?? 'null'
    if (Buffer.byteLength(json) > payloadBytes)
      throw new FunctionError('RequestEntityTooLargeException', 'the event is larger than 6 MB')
    const environment = await this.#acquire()
    const result = await this.#run(environment, json).finally(() => this.#release(environment))
    if (result.kind === 'error') throw new FunctionError(result.error.errorType, result.error.errorMessage)
    if (Buffer.byteLength(result.json) > payloadBytes)
      throw new FunctionError('Function.ResponseSizeTooLarge', 'the response is larger than 6 MB')
    return JSON.parse(result.json)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    const reason = new FunctionError('Runtime.ExitError', 'the runtime is stopping')
    clearTimeout(this.#growth)
    for (const { take } of this.#waiting.splice(0)) take(reason)
    for (const timer of this.#timers.values()) clearTimeout(timer)
    await Promise.all([...this.#environments].map((environment) => environment.stop()))
    await this.definition.log.close()
  }

  async #run(environment: Environment, json: string): Promise<Outcome> {
    const cold = environment.initMs
    environment.initMs = 0
    const start = performance.now()
    this.#lastTurn = start
    const requestId = randomUUID()
    try {
      const outcome = await environment.run(json, requestId)
      this.#measure(start, cold, outcome)
      return outcome
    } catch (error) {
      if (!this.#stopped) this.definition.log.write('ERROR', requestId, (error as Error).message)
      throw error
    }
  }

  #measure(start: number, initMs: number, { cpuMs, calls }: Outcome): void {
    const ms = performance.now() - start
    this.#meter?.({
      kind: 'invocation',
      function: this.definition.logicalId,
      ms,
      cpuMs,
      cold: initMs > 0,
      initMs,
      calls,
    })
  }

  #acquire(): Promise<Environment> {
    const { maximumEnvironments } = this.definition
    if (this.#stopped) throw new FunctionError('Runtime.ExitError', 'the runtime is stopping')
    if (maximumEnvironments === 0)
      throw new FunctionError('TooManyRequestsException', 'the function has no reserved concurrency')
    const idle = this.#takeIdle()
    if (idle) return Promise.resolve(idle)
    return new Promise((resolve, reject) => {
      const take = (turn: Environment | FunctionError) =>
        turn instanceof FunctionError ? reject(turn) : resolve(turn)
      this.#waiting.push({ since: performance.now(), take })
      void this.#grow()
    })
  }

  /** An environment may have died after its last answer, by a promise that nobody awaited. */
  #takeIdle(): Environment | undefined {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      clearTimeout(this.#timers.get(idle))
      if (!idle.dead) return idle
      this.#environments.delete(idle)
    }
    return undefined
  }

  #release(environment: Environment): void {
    if (environment.dead) {
      this.#environments.delete(environment)
      void this.#grow()
    } else this.#offer(environment)
  }

  #offer(environment: Environment): void {
    const next = this.#waiting.shift()
    if (next) next.take(environment)
    else this.#rest(environment)
  }

  #rest(environment: Environment): void {
    this.#idle.push(environment)
    const retire = () => {
      if (this.#environments.size === 1) return
      this.#idle.splice(this.#idle.indexOf(environment), 1)
      this.#environments.delete(environment)
      this.#timers.delete(environment)
      void environment.stop()
    }
    this.#timers.set(environment, setTimeout(retire, this.definition.idleMs).unref())
  }

  async #grow(): Promise<void> {
    const full = this.#environments.size >= this.definition.maximumEnvironments
    const [first] = this.#waiting
    if (this.#starting || this.#stopped || full || !first) return
    const patience = this.#patienceWith(first)
    if (patience > 0) return this.#growIn(patience)
    this.#starting = true
    await this.definition.ready
    const environment = new Environment(this.definition)
    this.#environments.add(environment)
    try {
      await environment.load()
      this.#offer(environment)
    } catch (error) {
      this.#environments.delete(environment)
      this.#waiting.shift()?.take(error as FunctionError)
    } finally {
      this.#starting = false
      this.#lastTurn = performance.now()
    }
    void this.#grow()
  }

  /** For how many more milliseconds the event may wait for one of the environments there are, as long as they get on. */
  #patienceWith({ since }: Waiting): number {
    const { eagerEnvironments, patienceMs } = this.definition
    if (this.#environments.size < eagerEnvironments) return 0
    return Math.max(since, this.#lastTurn) + patienceMs - performance.now()
  }

  #growIn(ms: number): void {
    this.#growth ??= setTimeout(() => {
      this.#growth = undefined
      void this.#grow()
    }, ms)
  }
}
