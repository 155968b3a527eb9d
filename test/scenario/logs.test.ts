import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { rawHttp } from '../fixtures/raw-http.ts'
import { RawSocket } from '../fixtures/raw-socket.ts'
import { newcomer, rawSocketOf, ticketOf } from './accounts.ts'
import { deviceOf } from './devices.ts'
import { sendRaw } from './log.ts'
import { ONLY_EMBEDDED, useEmbedded } from './target.ts'

const system = useEmbedded()
const where = ONLY_EMBEDDED ? ' (only where the logs are at hand)' : ''

test.skipIf(ONLY_EMBEDDED)(
  `no log holds what people write, a ticket, a token or a password${where}`,
  async () => {
    const canary = `canary-${randomUUID()}`
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const [sender, phone] = [await deviceOf(alice), await deviceOf(bob)]
    const [chat] = [await sender.with(bob), await phone.with(alice)]

    await chat.send(canary).acked
    await chat.send(canary.repeat(1_000)).acked
    await eventually(() => expect(phone.heard).toHaveLength(2))
    await phone.client.conversation(chat.id)!.send(canary).acked
    await chat.edit(chat.messages[0]!, `edited ${canary}`).acked
    await chat.edit(chat.messages[0]!, canary.repeat(1_000)).acked
    await chat.react(chat.messages[1]!, '👍').acked
    chat.saveDraft(canary)
    const group = await sender.client.createGroup({ title: canary, description: canary, members: [bob.user] })
    const { code } = await group.createInvite()
    await phone.client.join(code)
    await phone.client.invite(code)

    const { ticket } = await ticketOf(alice)
    await (await RawSocket.open(system().socketUrl, { ticket })).close()
    await expect(RawSocket.open(system().socketUrl, { ticket })).rejects.toThrow('401')
    const socket = await rawSocketOf(alice)
    await socket.provoke(`{"action":"send","text":"${canary}"`)
    await sendRaw(socket, { conversation: chat.id, clientId: canary, text: canary })
    await sendRaw(socket, { conversation: chat.id, clientId: '12345678', text: canary, after: 1 })
    await sendRaw(socket, { conversation: chat.id, clientId: '12345678', text: `other ${canary}`, after: 1 })
    for (const token of [alice.token, `${alice.token}x`])
      await rawHttp(system().httpUrl, `POST /v1/conversations/${chat.id}/messages`, {
        token,
        body: `{"text":"${canary}`,
      })
    await rawHttp(system().httpUrl, 'POST /v1/sessions', { body: { handle: alice.handle, password: canary } })
    // The functions' logs are complete when the system has ended; what follows a kill is logged as well.
    await system().kill()
    await system().restart()

    const logs = system().logs()
    expect(logs).toContain('Ready')
    const secret = {
      canary,
      ticket: ticket.split('.')[2]!,
      token: alice.token.split('.')[2]!,
      password: alice.password,
      invite: code.split('.')[1]!,
    }
    for (const [what, text] of Object.entries(secret))
      expect(logs.includes(text), `${what} in a log`).toBe(false)
  },
)
