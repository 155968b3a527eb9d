import { useState } from 'react'
import { saved } from '../start/saved.ts'

export type Theme = 'system' | 'light' | 'dark'
const KEY = 'parley-theme'

/** What was chosen on this device; as the system has it unless said. */
export function savedTheme(): Theme {
  const theme = saved.get(KEY)
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** Colours follow the `color-scheme` of the page. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
}

/** The theme, and a way to choose another one. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(savedTheme)
  const choose = (next: Theme) => {
    saved.set(KEY, next)
    applyTheme(next)
    setTheme(next)
  }
  return [theme, choose]
}
