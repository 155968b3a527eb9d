import type { ProfileChange } from '@parley/client'
import { useChat } from '@parley/client/react'
import type { FormEvent } from 'react'
import { useAsked } from '../hooks/use-asked.ts'
import { useTry } from '../hooks/use-try.ts'
import { PictureChooser } from '../media/picture-chooser.tsx'
import { nameOf, toHandle } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Field } from '../ui/field.tsx'

/** What others see of oneself. */
export function Profile() {
  const chat = useChat()
  const attempt = useTry()
  const { answer: own } = useAsked('profile', () => chat.profile())
  const { me } = chat
  if (!me) return null

  function save(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const say = (name: string) => String(typed.get(name) ?? '').trim()
    const changes: ProfileChange = {
      ...(say('name') !== me?.name && { name: say('name') }),
      ...(toHandle(say('handle')) !== me?.handle && { handle: toHandle(say('handle')) }),
      about: say('about') || null,
      email: say('email') || null,
    }
    attempt(() => chat.updateProfile(changes), 'Saved')
  }

  return (
    <form className="form" onSubmit={save} key={own ? 'known' : 'asked'}>
      <PictureChooser
        hasPicture={me.picture !== undefined}
        upload={(picture) => chat.uploadPicture(picture)}
        save={(picture) => chat.updateProfile({ picture })}
      >
        <Avatar id={me.user} name={nameOf(me)} person={me} size="large" />
      </PictureChooser>
      <Field label="Name" name="name" defaultValue={me.name} required maxLength={100} />
      <Field label="Handle" name="handle" defaultValue={me.handle} required autoCapitalize="none" />
      <Field label="About" name="about" defaultValue={own?.about} maxLength={200} />
      <Field label="E-mail, for yourself only" name="email" type="email" defaultValue={own?.email} />
      <button type="submit" className="primary">
        Save
      </button>
    </form>
  )
}
