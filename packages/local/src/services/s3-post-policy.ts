import { S3Refusal } from './s3-refusal.ts'
import { verifySignature } from './s3-signature.ts'

/** Fields by lower-case name, without the file. */
export type PostForm = { bucket: string; fields: Map<string, string> }

/** How many bytes the file may have. */
export type SizeRange = { least: number; most: number }

/** The most S3 takes in one request. */
const FILE_BYTES_MAX = 5 * 1024 ** 3

type Policy = { expiration: string; conditions: unknown[] }

/**
 * Throws S3's refusal unless the form is signed and meets every condition of its policy.
 * Returns the sizes that the file, which comes last and has not been read, may have.
 */
export function checkPostPolicy(form: PostForm, now: number): SizeRange {
  const { fields } = form
  const document = fields.get('policy')
  if (!document) throw new S3Refusal('AccessDenied', 'Access Denied')
  if (fields.get('x-amz-algorithm') !== 'AWS4-HMAC-SHA256') {
    throw new S3Refusal('InvalidArgument', 'Only AWS4-HMAC-SHA256 is supported.')
  }
  verifySignature(fields.get('x-amz-credential') ?? '', document, fields.get('x-amz-signature') ?? '')
  const policy = parsePolicy(document)
  if (!(Date.parse(policy.expiration) > now)) throw violation('Policy expired.')
  const ranges = policy.conditions.filter(isSizeRange)
  const others = policy.conditions.filter((condition) => !isSizeRange(condition))
  checkExtraFields(fields, new Set(others.map((condition) => checkCondition(condition, form))))
  return {
    least: Math.max(0, ...ranges.map(([, least]) => Number(least))),
    most: Math.min(FILE_BYTES_MAX, ...ranges.map(([, , most]) => Number(most))),
  }
}

const isSizeRange = (condition: unknown): condition is [string, number, number] =>
  Array.isArray(condition) && condition[0] === 'content-length-range'

function parsePolicy(document: string): Policy {
  const invalid = new S3Refusal('InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.')
  try {
    const policy = JSON.parse(Buffer.from(document, 'base64').toString()) as Policy | null
    if (typeof policy?.expiration === 'string' && Array.isArray(policy.conditions)) return policy
  } catch {
    throw invalid
  }
  throw invalid
}

/** Checks one condition and returns the field it is about. */
function checkCondition(condition: unknown, form: PostForm): string {
  if (!Array.isArray(condition)) {
    const [name = '', value] = Object.entries(condition ?? {})[0] ?? []
    return compare(condition, 'eq', name.toLowerCase(), value, form)
  }
  const [operator, first, second] = condition as [string, unknown, unknown]
  return compare(condition, operator, String(first).replace(/^\$/, '').toLowerCase(), second, form)
}

function compare(
  condition: unknown,
  operator: string,
  name: string,
  expected: unknown,
  form: PostForm,
): string {
  const actual = name === 'bucket' ? form.bucket : (form.fields.get(name) ?? '')
  const holds =
    (operator === 'eq' && actual === expected) ||
    (operator === 'starts-with' && typeof expected === 'string' && actual.startsWith(expected))
  if (!holds) throw violation(`Policy Condition failed: ${JSON.stringify(condition)}`)
  return name
}

/** What is not in the policy may not be in the form. */
function checkExtraFields(fields: Map<string, string>, named: Set<string>): void {
  for (const name of fields.keys()) {
    const isFree = name === 'policy' || name === 'x-amz-signature' || name.startsWith('x-ignore-')
    if (!isFree && !named.has(name)) throw violation(`Extra input fields: ${name}`)
  }
}

const violation = (message: string) =>
  new S3Refusal('AccessDenied', `Invalid according to Policy: ${message}`)
