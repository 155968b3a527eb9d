import { OPERATIONS, type OperationName } from '@parley/protocol'

/** What looks for people or handles, so that nobody can go through all of them. */
const LOOKUPS: ReadonlySet<OperationName> = new Set(['findPerson', 'openDirect', 'putMe', 'getPresence'])
const UPLOADS: ReadonlySet<OperationName> = new Set(['createUpload', 'copyMedia'])

/**
 * At which pace an operation goes, if any: whatever the wire's table says may be refused for that. All but looking up
 * and uploading goes at its writer's pace, be it into a conversation or to a push service.
 */
export function paceOf(name: OperationName): 'lookup' | 'upload' | 'write' | undefined {
  const errors: readonly string[] = OPERATIONS[name].errors
  if (!errors.includes('RATE_LIMITED')) return undefined
  if (LOOKUPS.has(name)) return 'lookup'
  return UPLOADS.has(name) ? 'upload' : 'write'
}
