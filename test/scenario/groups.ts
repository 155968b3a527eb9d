import type { ChatClient, Conversation, Message } from '@parley/client'
import { expect } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { type Account, newcomer } from './accounts.ts'
import { type Device, deviceOf } from './devices.ts'
import type { System } from './target.ts'

/** Somebody in a group: the account, a device of it, and the group as that device has it. */
export type GroupMember = { readonly account: Account; readonly device: Device; readonly chat: Conversation }

type NewGroup = Parameters<ChatClient['createGroup']>[0]

/** A new group of new people with a device each; the first of them owns it. */
export async function groupOf<const Names extends readonly string[]>(
  system: System,
  names: Names,
  options: Partial<Omit<NewGroup, 'members'>> = {},
): Promise<{ readonly [Index in keyof Names]: GroupMember }> {
  const accounts = await Promise.all(names.map((name) => newcomer(system, name)))
  const devices = await Promise.all(accounts.map((account) => deviceOf(account)))
  const { id } = await devices[0]!.client.createGroup({
    title: 'A group',
    members: accounts.slice(1).map(({ user }) => user),
    ...options,
  })
  const members = accounts.map(async (account, index): Promise<GroupMember> => {
    const device = devices[index]!
    return { account, device, chat: await theGroup(device, id) }
  })
  return (await Promise.all(members)) as { readonly [Index in keyof Names]: GroupMember }
}

/** A group as a device has it, once it has heard of it and loaded it. */
export function theGroup({ client }: Device, id: string): Promise<Conversation> {
  return eventually(() => {
    const chat = client.conversation(id)
    expect(chat?.about, 'the device knows the group').toBeDefined()
    return chat!
  })
}

/** The same with all that it may see of it, as when somebody opens it and scrolls back. */
export async function openGroup(device: Device, id: string): Promise<Conversation> {
  const chat = await theGroup(device, id)
  while ((await chat.history()).more);
  return chat
}

/** Users by role, as a device has them: `{ owner: [...], admin: [...], member: [...] }`. */
export function roles({ about }: Conversation): Record<'owner' | 'admin' | 'member', string[]> {
  const having = (wanted: string) =>
    about!.members
      .filter(({ role }) => role === wanted)
      .map(({ user }) => user)
      .toSorted()
  return { owner: having('owner'), admin: having('admin'), member: having('member') }
}

export function memberIds({ about }: Conversation): string[] {
  return about!.members.map(({ user }) => user).toSorted()
}

export function users(...members: readonly { readonly account: Account }[]): string[] {
  return members.map(({ account }) => account.user).toSorted()
}

/** What a reader sees, line by line: texts, and in brackets what happened to the conversation itself. */
export function lines(messages: readonly Message[]): (string | undefined)[] {
  return messages.map(({ kind, text, change }) => {
    if (kind === 'change') return `[${change!.type}]`
    return kind === 'deleted' ? '[deleted]' : text
  })
}

/** The lines that a device was told of a conversation. */
export function heardLines({ device, chat }: Pick<GroupMember, 'device' | 'chat'>): (string | undefined)[] {
  return lines(device.heardIn(chat))
}

/** The message with this text, once the device has it. */
export function theMessage(chat: Conversation, text: string): Promise<Message> {
  return eventually(() => {
    const found = chat.messages.find((message) => message.text === text)
    expect(found, 'the device has the message').toBeDefined()
    return found!
  })
}
