import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { applyTheme, savedTheme } from './hooks/use-theme.ts'
import './styles/index.css'

applyTheme(savedTheme())
createRoot(document.getElementById('page')!).render(<App />)
