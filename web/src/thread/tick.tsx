import type { MessageStatus, Outgoing } from '@parley/client'

const WORDS: Record<MessageStatus | Outgoing['status'], string> = {
  pending: 'Waiting to be sent',
  failed: 'Not sent',
  sent: 'Sent',
  undelivered: 'Sent, not yet delivered to everybody',
  delivered: 'Delivered',
  read: 'Read',
}

/** How far an own message has come. */
export function Tick({ status }: { status: keyof typeof WORDS }) {
  const isDouble = status === 'delivered' || status === 'read'
  return (
    <svg className={`tick ${status}`} viewBox="0 0 18 12" role="img" aria-label={WORDS[status]}>
      <title>{WORDS[status]}</title>
      {status === 'pending' && (
        <path d="M9 1.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9zM9 3.500V6l1.800 1" />
      )}
      {status === 'failed' && <path d="M9 1.500v5.500M9 10v.01" />}
      {status !== 'pending' && status !== 'failed' && (
        <path d={isDouble ? 'M1 6.500l3.500 3.500 6-8M8 9.500l.5.500 6-8' : 'M4 6.500L7.500 10l6-8'} />
      )}
    </svg>
  )
}
