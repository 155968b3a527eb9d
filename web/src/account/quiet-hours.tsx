import { useChat, useSettings } from '@parley/client/react'
import { useTry } from '../hooks/use-try.ts'
import { Field } from '../ui/field.tsx'
import { Switch } from '../ui/switch.tsx'
import { minutesOf, timeOf } from './time-of-day.ts'

const NIGHT = { from: 22 * 60, to: 7 * 60 }

/** When one is not to be disturbed, by the clock of the place where one says so. */
export function QuietHours() {
  const chat = useChat()
  const attempt = useTry()
  const { quietHours: hours } = useSettings()
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions()
  const save = (part: Partial<typeof NIGHT>) => {
    const { from, to } = { ...NIGHT, ...hours, ...part }
    return chat.updateSettings({ quietHours: { from, to, zone } })
  }
  const time = (label: string, name: 'from' | 'to') => (
    <Field
      key={`${name} ${hours?.[name]}`}
      label={label}
      type="time"
      required
      defaultValue={timeOf(hours?.[name] ?? NIGHT[name])}
      onBlur={({ target }) => {
        const minutes = minutesOf(target.value)
        if (minutes !== undefined && minutes !== hours?.[name]) attempt(() => save({ [name]: minutes }))
      }}
    />
  )
  return (
    <section className="setting">
      <Switch
        label="Quiet hours"
        isOn={hours !== undefined}
        onChange={(isOn) => (isOn ? save({}) : chat.updateSettings({ quietHours: null }))}
        hint="No sound and no notification; messages wait where they are."
      />
      {hours && (
        <div className="pair">
          {time('From', 'from')}
          {time('To', 'to')}
        </div>
      )}
      {hours && hours.zone !== zone && <small>{`By the clock in ${hours.zone}.`}</small>}
    </section>
  )
}
