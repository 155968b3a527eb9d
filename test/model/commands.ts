import type { Change, ConversationSettings, UserId } from '@parley/domain'
import type { ActionRequest } from '@parley/protocol'
import type { Device } from './device.ts'
import type { AppendingAction, Item } from './item.ts'
import type { Command } from './reference.ts'
import type { Run } from './run.ts'
import { untilQuiet } from './scheduler.ts'

/** One thing that may happen: it is begun and goes on by itself, beside what else has begun. */
type Happening = (run: Run) => unknown

/** How often each happens, beside the others. */
export const WEIGHTS: Readonly<Record<string, number>> = {
  send: 30,
  sendTwice: 3,
  retry: 6,
  retryLate: 3,
  otherWords: 1,
  edit: 5,
  remove: 4,
  react: 5,
  pin: 2,
  change: 8,
  receipt: 12,
  cut: 4,
  connect: 8,
  ping: 2,
  deliver: 25,
  announce: 8,
  badPost: 2,
  faults: 2,
  tick: 6,
  wait: 2,
  choose: 3,
  block: 3,
}

export const HAPPENINGS: { readonly [Name in keyof typeof WEIGHTS]: Happening } = {
  send: (run) => say(run, sending(run)),
  sendTwice(run) {
    const item = sending(run)
    say(run, item)
    say(run, item)
  },
  retry: (run) => say(run, oneOf(run, run.items.filter(isOpen))),
  retryLate: (run) => say(run, oneOf(run, run.items)),
  otherWords(run) {
    const item = oneOf(run, run.items)
    if (item?.request.action !== 'send' || !item.ack || !item.device.connection) return
    const request = { ...item.request, text: 'something else' }
    const { connection } = item.device
    run.start(
      run.backend.act(connection, request).then(
        () => run.broken.push(`${request.clientId} was taken with other words`),
        () => {},
      ),
    )
  },
  edit: (run) => aim(run, (target, base) => ({ ...base, action: 'edit', target, text: freshText(run) })),
  remove: (run) => aim(run, (target, base) => ({ ...base, action: 'delete', target })),
  react: (run) =>
    aim(run, (target, base) => {
      const emoji = run.random.pick([undefined, '👍', '❤️'])
      return { ...base, action: 'react', target, ...(emoji && { emoji }) }
    }),
  pin: (run) =>
    aim(run, (target, base) => ({ ...base, action: 'pin', target, pinned: run.random.chance(70) })),
  change,
  receipt,
  cut: (run) => run.cut(run.random.pick(run.devices)),
  connect(run) {
    const device = run.random.pick(run.devices)
    run.note(`${nameOf(device)} connects`)
    run.start(run.connect(device))
  },
  ping: (run) => run.start(run.ping(run.random.pick(run.devices))),
  deliver: (run) => run.deliverSome(),
  announce: (run) => run.announceSome(),
  badPost(run) {
    const { connection } = run.random.pick(run.devices)
    const outcome = run.random.pick([undefined, 'throttled', 'fault'] as const)
    if (connection) run.backend.world.post.answer(connection, outcome)
  },
  faults(run) {
    run.backend.failing = run.random.pick([0, 0, 2, 10])
  },
  tick(run) {
    run.backend.world.clock.now += run.random.below(1_000)
  },
  wait,
  choose(run) {
    const user = run.random.pick(run.people)
    const device = run.random.pick(run.devices.filter(({ speaker }) => speaker.user === user))
    const body: { clearedUpTo?: number } = run.random.pick([
      { archived: true },
      { mutedUntil: run.backend.now + 60_000 },
      { draft: 'a draft' },
      { markedUnread: run.random.chance(50) },
      { clearedUpTo: 1 + run.random.below(run.position + 1) },
    ])
    run.note(`${nameOf(device)} chooses ${JSON.stringify(body)}`)
    const path = { conversation: run.conversation }
    const asked = { path, body: { ...body, device: device.speaker.device } }
    if (body.clearedUpTo) run.cleared.push({ user, upTo: body.clearedUpTo })
    run.start(run.backend.ask(user, 'putChat', asked))
  },
  block,
}

export function isOpen({ ack, refused }: Item): boolean {
  return !ack && !refused
}

function oneOf<Thing>(run: Run, things: readonly Thing[]): Thing | undefined {
  return things.length > 0 ? run.random.pick(things) : undefined
}

function nameOf({ speaker }: Device): string {
  return speaker.device
}

function say(run: Run, item: Item | undefined): void {
  if (!item) return
  run.note(
    `${nameOf(item.device)} says ${JSON.stringify({ ...item.request, id: undefined, conversation: undefined })}`,
  )
  run.start(run.say(item))
}

type Base = { id: string; conversation: string; clientId: string; after: number }

function appending(run: Run, make: (base: Base) => ActionRequest<AppendingAction>): Item | undefined {
  const device = oneOf(
    run,
    run.devices.filter(({ connection }) => connection),
  )
  if (!device) return undefined
  const after = run.random.chance(80) ? device.tail : run.random.below(device.tail + 1)
  const request = make({ id: 'f', conversation: run.conversation, clientId: run.freshId(), after })
  const item: Item = { device, request, command: commandOf(request) }
  run.items.push(item)
  return item
}

