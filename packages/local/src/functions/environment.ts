import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { FunctionError } from '../contracts.ts'
import type { FunctionDefinition } from './function-definition.ts'
import type { FromThread, Invocation, ThreadData } from './messages.ts'

/** Lambda's own limit for loading a function's code. */
const initLimitMs = 10_000

export type Outcome = Extract<FromThread, { kind: 'result' | 'error' }>

/**
 * One execution environment: a thread that has loaded the code and handles one event at a time.
 * After a timeout, an exit or an error outside the handler it is `dead` and takes no more events.
 */
export class Environment {
  readonly started = performance.now()
  initMs = 0
  dead = false
  readonly #definition: FunctionDefinition
  readonly #worker: Worker
  #settle: ((outcome: Outcome | FunctionError) => void) | undefined
  #loaded: ((outcome: Error | undefined) => void) | undefined
  #reason: FunctionError | undefined

  constructor(definition: FunctionDefinition) {
    this.#definition = definition
    this.#worker = new Worker(new URL('./thread.ts', import.meta.url), {
      name: definition.name,
      env: definition.variables(),
      workerData: threadData(definition),
      resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb },
      execArgv: [],
      stdout: true,
      stderr: true,
    })
    this.#worker.on('message', (message: FromThread) => this.#receive(message))
    this.#worker.on('error', (error: Error) =>
      this.#die(new FunctionError('Runtime.ExitError', error.message)),
    )
    this.#worker.on('exit', (code) => {
      const message = `Runtime exited with error: exit status ${code}`
      this.#die(new FunctionError('Runtime.ExitError', message))
    })
    this.#capture('INFO', this.#worker.stdout)
    this.#capture('WARN', this.#worker.stderr)
  }

  /** Resolves when the code is loaded; rejects with FunctionError when it cannot be. */
  load(): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = () =>
        this.#die(new FunctionError('Sandbox.Timedout', 'Init timed out after 10.00 seconds'))
      const timer = setTimeout(late, initLimitMs)
      this.#loaded = (error) => {
        clearTimeout(timer)
        this.initMs = performance.now() - this.started
        if (error) reject(error)
        else resolve()
      }
      if (this.#reason) this.#loaded(this.#reason)
    })
  }

  /** Handles one event. A failing handler is an outcome; a timeout or a crash rejects with FunctionError. */
  run(event: string, requestId: string): Promise<Outcome> {
    const { timeoutMs } = this.#definition
    return new Promise((resolve, reject) => {
      const seconds = (timeoutMs / 1000).toFixed(2)
      const late = () =>
        this.#die(new FunctionError('Sandbox.Timedout', `Task timed out after ${seconds} seconds`))
      const timer = setTimeout(late, timeoutMs)
      this.#settle = (outcome) => {
        clearTimeout(timer)
        this.#settle = undefined
        if (outcome instanceof FunctionError) reject(outcome)
        else resolve(outcome)
      }
      if (this.#reason) return this.#settle(this.#reason)
      const invocation: Invocation = { event, requestId, deadline: Date.now() + timeoutMs }
      this.#worker.postMessage(invocation)
    })
  }

  async stop(): Promise<void> {
    this.#die(new FunctionError('Runtime.ExitError', 'the runtime is stopping'))
    await this.#worker.terminate()
  }

  #receive(message: FromThread): void {
    if (message.kind === 'log') this.#definition.log.write(message.level, message.requestId, message.line)
    else if (message.kind === 'ready') this.#loaded?.(undefined)
    else if (message.kind === 'broken')
      this.#die(new FunctionError(message.error.errorType, message.error.errorMessage))
    else this.#settle?.(message)
  }

  #die(reason: FunctionError): void {
    if (this.dead) return
    this.dead = true
    this.#reason = reason
    this.#loaded?.(reason)
    this.#settle?.(reason)
    void this.#worker.terminate()
  }

  #capture(level: 'INFO' | 'WARN', stream: NodeJS.ReadableStream): void {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => this.#definition.log.write(level, '', text.trimEnd()))
  }
}

function threadData(definition: FunctionDefinition): ThreadData {
  const { name, arn, memoryMb, directory, recordCalls } = definition
  const dot = definition.handler.lastIndexOf('.')
  const file = join(directory, definition.handler.slice(0, dot))
  return {
    functionName: name,
    functionArn: arn,
    memoryMb,
    file: ['.mjs', '.cjs', '.js'].map((end) => file + end).find((each) => existsSync(each)) ?? `${file}.mjs`,
    handler: definition.handler.slice(dot + 1),
    ...(recordCalls && { recordCalls: recordCalls() }),
  }
}
