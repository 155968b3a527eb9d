declare module '*.css'

/** What Vite puts in place of it. */
interface ImportMeta {
  readonly env: { readonly PROD: boolean }
}
