declare module '*.css'

/** What Vite puts in place of it. */
interface ImportMeta {
  readonly env: { readonly PROD: boolean }
}

/** Which texts may become scripts: the compiler does not know it yet, nor some browsers. Its results stand for strings. */
interface Window {
  readonly trustedTypes?: { createPolicy(name: string, rules: ScriptRules): ScriptRules }
}
interface ScriptRules {
  createScriptURL(url: string): string
}
