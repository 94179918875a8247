import { createHash } from 'node:crypto'
import { type Html, html, trusted } from './html.ts'
import { type LinkCard, renderLinkCard } from './link-card.ts'
import type { PlaceInSite } from './place.ts'
import { browserScripts } from './scripts.ts'
import { stylesheet } from './style.ts'

export interface DocumentParts {
  title: string
  description: string
  /** A language tag for `html`. */
  lang: string
  body: Html
  /** Of a page that keeps something on the reader's machine. */
  place?: PlaceInSite
  /** What a link to it shows. */
  card?: LinkCard
  /** Whether scripts may come from beside the page, and the drawing that tells whether they are there. */
  hasSiblings?: boolean
  /** Whether it makes figures or runs cells, in workers of a text that comes from beside the page. */
  hasWorkers?: boolean
  /** A style sheet besides the one of every page. */
  style?: string
  /** Classic scripts, run in this order at the end of the body, behind that of the theme; the policy lets no other run. */
  scripts: readonly string[]
}

/** A segment and its acknowledgement. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' fill='%230a58ca'/%3E%3Cpath d='M3 5h9M9.5 2.5 12 5 9.5 7.5M13 11H4M6.500 8.500 4 11l2.500 2.500' fill='none' stroke='%23fff' stroke-width='1.500'/%3E%3C/svg%3E"

/** A whole page that asks nothing of any server: its style, its scripts and its icon are inside. */
export function renderDocument({
  title,
  description,
  lang,
  body,
  scripts,
  place,
  card,
  hasSiblings = false,
  hasWorkers = false,
  style = '',
}: DocumentParts): string {
  // What has no place keeps no choice of a theme either: it is for paper.
  const theme = place && browserScripts('theme')
  const all = theme === undefined ? scripts : [theme, ...scripts]
  const page = html`<!DOCTYPE html>
<html lang="${lang}"${place && html` data-site="${place.site}" data-page="${place.file}"`}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(all, hasSiblings, hasWorkers)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="ackbook">
<title>${title}</title>
${description !== '' && html`<meta name="description" content="${description}">`}${card && renderLinkCard(card, place)}
<link rel="icon" href="${icon}">
${theme !== undefined && html`<script>${trusted(scriptText(theme))}</script>`}
<style>${trusted(stylesheet)}${style !== '' && trusted(`\n${style}`)}</style>
</head>
<body>
${body}
${scripts.map((script) => html`<script>${trusted(scriptText(script))}</script>`)}
</body>
</html>
`
  return page.markup
}

/** Scripts by their hash or from beside the page, pictures from the page itself, nothing from anywhere else. */
function policy(scripts: readonly string[], hasSiblings: boolean, hasWorkers: boolean): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(scriptText(script)).digest('base64')}'`)
  return [
    "default-src 'none'",
    `script-src ${[...hashes, ...(hasSiblings ? ["'self'"] : [])].join(' ') || "'none'"}`,
    ...(hasSiblings ? ["object-src 'self'", "frame-src 'self'"] : []),
    ...(hasWorkers ? ['worker-src blob:'] : []),
    "style-src 'unsafe-inline'",
    'img-src data:',
    // A page asks for nothing; those who judge it ask for robots.txt in its name.
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** Inside a script element only its own end tag and a comment's beginning are read by HTML. */
function scriptText(script: string): string {
  return script.replace(/<(?=\/script|!--|script)/gi, '\\x3c')
}
