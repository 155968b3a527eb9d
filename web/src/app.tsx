import { ChatProvider, useMe } from '@parley/client/react'
import { Home } from './home.tsx'
import { useStore } from './hooks/use-store.ts'
import { OpenElsewhere } from './start/open-elsewhere.tsx'
import { SignIn } from './start/sign-in.tsx'
import { Splash } from './start/splash.tsx'
import { ConfirmProvider } from './ui/confirm.tsx'
import { ToastProvider } from './ui/toast.tsx'

/** Decides what this tab is: waiting, one of two, signed out, or at home. */
export function App() {
  const store = useStore()
  if (store.state === 'opening') return <Splash />
  if (store.state === 'failed') return <Splash problem={store.problem} retry={store.retry} />
  if (store.state === 'elsewhere') return <OpenElsewhere take={store.take} />
  return (
    <ChatProvider chat={store.chat}>
      <Someone />
    </ChatProvider>
  )
}

/** Nothing that one person sees stays for the next. */
function Someone() {
  const me = useMe()
  return (
    <ToastProvider key={me?.user}>
      <ConfirmProvider>{me ? <Home /> : <SignIn joining={/^#join=/.test(location.hash)} />}</ConfirmProvider>
    </ToastProvider>
  )
}
