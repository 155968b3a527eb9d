/**
 * What the page may load and reach: itself, the socket, and where files are. No inline script or style, nothing from
 * elsewhere, no frame around it, no form that leaves it; and no text that is made into markup or into a script.
 */
export function contentSecurityPolicy(connect: readonly string[], media: readonly string[]): string {
  return [
    "default-src 'self'",
    `connect-src 'self' ${connect.join(' ')}`,
    `img-src 'self' data: blob: ${media.join(' ')}`,
    `media-src 'self' blob: ${media.join(' ')}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types parley',
  ].join('; ')
}
