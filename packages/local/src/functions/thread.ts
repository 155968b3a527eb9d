// What runs inside a function's thread: load the handler, then one invocation at a time.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import { compileFunction, constants } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import type { ErrorReport, FromThread, Invocation, LogLevel, ThreadData } from './messages.ts'
import { recordServiceCalls } from './service-calls.ts'

type Handler = (event: unknown, context: unknown) => unknown

const data = workerData as ThreadData
const recorder = data.recordCalls && recordServiceCalls(data.recordCalls)
let requestId = ''

process.on('unhandledRejection', (reason) => breakDown(report(reason, 'Runtime.UnhandledPromiseRejection')))
process.on('uncaughtException', (error) => breakDown(report(error)))
captureConsole()
const handler = await loadHandler().catch((error) => breakDown(report(error, 'Runtime.ImportModuleError')))
parentPort!.on('message', (invocation: Invocation) => void run(handler, invocation))
send({ kind: 'ready' })

async function run(handle: Handler, invocation: Invocation): Promise<void> {
  requestId = invocation.requestId
  process.env._X_AMZN_TRACE_ID = `Root=1-${requestId}`
  recorder?.begin()
  const cpu = process.threadCpuUsage()
  const spent = () => {
    const { user, system } = process.threadCpuUsage(cpu)
    return { cpuMs: (user + system) / 1000, calls: recorder?.take() ?? [] }
  }
  try {
    const result = await handle(JSON.parse(invocation.event), context(invocation))
    send({ kind: 'result', json: JSON.stringify(result) ?? 'null', ...spent() })
  } catch (error) {
    // Lambda writes the whole error to the function's log; the caller gets type and message only.
    console.error('Invoke Error', error)
    send({ kind: 'error', error: report(error), ...spent() })
  }
}

function context({ requestId, deadline }: Invocation) {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: data.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: data.functionArn,
    logGroupName: `/aws/lambda/${data.functionName}`,
    logStreamName: 'local',
    memoryLimitInMB: String(data.memoryMb),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  }
}

async function loadHandler(): Promise<Handler> {
  const module: Record<string, unknown> = isCommonJs(data.file)
    ? loadCommonJs(data.file)
    : await import(pathToFileURL(data.file).href)
  const inDefault = module.default as Record<string, unknown> | undefined
  const found = module[data.handler] ?? inDefault?.[data.handler]
  if (typeof found === 'function') return found as Handler
  const errorMessage = `${data.handler} is undefined or not exported`
  return breakDown({ errorType: 'Runtime.HandlerNotFound', errorMessage })
}

/** In Lambda nothing lies above a plain .js file; here it lies in a project whose package.json may say "module". */
function isCommonJs(file: string): boolean {
  return file.endsWith('.js') && !existsSync(join(dirname(file), 'package.json'))
}

function loadCommonJs(file: string): Record<string, unknown> {
  const module = { exports: {} }
  const names = ['exports', 'require', 'module', '__filename', '__dirname']
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  const body = compileFunction(readFileSync(file, 'utf8'), names, { filename: file, importModuleDynamically })
  body.call(module.exports, module.exports, createRequire(file), module, file, dirname(file))
  return module.exports
}

function breakDown(error: ErrorReport): never {
  console.error(error.errorType, error.errorMessage)
  send({ kind: 'broken', error })
  return process.exit(1)
}

function report(error: unknown, errorType?: string): ErrorReport {
  if (error instanceof Error) return { errorType: errorType ?? error.name, errorMessage: error.message }
  return { errorType: errorType ?? typeof error, errorMessage: String(error) }
}

function captureConsole(): void {
  const write =
    (level: LogLevel) =>
    (...values: unknown[]) =>
      send({ kind: 'log', level, requestId, line: format(...values) })
  Object.assign(console, {
    trace: write('DEBUG'),
    debug: write('DEBUG'),
    log: write('INFO'),
    info: write('INFO'),
    warn: write('WARN'),
    error: write('ERROR'),
  })
}

function send(message: FromThread): void {
  parentPort!.postMessage(message)
}
