import { type OwnProfile, ParleyError, type Person, type ProfileChange } from '@parley/client'
import { useChat, useMe } from '@parley/client/react'
import { type FormEvent, useState } from 'react'
import { useAsked } from '../hooks/use-asked.ts'
import { PictureChooser } from '../media/picture-chooser.tsx'
import { explain, nameOf, toHandle } from '../names.ts'
import { handleProblem, signInProblem } from '../start/sign-in-problem.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemLine } from '../ui/problem-line.tsx'
import { useToast } from '../ui/toast.tsx'

type Problem = { readonly field?: 'handle'; readonly words: string }

/** What others see of oneself, and what only oneself does. */
export function Profile() {
  const chat = useChat()
  const me = useMe()
  const { answer: own } = useAsked('profile', () => chat.profile())
  if (!me) return null
  return (
    <>
      <PictureChooser
        hasPicture={me.picture !== undefined}
        upload={(picture) => chat.uploadPicture(picture)}
        save={(picture) => chat.updateProfile({ picture })}
      >
        <Avatar id={me.user} name={nameOf(me)} person={me} size="large" />
      </PictureChooser>
      <ProfileForm me={me} own={own} key={own ? 'known' : 'asked'} />
    </>
  )
}

function ProfileForm({ me, own }: { me: Person; own: OwnProfile | undefined }) {
  const chat = useChat()
  const say = useToast()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const changes = changesIn(new FormData(event.currentTarget), me)
    const odd = changes.handle === undefined ? undefined : handleProblem(changes.handle)
    setProblem(odd ? { field: 'handle', words: odd } : undefined)
    if (odd) return
    setBusy(true)
    try {
      await chat.updateProfile(changes)
      say('Saved')
    } catch (error) {
      setProblem(problemOf(error))
    }
    setBusy(false)
  }

  return (
    <form className="form" aria-busy={isBusy} onSubmit={(event) => void save(event)}>
      <Field label="Name" name="name" defaultValue={me.name} required maxLength={100} autoComplete="name" />
      <Field
        label="Handle"
        name="handle"
        defaultValue={me.handle}
        required
        autoCapitalize="none"
        spellCheck={false}
        hint="How others find you. Your old handle stays yours: nobody else can take it."
        problem={problem?.field && problem.words}
      />
      <Field label="About" name="about" defaultValue={own?.about} maxLength={200} placeholder="A few words" />
      <h2>Seen by yourself only</h2>
      <Field label="E-mail" name="email" type="email" defaultValue={own?.email} autoComplete="email" />
      <Field label="Phone" name="phone" type="tel" defaultValue={own?.phone} autoComplete="tel" />
      <ProblemLine words={problem?.field ? undefined : problem?.words} />
      <button type="submit" className="primary" disabled={isBusy || !own}>
        Save
      </button>
    </form>
  )
}

function changesIn(typed: FormData, me: Person): ProfileChange {
  const say = (name: string) => String(typed.get(name) ?? '').trim()
  return {
    ...(say('name') !== me.name && { name: say('name') }),
    ...(toHandle(say('handle')) !== me.handle && { handle: toHandle(say('handle')) }),
    about: say('about') || null,
    email: say('email') || null,
    phone: say('phone') || null,
  }
}

function problemOf(error: unknown): Problem {
  if (!(error instanceof ParleyError)) return { words: explain(error) }
  if (error.code === 'HANDLE_TAKEN') return { field: 'handle', words: signInProblem(error).words }
  if (error.code === 'BAD_REQUEST')
    return { words: `This cannot be saved: ${error.detail ?? 'a field is wrong'}.` }
  return { words: signInProblem(error).words }
}
