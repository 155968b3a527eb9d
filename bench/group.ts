import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { UserId } from '@parley/domain'
import { RawSocket } from '../test/fixtures/raw-socket.ts'
import { abandonSockets, settle, ticketOf } from './people.ts'
import { arrival, Person, send } from './person.ts'
import type { System } from './system.ts'

const AT_ONCE = 10
/** The most that one request may bring into a group. */
const AT_A_TIME = 500

export type Size = {
  readonly members: number
  /** How many of them are online, the owner among them; all unless said. */
  readonly online?: number
  /** How many more seem to be. */
  readonly stale?: number
}

/** A group whose owner writes, with the sockets of those who are online. */
export class Group {
  readonly id: string
  readonly owner: Person
  readonly members: readonly UserId[]
  /** The owner's socket, and those of others. */
  readonly own: RawSocket
  readonly others: readonly RawSocket[]
  #seq: number

  static async create(
    system: System,
    client: DynamoDBClient,
    { members, online = members, stale = 0 }: Size,
  ): Promise<Group> {
    const owner = await Person.signUp(system)
    const users = await settle(client, system.chatTable, members - 1)
    const device = 'phone-of-the-owner'
    const body = { device, clientId: 'the-group', title: 'A group', members: users.slice(0, AT_A_TIME) }
    const created = (await owner.ask('POST /v1/groups', body)) as { conversation: string; version: number }
    let { version } = created
    for (let at = AT_A_TIME; at < users.length; at += AT_A_TIME) {
      const added = { users: users.slice(at, at + AT_A_TIME) }
      const reply = await owner.ask(`POST /v1/conversations/${created.conversation}/members`, added)
      version = reply.version as number
    }
    const listening = users.slice(0, online - 1)
    const others = await connectAll(system, client, listening)
    await abandonSockets(client, system.chatTable, users.slice(online - 1, online - 1 + stale))
    return new Group(created.conversation, owner, users, await owner.connect(device), others, version)
  }

  private constructor(
    id: string,
    owner: Person,
    members: readonly UserId[],
    own: RawSocket,
    others: readonly RawSocket[],
    seq: number,
  ) {
    this.id = id
    this.owner = owner
    this.members = members
    this.own = own
    this.others = others
    this.#seq = seq
  }

  get seq(): number {
    return this.#seq
  }

  /** The owner writes, and everybody who is online hears it. */
  async message(text: string): Promise<void> {
    const heard = this.everybodyHears()
    const ack = await send(this.own, this.id, this.#seq - 1, text)
    if (ack.seq !== this.#seq) throw new Error(`Position ${this.#seq} was answered ${JSON.stringify(ack)}.`)
    await heard
  }

  /** The owner does something that appends an entry, and everybody who is online hears of it. */
  async act(frame: Record<string, unknown>): Promise<void> {
    const heard = this.everybodyHears()
    const clientId = `deed-of-position-${this.#seq}`
    const request = { conversation: this.id, clientId, after: this.#seq - 1, ...frame }
    const ack = await this.own.request(request)
    if (!ack.ok) throw new Error(`${frame.action} was answered ${JSON.stringify(ack)}.`)
    await heard
  }

  /** The owner changes the group over HTTPS, and everybody who is online hears of it, its own device as well. */
  async change(route: string, body?: object): Promise<void> {
    const heard = this.everybodyHears(this.own)
    await this.owner.ask(route.replace('{group}', this.id), body)
    await heard
  }

  async close(): Promise<void> {
    await Promise.all([this.own, ...this.others].map((socket) => socket.close()))
  }

  /** The next position is everybody's. */
  everybodyHears(...more: RawSocket[]): Promise<unknown> {
    this.#seq++
    return Promise.all([...this.others, ...more].map((socket) => arrival(socket, this.id, this.#seq)))
  }
}

async function connectAll(
  system: System,
  client: DynamoDBClient,
  users: readonly UserId[],
): Promise<RawSocket[]> {
  const sockets: RawSocket[] = []
  for (let at = 0; at < users.length; at += AT_ONCE) {
    const some = users.slice(at, at + AT_ONCE).map(async (user) => {
      const ticket = await ticketOf(client, system.chatTable, user)
      return RawSocket.open(system.socketUrl, { ticket })
    })
    sockets.push(...(await Promise.all(some)))
  }
  return sockets
}
