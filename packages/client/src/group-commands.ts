import type { ConversationSettings, Role, UserId } from '@parley/domain'
import type { WireConversation } from '@parley/protocol'
import { MEMBERS_PER_REQUEST } from '@parley/protocol/limits'
import { ConversationView } from './conversation-view.ts'

/** What the app asks for that changes the conversation itself. All of it needs the network. */
export abstract class GroupCommands extends ConversationView {
  async update(settings: ConversationSettings): Promise<void> {
    await this.#hear(this.context.call('putConversation', { ...this.#here, body: settings }))
  }

  async addMembers(users: readonly UserId[]): Promise<void> {
    for (let first = 0; first < users.length; first += MEMBERS_PER_REQUEST) {
      const body = { users: users.slice(first, first + MEMBERS_PER_REQUEST) }
      await this.#hear(this.context.call('addMembers', { ...this.#here, body }))
    }
  }

  async removeMember(user: UserId): Promise<void> {
    await this.context.call('removeMember', { path: { conversation: this.id, user } })
  }

  async setRole(user: UserId, role: Role): Promise<void> {
    const path = { conversation: this.id, user }
    await this.#hear(this.context.call('putMember', { path, body: { role } }))
  }

  async leave(): Promise<void> {
    const me = this.context.me()
    if (me) await this.removeMember(me)
    await this.abouts.leave()
    this.changed()
  }

  createInvite(options: { lifetime?: number } = {}): Promise<{ code: string; expiresAt: number }> {
    return this.context.call('createInvite', { ...this.#here, body: options })
  }

  async invites(): Promise<{ invite: string; by: UserId; expiresAt: number }[]> {
    const { invites } = await this.context.call('listInvites', this.#here)
    return invites as { invite: string; by: UserId; expiresAt: number }[]
  }

  async revokeInvite(invite: string): Promise<void> {
    await this.context.call('revokeInvite', { path: { conversation: this.id, invite } })
  }

  async refreshReceipts(): Promise<void> {
    const { members } = await this.context.call('listReceipts', this.#here)
    await this.readers.hear(members.map((member) => ({ ...member, user: member.user as UserId })))
    this.changed()
  }

  /** The app is to look at it again. */
  changed(): void {
    this.context.events.emit('conversation', { conversation: this.self })
  }

  get #here() {
    return { path: { conversation: this.id } }
  }

  async #hear(reply: Promise<WireConversation>): Promise<void> {
    await this.abouts.hear(await reply)
    this.changed()
  }
}
