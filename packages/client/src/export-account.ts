import type { OperationReply, WireEntry, WireInboxRow } from '@parley/protocol'
import { HISTORY_PAGE_MAX, PROFILES_PER_REQUEST } from '@parley/protocol/limits'
import type { Core } from './core.ts'
import { given } from './given.ts'
import { persistently } from './persistently.ts'

type Call = Core['call']
type Pieces = AsyncGenerator<string>

/** So many messages at a time have their long texts and links fetched, and are in memory. */
const AT_A_TIME = 4

/**
 * All that the server has of the account, as pieces of one JSON document: shapes as on the wire (docs/openapi.json),
 * each long text in its entry, and with each file a fresh `getMedia` as `file`. What goes meanwhile is null. Throws
 * `ParleyError`; whoever asks again begins a new document.
 */
export async function* exportAccount(core: Core): Pieces {
  const call: Call = (name, input) => persistently(core, () => core.call(name, input))
  const people = new Set<string>()
  yield `{"profile":${JSON.stringify(await call('getMe', {}))}`
  yield `,"devices":${JSON.stringify((await call('listDevices', {})).devices)}`
  yield* list('contacts', contacts(call), whole)
  yield* list('conversations', conversations(call), (row) => conversation(call, row, people))
  yield* list('people', profiles(call, [...people]), whole)
  yield `,"settings":${JSON.stringify((await call('sync', {})).settings)}}`
}

async function* contacts(call: Call) {
  for (let page: OperationReply<'listContacts'> | undefined; !page || page.more; ) {
    page = await call('listContacts', { query: given({ after: page?.contacts.at(-1)?.user }) })
    yield* page.contacts
  }
}

/** One that changes meanwhile comes twice: it is written once. */
async function* conversations(call: Call) {
  const written = new Set<string>()
  for (let page: OperationReply<'sync'> | undefined; !page || page.more; ) {
    page = await call('sync', { query: given({ cursor: page?.cursor }) })
    const news = page.conversations.filter((row) => !written.has(row.conversation))
    for (const row of news) written.add(row.conversation)
    yield* news
  }
}

async function* profiles(call: Call, users: string[]) {
  while (users.length > 0) {
    const body = { users: users.splice(0, PROFILES_PER_REQUEST) }
    yield* (await call('getProfiles', { body })).profiles
  }
}

async function* conversation(call: Call, row: WireInboxRow, people: Set<string>): Pieces {
  const path = { conversation: row.conversation }
  const about = await orNull(call('getConversation', { path }))
  for (const { user } of about?.members ?? []) people.add(user)
  yield JSON.stringify({ ...row, about }).slice(0, -1)
  yield* list('marks', marks(call, path), whole)
  yield* list('entries', entries(call, path, people), whole)
  yield '}'
}

type Path = { conversation: string }

async function* marks(call: Call, path: Path) {
  for (let page: OperationReply<'listMarks'> | undefined; !page || page.more; ) {
    page = await call('listMarks', { path, query: { after: page?.marks.at(-1)?.seq ?? 0 } })
    yield* page.marks
  }
}

async function* entries(call: Call, path: Path, people: Set<string>) {
  for (let page: OperationReply<'listEntries'> | undefined; !page || page.more; ) {
    const query = { after: page?.last ?? 0, limit: HISTORY_PAGE_MAX }
    page = await call('listEntries', { path, query })
    for (let first = 0; first < page.entries.length; first += AT_A_TIME) {
      const some = page.entries.slice(first, first + AT_A_TIME)
      for (const { from } of some) people.add(from)
      yield* await Promise.all(some.map((entry) => withContent(call, path, entry)))
    }
  }
}

async function withContent(call: Call, { conversation }: Path, entry: WireEntry) {
  const path = { conversation, seq: entry.seq }
  const long = entry.kind === 'long-text' && (await orNull(call('getText', { path })))
  const file = entry.media && (await orNull(call('getMedia', { path })))
  return { ...entry, ...(long && { text: long.text }), ...given({ file }) }
}

/** A field that holds a list, written as its items come. */
async function* list<Item>(
  name: string,
  items: AsyncIterable<Item>,
  write: (item: Item) => AsyncIterable<string> | Iterable<string>,
): Pieces {
  yield `,"${name}":[`
  let before = ''
  for await (const item of items) {
    yield before
    yield* write(item)
    before = ','
  }
  yield ']'
}

function whole(item: unknown): string[] {
  return [JSON.stringify(item)]
}

async function orNull<Reply>(reply: Promise<Reply>): Promise<Reply | null> {
  return reply.catch((error) => {
    if (error.code !== 'NOT_FOUND') throw error
    return null
  })
}
