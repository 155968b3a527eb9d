import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { serviceWorkerFile } from './build/service-worker-file.ts'

// Whatever runs this, tests too: it is a page for people.
process.env.NODE_ENV = 'production'

/** `vite build web --outDir <folder>`: the web client as static files, to be served from anywhere. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: join(import.meta.dirname, 'public'),
  plugins: [react(), emoji(), serviceWorkerFile()],
  build: {
    target: 'es2022',
    // Those know `:dir()`; for older ones it would be made of languages, which what people write does not name.
    cssTarget: ['chrome120', 'edge120', 'firefox121', 'safari16.4'],
    sourcemap: true,
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
  },
})

/** The names of emoji beside the page: they are fetched when the picker first opens, and from nowhere else. */
function emoji(): Plugin {
  return {
    name: 'emoji',
    apply: 'build',
    generateBundle() {
      const from = dirname(createRequire(import.meta.url).resolve('emojibase-data/en/data.json'))
      for (const file of ['data.json', 'messages.json']) {
        this.emitFile({ type: 'asset', fileName: `emoji/en/${file}`, source: readFileSync(join(from, file)) })
      }
    },
  }
}
