import { act, type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach } from 'vitest'
import type { ChatClient } from '../src/index.ts'
import { ChatProvider } from '../src/react/index.ts'
import { settle } from './harness.ts'

/** Draws below a provider, in StrictMode, until the test ends: what is drawn is told as text. */
export function drawing() {
  const ends: (() => Promise<void>)[] = []
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
  })
  return async (chat: ChatClient, content: ReactNode) => {
    const place = document.createElement('div')
    const root = createRoot(place)
    const draw = (next: ReactNode, client = chat) =>
      act(async () =>
        root.render(
          <StrictMode>
            <ChatProvider chat={client}>{next}</ChatProvider>
          </StrictMode>,
        ),
      )
    const end = () => act(async () => root.unmount())
    ends.push(end)
    await draw(content)
    return {
      draw,
      end,
      get text() {
        return place.textContent
      },
    }
  }
}

/** Something happens, and all that follows of it. */
export async function happens(what: () => unknown): Promise<void> {
  await act(async () => {
    await what()
    await settle()
  })
}
