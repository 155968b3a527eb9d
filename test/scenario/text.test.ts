import { ParleyError } from '@parley/client'
import { expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { rawHttp } from '../fixtures/raw-http.ts'
import { conversationOf, newcomer, newDeviceId, rawSocketOf } from './accounts.ts'
import { deviceOf } from './devices.ts'
import { sendRaw, wholeLog } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()
const LIMIT = 100_000

const texts: Record<string, string> = {
  'a hundred thousand emoji of four bytes': '😀'.repeat(LIMIT),
  'marks that turn the direction of writing': '\u202eabc\u202c שלום \u200f\u061c مرحبا \u2066x\u2069',
  'control characters, NUL among them': '\u0000\u0001\u001b[31m\u0007\u007f\r\n\t\u2028\u2029',
  'a hundred thousand NULs': '\u0000'.repeat(LIMIT),
  'families, flags and letters of several parts': '👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301 Å Å 한글 한글',
  markup: '<script>alert("\'`")</script> &amp; ${x} {{y}} %s \\u0041',
  'the longest text that a frame carries': 'x'.repeat(8_190),
  'the shortest text that a frame does not carry': 'x'.repeat(8_191),
  'a text of 33 KB, which is larger than a frame': 'ß'.repeat(33 * 512),
}
for (const [what, text] of Object.entries(texts))
  test(`${what} arrives as it was sent`, async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const [sender, phone] = [await deviceOf(alice), await deviceOf(bob)]
    const chat = await sender.with(bob)
    await phone.with(alice)
    await chat.send(text).acked
    await eventually(() => expect(phone.heard.map(({ text: heard }) => heard === text)).toEqual([true]))
    const history = await (await (await deviceOf(bob)).with(alice)).history({ after: 0 })
    expect(history.messages).toHaveLength(1)
    expect(await phone.client.conversation(chat.id)!.text(history.messages[0]!)).toBe(text)
  })

test('what is empty, too long or no Unicode is refused by the SDK before it leaves the device', async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const chat = await (await deviceOf(alice)).with(bob)
  for (const text of ['', 'x'.repeat(LIMIT + 1), '😀'.repeat(LIMIT + 1), 'half an emoji: \ud83d', '\udc00'])
    expect(() => chat.send(text)).toThrow(ParleyError)
  expect(chat.pending).toEqual([])
})

test('what is empty, too long or no Unicode is refused by the server, on the socket and over HTTPS', async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const conversation = await conversationOf(alice, bob)
  const socket = await rawSocketOf(alice)
  for (const text of ['', 'half an emoji: \ud83d', '\udc00'])
    expect(await sendRaw(socket, { conversation, clientId: '12345678', text })).toMatchObject({
      ok: false,
      error: { code: 'BAD_TEXT' },
    })
  for (const text of ['', 'x'.repeat(LIMIT + 1), '😀'.repeat(LIMIT + 1), '\udc00'.repeat(LIMIT)]) {
    const { status, body } = await rawHttp(
      system().httpUrl,
      `POST /v1/conversations/${conversation}/messages`,
      {
        token: alice.token,
        body: { device: newDeviceId(), clientId: '12345678', after: 0, text },
      },
    )
    expect([status, body.error?.code]).toEqual([400, expect.stringMatching(/^BAD_(TEXT|REQUEST)$/)])
  }
  expect(await wholeLog(alice, conversation)).toEqual([])
})
