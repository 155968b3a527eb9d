const LOCAL = ['localhost', '127.0.0.1'].flatMap((host) => [`http://${host}:*`, `ws://${host}:*`]).join(' ')

/** What every page and file that is served to browsers here carries. */
export const siteHeaders = {
  'content-security-policy': [
    "default-src 'self'",
    `connect-src 'self' ${LOCAL}`,
    `img-src 'self' data: blob: ${LOCAL}`,
    `media-src 'self' blob: ${LOCAL}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types parley',
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // A page that is being worked on is never stale.
  'cache-control': 'no-cache',
}
