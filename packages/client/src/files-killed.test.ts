import { MEDIA_PART_BYTES } from '@parley/protocol/limits'
import { describe, expect, test } from 'vitest'
import { bytesOf, MP4, PNG } from '../test/file-bytes.ts'
import { fakeWorld, pass, settle, texts } from '../test/harness.ts'
import { type Life, mortal, newLife } from '../test/mortal.ts'
import { ParleyError } from './error.ts'
import { type Attachment, type Conversation, memoryStorage } from './index.ts'

const world = fakeWorld()
const SMALL: Attachment = {
  file: { bytes: MP4, type: 'video/mp4' },
  poster: { bytes: PNG, type: 'image/png' },
}
const LARGE: Attachment = { file: { bytes: bytesOf(2 * MEDIA_PART_BYTES + 1), type: 'application/zip' } }

/** One client writes a message with a file and dies at a moment; the next one on its storage comes to the end of it. */
async function killed(attachment: Attachment, dies: (life: Life) => void): Promise<Conversation> {
  world.backend.person('bob')
  const inner = memoryStorage()
  const life = newLife()
  const alice = await world.online('alice', { storage: mortal(inner, life) })
  const chat = await alice.chat.openDirect('bob')
  await settle()
  dies(life)
  alice.network.passes = (_, come) => life.isOver || come()
  alice.network.delays = () => {
    life.isOver ||= --life.requests < 0
    return life.isOver ? new Promise(() => {}) : undefined
  }
  const { storage } = world.backend.files
  storage.delays = () => alice.network.delays('', '')
  chat.sendFile(attachment, 'once')
  await pass(2_000)
  life.isOver = true
  await alice.chat.close()
  storage.delays = () => undefined

  const again = await world.online('alice', { storage: inner })
  await pass(5_000)
  return again.chat.openDirect('bob')
}

/** One message with one file that is only its own, whatever happened. */
function expectOne(chat: Conversation): void {
  expect(texts(chat)).toEqual(['once'])
  expect(chat.pending).toEqual([])
  const log = world.backend.logs.get(chat.id) ?? []
  expect(log).toHaveLength(1)
  const { items } = world.backend.files
  expect([...items.values()].filter(({ claimedBy }) => claimedBy)).toHaveLength(1)
  expect(items.get(log[0]!.media!.media)?.claimedBy).toContain(log[0]!.clientId)
}

describe('a client that is killed while a small file is on its way', () => {
  test.each([1, 2, 3, 4, 5, 6])(
    'before its write %i: one message, or it was never written',
    async (count) => {
      const chat = await killed(SMALL, (life) => {
        life.writes = count - 1
      })
      if (count === 1) return expect([texts(chat), chat.pending]).toEqual([[], []])
      const [sent] = chat.pending
      if (count === 2) {
        expect(sent?.upload).toMatchObject({ status: 'held' })
        await chat.resume(sent!, SMALL.file)
        await pass(1_000)
      }
      expectOne(chat)
    },
  )

  test.each([0, 1, 2, 3, 4, 5, 6])(
    'when the answer behind %i requests was lost: one message',
    async (count) => {
      expectOne(
        await killed(SMALL, (life) => {
          life.requests = count
        }),
      )
    },
  )
})

describe('a client that is killed while a large file is on its way', () => {
  test.each([0, 1, 2, 3, 4, 5])('when the answer behind %i requests was lost: one message', async (count) => {
    const chat = await killed(LARGE, (life) => {
      life.requests = count
    })
    const [sent] = chat.pending
    if (sent) {
      expect(sent).toMatchObject({ status: 'pending', upload: { status: 'held', total: 16_777_217 } })
      await chat.resume(sent, LARGE.file)
      await pass(2_000)
    }
    expectOne(chat)
    const { requests } = world.backend.files.storage
    expect(requests.map(({ part }) => part).sort()).toEqual([1, 2, 3])
  })
})

