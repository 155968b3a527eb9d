import { type ChatClient, ParleyError } from '@parley/client'
import { element, fields } from './element.ts'

/** The first page: an account is made, or signed in to. */
export function signIn(chat: ChatClient, handle: string, done: () => void): HTMLElement {
  const problem = element('p', { class: 'problem', role: 'alert' })
  const name = element(
    'label',
    { hidden: true },
    'Name',
    element('input', { name: 'name', autocomplete: 'name', maxlength: '100' }),
  )
  const password = element('input', {
    name: 'password',
    type: 'password',
    autocomplete: 'current-password',
    required: true,
    minlength: '10',
  })
  const go = element('button', { class: 'primary' }, 'Sign in')
  const other = element(
    'button',
    { type: 'button', class: 'link', click: () => setNew(name.hidden === true) },
    '',
  )
  const form = element(
    'form',
    { class: 'sign-in', submit },
    element('img', { src: 'icon.svg', alt: '', width: '56', height: '56' }),
    element('h1', {}, 'Parley'),
    element(
      'label',
      {},
      'Handle',
      element('input', {
        name: 'handle',
        value: handle,
        required: true,
        autocomplete: 'username',
        autocapitalize: 'none',
        spellcheck: 'false',
        pattern: '@?[a-zA-Z][a-zA-Z0-9_.]{2,29}',
        title: '3 to 30 letters, digits, “_” or “.”, beginning with a letter',
      }),
    ),
    name,
    element('label', {}, 'Password', password, element('small', {}, 'At least 10 characters')),
    problem,
    go,
    other,
  )
  setNew(false)
  return element('main', { class: 'welcome' }, form)

  function setNew(isNew: boolean): void {
    name.hidden = !isNew
    go.textContent = isNew ? 'Create account' : 'Sign in'
    other.textContent = isNew ? 'I have an account' : 'I am new here'
    password.autocomplete = isNew ? 'new-password' : 'current-password'
    problem.textContent = ''
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault()
    const typed = fields(form)
    const account = { handle: toHandle(typed.handle), password: typed.password ?? '' }
    go.disabled = true
    try {
      if (name.hidden) await chat.signIn(account)
      else await chat.signUp({ ...account, name: typed.name?.trim() || account.handle })
      done()
    } catch (error) {
      problem.textContent = explain(error)
    } finally {
      go.disabled = false
    }
  }
}

/** Handles are lower case; people write them with an `@` and as they like. */
export function toHandle(typed = ''): string {
  return typed.trim().replace(/^@/, '').toLowerCase()
}

export function explain(error: unknown): string {
  return error instanceof ParleyError ? `${error.message} ${error.remedy}` : 'Something went wrong.'
}
