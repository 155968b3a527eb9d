import { describe } from 'vitest'
import { memoryAccountSettings } from '../../lambdas/adapters/memory/account-settings.ts'
import { memoryBadges } from '../../lambdas/adapters/memory/badges.ts'
import { memoryBelongings } from '../../lambdas/adapters/memory/belongings.ts'
import { memoryContacts } from '../../lambdas/adapters/memory/contacts.ts'
import { memoryConversations } from '../../lambdas/adapters/memory/conversations.ts'
import { memoryEndings } from '../../lambdas/adapters/memory/endings.ts'
import { memoryIdentities } from '../../lambdas/adapters/memory/identities.ts'
import { memoryInbox } from '../../lambdas/adapters/memory/inbox.ts'
import { memoryInvites } from '../../lambdas/adapters/memory/invites.ts'
import { memoryLooks } from '../../lambdas/adapters/memory/looks.ts'
import { memoryMarks } from '../../lambdas/adapters/memory/marks.ts'
import { memoryMediaItems } from '../../lambdas/adapters/memory/media-items.ts'
import { memoryMediaStore } from '../../lambdas/adapters/memory/media-store.ts'
import { memoryMessageLog } from '../../lambdas/adapters/memory/message-log.ts'
import { memoryPaces } from '../../lambdas/adapters/memory/paces.ts'
import { memoryParts } from '../../lambdas/adapters/memory/parts.ts'
import { memoryPost } from '../../lambdas/adapters/memory/post.ts'
import { memoryPresences } from '../../lambdas/adapters/memory/presences.ts'
import { memoryProfiles } from '../../lambdas/adapters/memory/profiles.ts'
import { memoryPushEndpoints } from '../../lambdas/adapters/memory/push-endpoints.ts'
import { memoryPushQueue } from '../../lambdas/adapters/memory/push-queue.ts'
import { memoryPusher } from '../../lambdas/adapters/memory/pusher.ts'
import { memorySockets } from '../../lambdas/adapters/memory/sockets.ts'
import { memoryTexts } from '../../lambdas/adapters/memory/texts.ts'
import { newConnection } from '../fixtures/people.ts'
import { accountSettingsContract } from './account-settings.contract.ts'
import { badgesContract } from './badges.contract.ts'
import { banishingContract } from './banishing.contract.ts'
import { belongingsContract } from './belongings.contract.ts'
import { choicesContract } from './choices.contract.ts'
import { contactsContract } from './contacts.contract.ts'
import { conversationsContract } from './conversations.contract.ts'
import { endingsContract } from './endings.contract.ts'
import { identitiesContract } from './identities.contract.ts'
import { inboxContract } from './inbox.contract.ts'
import { invitesContract } from './invites.contract.ts'
import { looksContract } from './looks.contract.ts'
import { marksContract } from './marks.contract.ts'
import { mediaItemsContract } from './media-items.contract.ts'
import { mediaStoreContract } from './media-store.contract.ts'
import { messageLogContract } from './message-log.contract.ts'
import { pacesContract } from './paces.contract.ts'
import { partsContract } from './parts.contract.ts'
import { type PostUnderTest, postContract } from './post.contract.ts'
import { presencesContract } from './presences.contract.ts'
import { profilesContract } from './profiles.contract.ts'
import { pushEndpointsContract } from './push-endpoints.contract.ts'
import { pushQueueContract } from './push-queue.contract.ts'
import { pusherContract } from './pusher.contract.ts'
import { receiptsContract } from './receipts.contract.ts'
import { socketsContract } from './sockets.contract.ts'
import { textsContract } from './texts.contract.ts'
import { unreadContract } from './unread.contract.ts'

/** The twins, held to what the adapters are held to. */
describe('MessageLog in memory', () => messageLogContract(memoryMessageLog))
describe('Conversations in memory', () =>
  conversationsContract(() => {
    const conversations = memoryConversations()
    return { conversations, log: memoryMessageLog(conversations) }
  }))
