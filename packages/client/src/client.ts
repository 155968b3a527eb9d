import { type ConversationId, DEVICE_ID, type DeviceId, directId, type UserId } from '@parley/domain'
import { AccountCommands } from './account-commands.ts'
import type { ChatClient, Contact, InvitePreview, NewGroup, Presence } from './client-api.ts'
import type { ClientOptions } from './client-options.ts'
import type { ChatConversation } from './conversation.ts'
import type { Conversation } from './conversation-api.ts'
import { Core } from './core.ts'
import { createGroup } from './create-group.ts'
import { ParleyError } from './error.ts'
import { exportAccount } from './export-account.ts'
import type { Download, FileSource, Upload } from './media-api.ts'
import { toPerson } from './people.ts'
import type { Person } from './person.ts'
import { uploadPicture } from './picture-upload.ts'
import { defaultPlatform, type Platform } from './platform.ts'
import { change, type Saved, Store } from './store.ts'

/**
 * Opens the storage and makes a client on it: signed in if it was, with all it knew; not yet connected.
 * Rejects with `STORAGE_BUSY` while another client has the storage, or with `BAD_REQUEST` if `device` has
 * the wrong form or is not the one the storage belongs to.
 */
export async function createClient(options: ClientOptions): Promise<ChatClient> {
  const platform = { ...defaultPlatform, ...options.platform }
  const store = new Store(options.storage)
  await store.open()
  try {
    const saved = await store.load()
    const device = deviceOf(options, saved, platform)
    if (device !== saved.device) await store.write([change.device(device)])
    return new Client(new Core(options, platform, store, saved, device))
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Retries are recognised by the device that sends them: a storage keeps its device for good. */
function deviceOf(options: ClientOptions, saved: Saved, platform: Platform): DeviceId {
  const device = options.device ?? saved.device ?? platform.id()
  if (!DEVICE_ID.test(device)) throw new ParleyError('BAD_REQUEST', { detail: 'device' })
  if (saved.device && saved.device !== device) {
    throw new ParleyError('BAD_REQUEST', { detail: 'device: this storage belongs to another one' })
  }
  return device as DeviceId
}

/** What an app sees of the parts. */
class Client extends AccountCommands implements ChatClient {
  async openDirect(handle: string): Promise<Conversation> {
    const reply = await this.core.call('openDirect', { body: { handle } }).catch((error: ParleyError) => {
      const known = error.retry && this.#knownByHandle(handle)
      if (!known) throw error
      return known
    })
    if ('id' in reply) return loaded(reply)
    await this.core.people.add([toPerson(reply.with)])
    const conversation = await this.core.inbox.report(reply.row)
    conversation.catchUp()
    return loaded(conversation)
  }

  async createGroup(group: NewGroup): Promise<Conversation> {
    return loaded(await this.core.inbox.enter(await createGroup(this.core, group)))
  }

  async invite(code: string): Promise<InvitePreview> {
    return (await this.core.call('getInvite', { path: { code } })) as InvitePreview
  }

  async join(code: string): Promise<Conversation> {
    return loaded(await this.core.inbox.enter(await this.core.call('joinByInvite', { path: { code } })))
  }

  picture(user: UserId, refused?: Download): Promise<Download> {
    const { picture = '' } = this.person(user)
    return this.core.messaging.downloads.get(
      `${user}/${picture}`,
      () => this.core.call('getPicture', { path: { user } }) as Promise<Download>,
      refused,
    )
  }

  uploadPicture(file: FileSource): Upload {
    const { platform, timing, messaging } = this.core
    return uploadPicture(file, { platform, timing, uploads: messaging.uploads })
  }

  conversation(id: ConversationId | string): Conversation | undefined {
    return this.core.inbox.get(id)
  }

  conversations(): readonly Conversation[] {
    const listed = this.core.inbox.all().filter(({ isListed }) => isListed)
    return listed.sort((a, b) => b.at - a.at)
  }

  person(user: UserId): Person {
    return this.core.people.get(user)
  }

  exportAccount(): AsyncIterable<string> {
    return exportAccount(this.core)
  }

  async find(handle: string): Promise<Person> {
    const person = toPerson(await this.core.call('findPerson', { path: { handle } }))
    await this.core.people.add([person])
    return person
  }

  contacts(): Promise<readonly Contact[]> {
    return this.core.contacts.list()
  }

  addContact(user: UserId, name?: string): Promise<void> {
    return this.core.contacts.put(user, name)
  }

  removeContact(user: UserId): Promise<void> {
    return this.core.contacts.remove(user)
  }

  watch(users: readonly UserId[]): () => void {
    return this.core.presences.watch(users)
  }

  presence(user: UserId): Presence {
    return this.core.presences.of(user)
  }

  fetchPresence(users: readonly UserId[]): Promise<readonly Presence[]> {
    return this.core.presences.fetch(users)
  }

  #knownByHandle(handle: string): ChatConversation | undefined {
    const person = this.core.people.byHandle(handle)
    return person && this.me && this.core.inbox.get(directId(this.me.user, person.user))
  }
}

async function loaded(conversation: ChatConversation): Promise<Conversation> {
  await conversation.load()
  return conversation
}
