import { type ChatClient, createClient, indexedDbStorage, ParleyError } from '@parley/client'
import { chats } from './chats.ts'
import { element } from './element.ts'
import { signIn } from './sign-in.ts'

const BUSY_RETRY_MS = 1_000

/** `?as=alice` gives a tab an account of its own, beside that of the other tabs of this browser. */
const as = new URLSearchParams(location.search).get('as') ?? ''

const chat = await open()
let leave = () => {}
chat.on('connection', ({ state }) => {
  if (state === 'signed-out') showSignIn()
})
if (chat.me) showChats()
else showSignIn()

function showSignIn(): void {
  leave()
  leave = () => {}
  document.body.replaceChildren(signIn(chat, as, showChats))
}

function showChats(): void {
  leave()
  const page = chats(chat)
  leave = page.close
  document.body.replaceChildren(page.element)
  void chat.connect()
}

/** One tab at a time has the storage; another waits until it is free. */
async function open(): Promise<ChatClient> {
  const endpoints = (await (await fetch('endpoints.json')).json()) as { http: string; socket: string }
  for (;;) {
    try {
      return await createClient({
        httpUrl: endpoints.http,
        socketUrl: endpoints.socket,
        storage: indexedDbStorage(as ? `parley-${as}` : 'parley'),
        deviceName: 'Web',
      })
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code !== 'STORAGE_BUSY') throw error
      document.body.replaceChildren(
        element(
          'p',
          { class: 'notice', role: 'status' },
          'Parley is open in another tab. Close it to go on here.',
        ),
      )
      await new Promise((resolve) => setTimeout(resolve, BUSY_RETRY_MS))
    }
  }
}
