import { ACTIONS, COMMON_ERRORS, ERRORS, type ErrorCode, OPERATIONS } from '@parley/protocol'

/** Every error a client can be told, as a page for people. */
export function errorsTable(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { number, status, retry, message, remedy }]) =>
      `| <a id="${number}"></a>${number} | \`${code}\` | ${status} | ${retry ? 'yes' : 'no'} | ${message} | ${remedy} | ${places(code as ErrorCode)} |`,
  )
  return `# Errors

On the socket an error is \`{ "id": …, "ok": false, "error": { … } }\`, over HTTPS it is \`{ "error": { … } }\` under the
status below. The error holds \`code\`, \`number\`, \`message\`, \`remedy\` and \`retry\`; sometimes \`detail\` (what in the
request was wrong, never its content) and \`retryAfterMs\`. *Retry*: whether the same request can succeed later, unchanged.
A number is never given to another error.

| number | code | status | retry | what happened | what to do | where |
|---|---|---|---|---|---|---|
${rows.join('\n')}
`
}

function places(code: ErrorCode): string {
  if (COMMON_ERRORS.some((common) => common === code)) return 'everywhere'
  const named = (table: Record<string, { errors: readonly ErrorCode[] }>) =>
    Object.entries(table)
      .filter(([, { errors }]) => errors.includes(code))
      .map(([name]) => `\`${name}\``)
  return [...new Set([...named(ACTIONS), ...named(OPERATIONS)])].join(', ') || '–'
}
