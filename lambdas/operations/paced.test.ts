import { OPERATIONS, type OperationName } from '@parley/protocol'
import { expect, it } from 'vitest'
import { paceOf } from './paced.ts'

const behind = (Object.keys(OPERATIONS) as OperationName[]).filter((name) => OPERATIONS[name].door === 'http')

it('paces whatever may be refused for it, and says of what', () => {
  const paced = Object.groupBy(
    behind.filter((name) => paceOf(name) !== undefined),
    (name) => paceOf(name)!,
  )
  const refusable = behind.filter((name) =>
    (OPERATIONS[name].errors as readonly string[]).includes('RATE_LIMITED'),
  )
  expect(Object.values(paced).flat().sort()).toEqual(refusable.sort())
  expect(paced.lookup?.sort()).toEqual(['findPerson', 'getPresence', 'openDirect', 'putMe'])
  expect(paced.upload?.sort()).toEqual(['copyMedia', 'createUpload'])
  expect(paced.write).toEqual(expect.arrayContaining(['sendLong', 'putPush']))
})
