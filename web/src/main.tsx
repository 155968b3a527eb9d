import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { startTab } from './hooks/use-tab.ts'
import { applyTheme, savedTheme } from './hooks/use-theme.ts'
import { keptPage } from './start/kept-page.ts'
import { obstacle } from './start/obstacle.ts'
import { Splash } from './start/splash.tsx'
import './styles/index.css'

applyTheme(savedTheme())
const problem = obstacle(window)
const page = createRoot(document.getElementById('page')!)
if (problem) {
  page.render(<Splash problem={problem} />)
} else {
  startTab()
  page.render(<App />)
  keptPage.keep()
}
