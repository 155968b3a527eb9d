import { useChat } from '@parley/client/react'
import { useConfirm } from '../ui/confirm.tsx'

/** Signs out once that is meant, and it is known what would be lost. */
export function useSignOut(): () => void {
  const chat = useChat()
  const confirm = useConfirm()
  return () => {
    const unsent = chat
      .conversations()
      .flatMap(({ pending }) => pending)
      .filter(({ kind, status }) => kind === 'message' && status !== 'sent').length
    const question = {
      title: 'Sign out?',
      text: `${lost(unsent)}What is kept in this browser is removed from it, and is there again when you sign in.`,
      action: 'Sign out',
      danger: true,
    }
    void confirm(question).then((isMeant) => (isMeant ? chat.signOut() : undefined))
  }
}

function lost(unsent: number): string {
  if (unsent === 0) return ''
  return unsent === 1
    ? 'One message has not been sent yet and will be lost. '
    : `${unsent} messages have not been sent yet and will be lost. `
}
