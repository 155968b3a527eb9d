import { Logo } from '../ui/logo.tsx'

/** Another tab has the conversations; they can be had here instead. */
export function OpenElsewhere({ take }: { take: () => void }) {
  return (
    <main className="notice-page">
      <Logo />
      <h1>Parley is open in another tab</h1>
      <p>Your conversations are open in one tab at a time. Nothing is lost by changing.</p>
      <button type="button" className="primary" onClick={take}>
        Use here
      </button>
    </main>
  )
}
