import type { IncomingMessage } from 'node:http'
import { S3Refusal } from './s3-refusal.ts'

/** A rule as the template's CorsConfiguration has it. */
export type CorsRule = {
  AllowedOrigins: string[]
  AllowedMethods: string[]
  AllowedHeaders?: string[]
  ExposedHeaders?: string[]
  MaxAge?: number
}

type Headers = Record<string, string>

/** What a response to this origin carries; nothing if no rule lets it in. */
export function corsHeaders(rules: CorsRule[], request: IncomingMessage): Headers {
  const { origin } = request.headers
  const rule = origin && ruleFor(rules, origin, request.method ?? '')
  return rule ? allowance(rule, origin) : {}
}

/** The answer to an OPTIONS request; throws S3's refusal. */
export function preflightHeaders(rules: CorsRule[] | undefined, request: IncomingMessage): Headers {
  const { origin, 'access-control-request-method': method } = request.headers
  const wanted = list(request.headers['access-control-request-headers'])
  if (!origin) throw new S3Refusal('BadRequest', 'Insufficient information. Origin request header needed.')
  if (!rules?.length)
    throw new S3Refusal('AccessForbidden', 'CORSResponse: CORS is not enabled for this bucket.')
  const rule = ruleFor(rules, origin, method ?? '')
  const allows = (header: string) =>
    rule?.AllowedHeaders?.some((pattern) => matches(pattern.toLowerCase(), header))
  if (!rule || !wanted.every(allows)) {
    throw new S3Refusal('AccessForbidden', 'CORSResponse: This CORS request is not allowed.')
  }
  return {
    ...allowance(rule, origin),
    ...(wanted.length > 0 && { 'access-control-allow-headers': wanted.join(', ') }),
  }
}

function allowance(rule: CorsRule, origin: string): Headers {
  const anybody = rule.AllowedOrigins.includes('*')
  return {
    'access-control-allow-origin': anybody ? '*' : origin,
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    ...(!anybody && { 'access-control-allow-credentials': 'true' }),
    ...(rule.ExposedHeaders && { 'access-control-expose-headers': rule.ExposedHeaders.join(', ') }),
    ...(rule.MaxAge !== undefined && { 'access-control-max-age': String(rule.MaxAge) }),
  }
}

const ruleFor = (rules: CorsRule[], origin: string, method: string) =>
  rules.find(
    (rule) =>
      rule.AllowedMethods.includes(method) && rule.AllowedOrigins.some((pattern) => matches(pattern, origin)),
  )

/** One `*` stands for anything. */
function matches(pattern: string, text: string): boolean {
  const [head = '', tail] = pattern.split('*')
  if (tail === undefined) return pattern === text
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail)
}

const list = (header: string | undefined) =>
  (header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean)
