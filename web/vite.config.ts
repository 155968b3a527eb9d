import { copyFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** `vite build web --outDir <folder>`: the web client as static files, to be served from anywhere. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: join(import.meta.dirname, 'public'),
  plugins: [react(), emoji()],
  build: { target: 'es2022', sourcemap: true, emptyOutDir: true, modulePreload: { polyfill: false } },
})

/** The names of emoji beside the page: they are fetched when the picker first opens, and from nowhere else. */
function emoji(): Plugin {
  let to = ''
  return {
    name: 'emoji',
    apply: 'build',
    configResolved(config) {
      to = join(config.root, config.build.outDir, 'emoji/en')
      if (config.build.outDir.startsWith('/')) to = join(config.build.outDir, 'emoji/en')
    },
    writeBundle() {
      const from = dirname(createRequire(import.meta.url).resolve('emojibase-data/en/data.json'))
      mkdirSync(to, { recursive: true })
      for (const file of ['data.json', 'messages.json']) copyFileSync(join(from, file), join(to, file))
    },
  }
}
