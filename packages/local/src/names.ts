import { createHash } from 'node:crypto'

/** A physical name as CloudFormation would make it, without its random end: the same at every start. */
export function physicalName(stackName: string, logicalId: string, longest: number): string {
  const name = `${stackName}-${logicalId}`
  return name.length <= longest ? name : `${name.slice(0, longest - 9)}-${shortId(name).slice(0, 8)}`
}

/** Ten lower-case letters and digits, as API Gateway's ids are; the same for the same text. */
export function shortId(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 24)
  return BigInt(`0x${digest}`).toString(36).padStart(10, 'a').slice(-10)
}
