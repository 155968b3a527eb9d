import { describe } from 'vitest'
import { directMembers } from '../../lambdas/adapters/members.ts'
import { membersContract } from './members.contract.ts'

describe('Members in the id of a direct conversation', () => membersContract(() => directMembers))