describe('Sockets in memory', () => {
  socketsContract(memorySockets)
  banishingContract(memorySockets)
})
describe('Badges in memory', () =>
  badgesContract(() => {
    const inbox = memoryInbox()
    return { inbox, badges: memoryBadges(inbox) }
  }))
describe('PushQueue in memory', () =>
  pushQueueContract(() => {
    const queue = memoryPushQueue()
    return { queue, take: async () => queue.take().map(({ work }) => work) }
  }))
describe('Pusher in memory', () =>
  pusherContract(() => {
    const pusher = memoryPusher()
    return { pusher, shown: (token) => pusher.shownTo(token).length, disable: pusher.disable }
  }))
describe('PushEndpoints in memory', () =>
  pushEndpointsContract(() => {
    const sockets = memorySockets()
    return { sockets, endpoints: memoryPushEndpoints(sockets) }
  }))
describe('Inbox in memory', () => {
  inboxContract(memoryInbox)
  receiptsContract(memoryInbox)
  choicesContract(memoryInbox)
  unreadContract(memoryInbox)
})
describe('Marks in memory', () =>
  marksContract(() => {
    const inbox = memoryInbox()
    return { marks: memoryMarks(inbox), inbox }
  }))
describe('MediaItems in memory', () => mediaItemsContract(memoryMediaItems))
describe('MediaStore in memory', () => mediaStoreContract(async () => openMediaStore()))
describe('AccountSettings in memory', () => accountSettingsContract(memoryAccountSettings))
describe('Belongings in memory', () =>
  belongingsContract(() => {
    const belongings = memoryBelongings()
    return { belongings, keep: belongings.keep, of: belongings.of }
  }))
describe('Endings in memory', () =>
  endingsContract(() => {
    const endings = memoryEndings()
    return { endings, take: async () => endings.take() }
  }))
describe('Contacts in memory', () => contactsContract(memoryContacts))
describe('Paces in memory', () => pacesContract(memoryPaces))
describe('Presences in memory', () => {
  let presences: ReturnType<typeof memoryPresences> | undefined
  presencesContract((times) => {
    presences ??= memoryPresences(times)
    return presences
  })
})
describe('Invites in memory', () => invitesContract(memoryInvites))
describe('Profiles in memory', () => profilesContract(memoryProfiles))
describe('Texts in memory', () => {
  const texts = memoryTexts()
  textsContract(() => texts)
})
describe('Identities in memory', () => {
  const identities = memoryIdentities(Date.now)
  identitiesContract(() => identities)
})
describe('Looks in memory', () =>
  looksContract(() => {
    const looks = memoryLooks()
    return { looks, take: async () => looks.take() }
  }))
describe('Parts in memory', () =>
  partsContract(() => {
    const parts = memoryParts()
    return { parts, take: async () => parts.take() }
  }))
describe('Post in memory', () => postContract(startPost))

function openMediaStore() {
  const clock = { now: 0 }
  const store = memoryMediaStore(() => clock.now)
  return {
    store,
    post: async (...args: Parameters<typeof store.post>) => store.post(...args),
    put: async (...args: Parameters<typeof store.put>) => store.put(...args),
    fetch: async (url: string) => store.fetch(url),
    write: async (...args: Parameters<typeof store.write>) => store.write(...args),
    outlive: async (lifeMs: number) => {
      clock.now += lifeMs + 1
    },
  }
}

async function startPost(): Promise<PostUnderTest> {
  const post = memoryPost()
  const connections = new Set<ReturnType<typeof newConnection>>()
  return {
    post,
    throttle: () => {
      for (const connection of connections) post.answer(connection, 'throttled')
    },
    async connect() {
      const connection = newConnection()
      connections.add(connection)
      post.connect(connection)
      return {
        connection,
        received: () => post.framesOf(connection),
        isOpen: () => post.isOpen(connection),
      }
    },
  }
}
