import type { Push } from './push-journal.ts'
import { shownOf } from './push-shown.ts'
import { escapeXml } from './xml.ts'

const PLATFORMS: Record<string, string> = {
  APNS: 'Apple',
  APNS_SANDBOX: 'Apple, sandbox',
  GCM: 'Google',
}

/** The pushes as a page that looks again by itself, newest first. Everything in it is text: nothing of a push is markup. */
export function pushPage(pushes: Push[]): string {
  const list = pushes.length > 0 ? `<ol>${pushes.map(card).join('')}</ol>` : EMPTY
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<title>Pushes (${pushes.length})</title>
<link rel="stylesheet" href="/pushes.css">
</head>
<body>
<header><h1>Pushes</h1><p>What phones would have been shown: newest first, the last thousand.</p></header>
<main>${list}</main>
</body>
</html>
`
}

const EMPTY =
  '<p class="empty">Nothing has been pushed yet. Register a device for push, then write to it while it is away.</p>'

function card(push: Push): string {
  const { title, body, badge } = shownOf(push.payload)
  const time = new Date(push.at).toISOString()
  const facts = [
    PLATFORMS[push.platform] ?? push.platform,
    `token ${shortened(push.token)}`,
    ...(badge === undefined ? ['no badge'] : [`badge ${badge}`]),
    ...Object.entries(push.attributes).map(
      ([name, value]) => `${name.replace(/^AWS\.SNS\.MOBILE\./, '')} ${value}`,
    ),
  ]
  return `
<li>
<time datetime="${time}">${time.replace('T', ' ').slice(0, 19)}</time>
<h2>${escapeXml(title ?? 'Silent')}</h2>
<p>${escapeXml(body ?? 'Nothing is shown.')}</p>
<ul>${facts.map((fact) => `<li>${escapeXml(fact)}</li>`).join('')}</ul>
<pre>${escapeXml(JSON.stringify(push.payload, null, 2))}</pre>
<code>${escapeXml(push.address)}</code>
</li>`
}

const shortened = (token: string) => (token.length > 16 ? `${token.slice(0, 8)}…${token.slice(-6)}` : token)

export const PAGE_STYLE = `
:root { color-scheme: light dark; font: 16px/1.45 system-ui, sans-serif; }
body { margin: 0; background: Canvas; color: CanvasText; }
header, main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
h1 { margin: 0; font-size: 1.5rem; }
header p, .empty, time, main ul, code { opacity: .7; }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem; }
ol > li { border: 1px solid color-mix(in srgb, CanvasText 18%, transparent); border-radius: .9rem; padding: .8rem 1rem; }
time { float: right; font-size: .8rem; font-variant-numeric: tabular-nums; }
h2 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
ol p { margin: .15rem 0 .6rem; white-space: pre-wrap; overflow-wrap: anywhere; }
main ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem .9rem; font-size: .8rem; }
pre { margin: .6rem 0; padding: .6rem; border-radius: .5rem; overflow: auto; max-height: 14rem; font-size: .8rem;
  background: color-mix(in srgb, CanvasText 7%, transparent); }
code { font-size: .72rem; overflow-wrap: anywhere; }
`
