import { ChatProvider, useMe } from '@parley/client/react'
import { lazy, Suspense } from 'react'
import { tab, useTab } from './hooks/use-tab.ts'
import { NewerPage } from './start/newer-page.tsx'
import { OpenElsewhere } from './start/open-elsewhere.tsx'
import { SignIn } from './start/sign-in.tsx'
import { Splash } from './start/splash.tsx'
import { ConfirmProvider } from './ui/confirm.tsx'
import { ToastProvider } from './ui/toast.tsx'

/** Fetched beside the first page, not before it. */
const home = import('./home.tsx')
const Home = lazy(async () => ({ default: (await home).Home }))

/** Decides what this tab is: waiting, one of two, signed out, or at home. */
export function App() {
  return (
    <>
      <Inside />
      <NewerPage />
    </>
  )
}

function Inside() {
  const now = useTab()
  if (now.state === 'opening') return <Splash />
  if (now.state === 'failed') return <Splash problem={now.problem} retry={tab.start} />
  if (now.state === 'elsewhere') return <OpenElsewhere take={tab.take} />
  return (
    <ChatProvider chat={now.chat}>
      <Someone isEnded={now.isEnded} />
    </ChatProvider>
  )
}

/** Nothing that one person sees stays for the next. */
function Someone({ isEnded }: { isEnded: boolean }) {
  const me = useMe()
  return (
    <ToastProvider key={me?.user}>
      <ConfirmProvider>
        {me ? (
          <Suspense fallback={<Splash />}>
            <Home />
          </Suspense>
        ) : (
          <SignIn joining={/^#join=/.test(location.hash)} isEnded={isEnded} />
        )}
      </ConfirmProvider>
    </ToastProvider>
  )
}
