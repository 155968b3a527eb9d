import { type Theme, useTheme } from '../hooks/use-theme.ts'
import { Choice } from '../ui/choice.tsx'

const THEMES: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' }

/** How it looks on this device. */
export function Appearance() {
  const [theme, setTheme] = useTheme()
  return (
    <div className="form">
      <Choice label="Theme" value={theme} options={THEMES} onChange={setTheme} hint="In this browser only." />
    </div>
  )
}