function sending(run: Run): Item | undefined {
  return appending(run, (base) => ({
    ...base,
    action: 'send',
    text: freshText(run),
    ...(run.random.chance(15) && { reply: someTarget(run) }),
    ...(run.random.chance(15) && { mentions: run.random.some(run.people) }),
  }))
}

function aim(run: Run, make: (target: number, base: Base) => ActionRequest<AppendingAction>): void {
  say(
    run,
    appending(run, (base) => make(someTarget(run), base)),
  )
}

/** Mostly a message, sometimes anything, sometimes nothing. */
function someTarget(run: Run): number {
  const messages = run.backend.placed.filter(({ body }) => body.kind === 'text')
  if (messages.length > 0 && run.random.chance(90)) return run.random.pick(messages).seq
  return 1 + run.random.below(run.position + 2)
}

function freshText(run: Run): string {
  return `text ${run.freshId()}`
}

export function commandOf(request: ActionRequest<AppendingAction>): Command {
  if (request.action === 'send') {
    return { kind: 'send', ...(request.reply !== undefined && { reply: request.reply }) }
  }
  if (request.action === 'pin') return { kind: request.pinned ? 'pin' : 'unpin', target: request.target }
  return { kind: request.action, target: request.target }
}

function change(run: Run): void {
  const { random, people } = run
  const by = random.pick(people)
  const settings: ConversationSettings[] = [
    { title: `title ${random.below(3)}` },
    { disappearAfter: random.pick([0, 5, 60]) },
    { history: random.pick(['joined', 'all']) },
  ]
  const change = random.pick<Change>([
    { type: 'added', users: [random.pick(people), random.pick(people)] },
    { type: 'added', users: [random.pick(people)] },
    { type: 'removed', user: random.pick(people) },
    { type: 'left' },
    { type: 'joined' },
    { type: 'role', user: random.pick(people), role: random.pick(['owner', 'admin', 'member']) },
    {
      type: 'settings',
      settings: random.pick(run.variant.kind === 'direct' ? settings.slice(1, 2) : settings),
    },
  ])
  run.note(`${by.at(-1)} wants ${JSON.stringify(change)}`)
  run.start(run.attempt(by, { kind: 'change', change }, () => changing(run, by, change)))
}

/** Asks for a change by the operation that it is made with. */
async function changing(run: Run, by: UserId, change: Change): Promise<object> {
  const { backend } = run
  const path = { conversation: run.conversation }
  switch (change.type) {
    case 'added':
      return backend.ask(by, 'addMembers', { path, body: { users: [...change.users] } })
    case 'removed':
      return backend.ask(by, 'removeMember', { path: { ...path, user: change.user } })
    case 'left':
      return backend.ask(by, 'removeMember', { path: { ...path, user: by } })
    case 'role':
      return backend.ask(by, 'putMember', {
        path: { ...path, user: change.user },
        body: { role: change.role },
      })
    case 'settings':
      return backend.ask(by, 'putConversation', { path, body: change.settings })
    default:
      return backend.ask(by, 'joinByInvite', { path: { code: run.invite } })
  }
}

function receipt(run: Run): void {
  const device = oneOf(
    run,
    run.devices.filter(({ connection }) => connection),
  )
  if (!device?.connection) return
  const { user } = device.speaker
  const most = run.random.chance(90) ? device.tail : device.tail + 3
  const [delivered, read] = [run.random.below(most + 1), run.random.below(most + 1)]
  const { happened, position: from } = run
  const open = { to: Number.POSITIVE_INFINITY, done: Number.POSITIVE_INFINITY }
  const said = { user, delivered, read, from, happened, ...open }
  run.said.push(said)
  run.note(`${nameOf(device)} has received ${delivered} and read ${read}`)
  const receipts = [{ conversation: run.conversation, delivered, read }]
  const asked = run.backend.act(device.connection, { action: 'receipt', id: 'r', receipts })
  run.start(asked.then(() => Object.assign(said, { to: run.position, done: run.happened })))
}

/** Time passes in which whatever was under way comes to an end; after a day also what was to be delivered. */
async function wait(run: Run): Promise<void> {
  const seconds = run.random.pick([10, 45, 20 * 60, 26 * 3600])
  run.note(`${seconds} seconds pass`)
  if (seconds > 3600) await run.untilQuiet()
  else await untilQuiet()
  run.backend.world.clock.now += seconds * 1000
  if (seconds > 3600) run.hasVanished = true
}

function block(run: Run): void {
  if (run.variant.kind !== 'direct') return
  const user = run.people[0]!
  const blocked = run.random.chance(60)
  run.note(`${user.at(-1)} ${blocked ? 'blocks' : 'unblocks'}`)
  const path = { conversation: run.conversation }
  const body = { device: run.devices[0]!.speaker.device, blocked }
  const asked = run.backend.ask(user, 'putChat', { path, body })
  const one = { blocked, from: run.happened, to: Number.POSITIVE_INFINITY }
  run.blocks.push(one)
  run.start(asked.then(() => Object.assign(one, { to: run.happened })))
}
