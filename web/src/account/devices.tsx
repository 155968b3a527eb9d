import { useChat } from '@parley/client/react'
import { useState } from 'react'
import { useAsked } from '../hooks/use-asked.ts'
import { useTry } from '../hooks/use-try.ts'
import { fullTime } from '../times.ts'

/** Where one is signed in. */
export function Devices() {
  const chat = useChat()
  const attempt = useTry()
  const [times, setTimes] = useState(0)
  const { answer } = useAsked(`devices ${times}`, () => chat.devices())
  const again = () => setTimes(times + 1)
  return (
    <>
      <ul className="people" aria-label="Devices">
        {answer?.map(({ device, name, since, online, own }) => (
          <li className="person" key={device}>
            <span className="grow">
              <strong>{name ?? 'Device'}</strong>
              {own && <span className="tag">this one</span>}
              <small className="faint-text">{`Since ${fullTime(since)}${online ? ' · online' : ''}`}</small>
            </span>
            {!own && (
              <button
                type="button"
                className="link"
                onClick={() => attempt(() => chat.signOutDevice(device).then(again))}
              >
                Sign out
              </button>
            )}
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="secondary"
        onClick={() => attempt(() => chat.signOutOthers().then(again), 'Done')}
      >
        Sign out all others
      </button>
    </>
  )
}
