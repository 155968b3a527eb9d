/** `node web/build.ts <folder>`: the web client as static files, to be served from there. */
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const to = process.argv[2]
if (!to) throw new Error('Say where to: node web/build.ts <folder>')
const here = import.meta.dirname

await mkdir(to, { recursive: true })
await build({
  entryPoints: [join(here, 'main.ts')],
  outdir: to,
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'esm',
  target: 'es2022',
})
for (const file of ['index.html', 'style.css', 'icon.svg']) await cp(join(here, file), join(to, file))
