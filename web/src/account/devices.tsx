import type { Device } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useState } from 'react'
import { useAsked } from '../hooks/use-asked.ts'
import { useTry } from '../hooks/use-try.ts'
import { explain } from '../names.ts'
import { seenWords } from '../times.ts'
import { useConfirm } from '../ui/confirm.tsx'
import { Icon } from '../ui/icon.tsx'

/** Where one is signed in, this browser first. */
export function Devices() {
  const chat = useChat()
  const attempt = useTry()
  const confirm = useConfirm()
  const [times, setTimes] = useState(0)
  const { answer, error } = useAsked(`devices ${times}`, () => chat.devices())
  const again = () => setTimes(times + 1)
  const signOut = async ({ device, name = 'Device' }: Device) => {
    const title = `Sign out “${name}”?`
    const text = 'It forgets what it holds, and asks for the password again.'
    if (!(await confirm({ title, text, action: 'Sign out', danger: true }))) return
    await chat.signOutDevice(device)
    again()
  }
  const signOutOthers = async () => {
    const title = 'Sign out all other devices?'
    const text = 'Only this browser stays signed in.'
    if (!(await confirm({ title, text, action: 'Sign out all others', danger: true }))) return
    await chat.signOutOthers()
    again()
  }
  if (error !== undefined) return <p className="empty">{explain(error)}</p>
  const devices = [...(answer ?? [])].sort((a, b) => Number(b.own) - Number(a.own) || b.since - a.since)
  return (
    <>
      <ul className="people" aria-label="Devices" aria-busy={!answer}>
        {devices.map((device) => (
          <DeviceRow key={device.device} device={device} signOut={() => attempt(() => signOut(device))} />
        ))}
      </ul>
      {devices.length > 1 && (
        <button type="button" className="secondary" onClick={() => attempt(signOutOthers)}>
          Sign out all others
        </button>
      )}
    </>
  )
}

function DeviceRow({ device, signOut }: { device: Device; signOut: () => void }) {
  const { name, since, online, own } = device
  return (
    <li className="person">
      <span className="avatar small">
        <Icon name="device" />
      </span>
      <span className="grow">
        <strong>
          <bdi>{name ?? 'Device'}</bdi>
        </strong>
        {own && <span className="tag">this one</span>}
        <small className="faint-text">
          {online && <span className="online">online · </span>}
          {`signed in ${seenWords(since)}`}
        </small>
      </span>
      {!own && (
        <button type="button" className="link" onClick={signOut}>
          Sign out
        </button>
      )}
    </li>
  )
}