describe('an upload that is held', () => {
  const held = () =>
    killed(LARGE, (life) => {
      life.requests = 0
    })

  test('takes no other file, neither shorter nor of the same length', async () => {
    const chat = await held()
    const [sent] = chat.pending
    const other = bytesOf(2 * MEDIA_PART_BYTES + 1)
    other[MEDIA_PART_BYTES + 5] = 77
    for (const bytes of [PNG, other]) {
      const file = { bytes, type: 'application/zip' }
      await expect(chat.resume(sent!, file)).rejects.toMatchObject({ code: 'BAD_MEDIA' })
    }
    await pass(1_000)
    expect(sent?.upload?.status).toBe('held')
  })

  test('waits for its file as long as it takes, and goes on after days', async () => {
    const chat = await held()
    const [sent] = chat.pending
    await pass(3 * 24 * 3_600_000)
    expect(sent).toMatchObject({ status: 'pending', upload: { status: 'held' } })
    await chat.resume(sent!, LARGE.file)
    expect(sent?.upload?.status).toBe('uploading')
    await pass(5_000)
    expectOne(chat)
  })

  test.each([
    ['one piece', { file: { bytes: bytesOf(MEDIA_PART_BYTES), type: 'application/zip' } }],
    ['parts', LARGE],
  ])('of %s asks the server no more until it has its file', async (_, attachment) => {
    const chat = await killed(attachment, (life) => {
      life.requests = 0
    })
    const before = world.backend.calls.filter((name) => name !== 'createTicket').length
    await pass(600_000)
    expect(chat.pending[0]?.upload?.status).toBe('held')
    expect(world.backend.calls.filter((name) => name !== 'createTicket')).toHaveLength(before)
  })

  test('does not stand in the way of other messages', async () => {
    const chat = await held()
    chat.send('goes')
    await settle()
    expect(texts(chat)).toEqual(['goes'])
  })

  test('can be cancelled: its parts are forgotten, and it stays so', async () => {
    const chat = await held()
    const [sent] = chat.pending
    sent?.upload?.cancel()
    await settle()
    expect(sent).toMatchObject({ status: 'failed', upload: { status: 'cancelled' } })
    expect(world.backend.files.items.size).toBe(0)
    await sent?.discard()
    expect(chat.pending).toEqual([])
  })
})

test('a file that the server no longer has is brought up again when its message is retried', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  const { files } = world.backend
  const forgetting = files.claim.bind(files)
  files.claim = (deed) => {
    files.forget(deed.media)
    files.claim = forgetting
    return forgetting(deed)
  }
  const sent = chat.sendFile(LARGE, 'once')
  await pass(2_000)
  expect(sent).toMatchObject({ status: 'failed', error: { code: 'NOT_FOUND' }, upload: { status: 'ready' } })
  sent.retry()
  await pass(2_000)
  expectOne(chat)
})

test('a failed message is told as such after a restart, and what it kept goes with it', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  alice.network.delays = (url) => (url.endsWith('/media') ? new Promise(() => {}) : undefined)
  const sent = chat.sendFile(SMALL)
  await settle()
  sent.upload?.cancel()
  await settle()
  await alice.chat.close()
  const again = await world.online('alice', { storage: alice.storage })
  const [failed] = (await again.chat.openDirect('bob')).pending
  expect(failed).toMatchObject({ status: 'failed', upload: { status: 'cancelled' } })
  expect(await alice.storage.list({ prefix: 'file/' })).toHaveLength(2)
  await failed?.discard()
  expect(await alice.storage.list({ prefix: 'file/' })).toEqual([])
})

test('what is kept of a file goes when its message has been sent', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  const slow = Promise.withResolvers<void>()
  world.backend.files.storage.delays = () => slow.promise
  chat.sendFile(SMALL)
  await settle()
  expect(await alice.storage.list({ prefix: 'file/' })).toHaveLength(2)
  slow.resolve()
  await settle()
  expect(chat.pending).toEqual([])
  expect(await alice.storage.list({ prefix: 'file/' })).toEqual([])
})

test('a storage without room for a file keeps its message, and the file goes up all the same', async () => {
  world.backend.person('bob')
  const inner = memoryStorage()
  const alice = await world.online('alice', {
    storage: {
      ...inner,
      write: async (changes) => {
        if (changes.some(({ key, value }) => key.startsWith('file/') && value)) {
          throw new ParleyError('STORAGE_FULL')
        }
        await inner.write(changes)
      },
    },
  })
  const chat = await alice.chat.openDirect('bob')
  chat.sendFile(SMALL, 'once')
  await settle()
  expectOne(chat)
  expect(alice.heard.errors).toEqual([])
})
