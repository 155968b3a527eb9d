/** The types on which the gateway, the services and the resources of the embedded runtime agree. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Runs a function with one event. Rejects with FunctionError on a function error or a timeout. */
export type Invoke = (event: unknown) => Promise<unknown>

/** What Lambda reports for a failed invocation: never a stack trace. */
export class FunctionError extends Error {
  readonly errorType: string
  readonly errorMessage: string

  constructor(errorType: string, errorMessage: string) {
    super(`${errorType}: ${errorMessage}`)
    this.name = 'FunctionError'
    this.errorType = errorType
    this.errorMessage = errorMessage
  }
}

/** Observes what a bill or a latency is made of; leaving it out costs nothing. */
export type Meter = (event: MeterEvent) => void

/** One AWS call that a function made; `start` and `end` in ms since the invocation began. */
export type ServiceCall = { service: string; operation: string; start: number; end: number }

export type MeterEvent =
  /** A WebSocket message as API Gateway bills it; the reader rounds `bytes` up to 32 KB units. */
  | { kind: 'frame'; direction: 'in' | 'out'; bytes: number; connectionId: string }
  | { kind: 'http'; routeKey: string; bytesIn: number; bytesOut: number; ms: number }
  | {
      kind: 'invocation'
      function: string
      ms: number
      cpuMs: number
      cold: boolean
      initMs: number
      calls: ServiceCall[]
    }
  | { kind: 'dynamodb'; operation: string; table: string; readUnits: number; writeUnits: number }

export type Log = { info(line: string): void; warn(line: string): void; error(line: string): void }

// ---- gateway/websocket-api.ts

export type WebSocketLimits = {
  frameBytes: number
  messageBytes: number
  idleMs: number
  lifeMs: number
  integrationMs: number
}

/** A returned body is sent to the client only if the route has a route response, as on AWS. */
export type WebSocketRoute = { invoke: Invoke; routeResponse: boolean }

export type WebSocketApiOptions = {
  apiId: string
  stage: string
  region: string
  accountId: string
  port: number
  host?: string
  /** `$request.body.action` and the like. */
  routeSelectionExpression: string
  /** By route key: `$connect`, `$disconnect`, `$default`, `send` … */
  routes: Map<string, WebSocketRoute>
  /** AWS's own by default (32 KB, 128 KB, 10 min, 2 h, 29 s); shorter for tests, never longer. */
  limits?: Partial<WebSocketLimits>
  meter?: Meter
  log: Log
}

export type WebSocketApi = {
  /** `ws://127.0.0.1:PORT/STAGE` */
  url: string
  /** `http://127.0.0.1:PORT/STAGE`, under which `/@connections/{id}` takes POST, GET and DELETE. */
  callbackUrl: string
  connections(): string[]
  /** Closes as if API Gateway had cut the connection. */
  close(connectionId: string, code?: number): void
  stop(): Promise<void>
}

// ---- gateway/http-api.ts

export type JwtAuthorizer = {
  issuer: string
  audience: string[]
  identitySource: string[]
  scopes?: string[]
}

/** The template's CorsConfiguration, as it is written there. */
export type CorsConfiguration = {
  AllowOrigins?: string[]
  AllowMethods?: string[]
  AllowHeaders?: string[]
  ExposeHeaders?: string[]
  MaxAge?: number
  AllowCredentials?: boolean
}

/** `routeKey`: `GET /v1/things/{id}`, `ANY /x/{proxy+}` or `$default`. */
export type HttpRoute = { routeKey: string; invoke: Invoke; authorizer?: JwtAuthorizer }

export type HttpApiOptions = {
  apiId: string
  stage: string
  region: string
  accountId: string
  port: number
  host?: string
  routes: HttpRoute[]
  cors?: CorsConfiguration
  meter?: Meter
  log: Log
}

export type HttpApi = { url: string; stop(): Promise<void> }

// ---- services

export type ServiceOptions = { port?: number; host?: string; dataDir: string; region?: string; log: Log }

export type S3 = {
  url: string
  /** Whether it is new. */
  createBucket(name: string, cors?: unknown): Promise<boolean>
  /** The listener gets the S3 event notification that a bucket sends to a queue or a function. */
  onObjectCreated(bucket: string, listener: (event: unknown) => void): void
  stop(): Promise<void>
}

export type Cognito = {
  url: string
  ensurePool(
    logicalId: string,
    properties: Record<string, unknown>,
  ): Promise<{ poolId: string; issuer: string }>
  ensureClient(
    poolId: string,
    logicalId: string,
    properties: Record<string, unknown>,
  ): Promise<{ clientId: string }>
  stop(): Promise<void>
}

/** Answers a request for the pages of what was pushed; false for any other request, which it leaves alone. */
export type PushViewer = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

export type Sns = {
  url: string
  view: PushViewer
  /** The topic that is told when a push does not reach its device, for applications that name none of their own. */
  tellFailures(topicArn: string): void
  stop(): Promise<void>
}

/** Serves `root`; `GET /endpoints.json` answers with what `config` returns. */
export type StaticSiteOptions = {
  root: string
  port: number
  config: () => unknown
  pushes?: PushViewer
  log: Log
}

export type StaticSite = { url: string; stop(): Promise<void> }
