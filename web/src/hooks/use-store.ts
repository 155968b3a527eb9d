import type { ChatClient } from '@parley/client'
import { useCallback, useEffect, useState } from 'react'
import { openClient, otherTabs } from '../start/open-client.ts'

type Store =
  | { readonly state: 'opening' }
  | { readonly state: 'failed'; readonly problem: string; readonly retry: () => void }
  | { readonly state: 'elsewhere'; readonly take: () => void }
  | { readonly state: 'open'; readonly chat: ChatClient }

/** The one client of this browser, held by one tab at a time: another one asks for it and gets it. */
export function useStore(): Store {
  const [chat, setChat] = useState<ChatClient>()
  const [state, setState] = useState<Store['state']>('opening')
  const [problem, setProblem] = useState('')

  const open = useCallback(() => {
    setState('opening')
    openClient().then(
      (opened) => {
        setChat(opened)
        setState(opened ? 'open' : 'elsewhere')
      },
      (error: Error) => {
        setProblem(error.message)
        setState('failed')
      },
    )
  }, [])
  const take = useCallback(() => {
    otherTabs.ask()
    open()
  }, [open])

  useEffect(open, [open])
  useEffect(() => {
    if (!chat) return
    return otherTabs.hear(() => {
      setState('elsewhere')
      setChat(undefined)
      void chat.close()
    })
  }, [chat])

  if (state === 'failed') return { state, problem, retry: open }
  if (state === 'elsewhere') return { state, take }
  if (state === 'open' && chat) return { state, chat }
  return { state: 'opening' }
}
