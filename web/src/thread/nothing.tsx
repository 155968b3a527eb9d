import { Logo } from '../ui/logo.tsx'

/** No conversation is open. */
export function Nothing() {
  return (
    <div className="nothing">
      <Logo />
      <p>Choose a chat, or find somebody by their @handle.</p>
    </div>
  )
}
