import { describe } from 'vitest'
import { memoryInbox } from '../../lambdas/adapters/memory/inbox.ts'
import { memoryMessageLog } from '../../lambdas/adapters/memory/message-log.ts'
import { memoryProfiles } from '../../lambdas/adapters/memory/profiles.ts'
import { memorySockets } from '../../lambdas/adapters/memory/sockets.ts'
import { inboxContract } from './inbox.contract.ts'
import { messageLogContract } from './message-log.contract.ts'
import { profilesContract } from './profiles.contract.ts'
import { socketsContract } from './sockets.contract.ts'

/** The twins, held to what the adapters are held to. */
describe('MessageLog in memory', () => messageLogContract(memoryMessageLog))
describe('Sockets in memory', () => socketsContract(memorySockets))
describe('Inbox in memory', () => inboxContract(memoryInbox))
describe('Profiles in memory', () => profilesContract(memoryProfiles))
