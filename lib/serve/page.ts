import { type Html, html } from '../lesson/html.ts'
import { browserScripts } from '../lesson/scripts.ts'

/** Addresses that are the server's own: no page has a hidden name. */
export const ownPaths: Readonly<Record<'events' | 'script', string>> = {
  events: '/.ackbook/events',
  script: '/.ackbook/reload.js',
}

/**
 * A page with the script that has it follow its notebook. Its policy lets that script run, and speak with this server; the page
 * itself stays as it was written.
 *
 * @param name of its file, as the server knows it
 * @param version tells its content from others
 */
export function withReload(page: string, name: string, version: string): string {
  const script = scriptFor(name, version).markup
  const end = page.lastIndexOf('</body>')
  const whole = end < 0 ? page + script : page.slice(0, end) + script + page.slice(end)
  return whole.replace(/(<meta http-equiv="Content-Security-Policy" content=")([^"]*)"/, (_, head, policy) => {
    const plain = (policy as string).replaceAll('&#39;', "'")
    return `${head}${withOwn(withOwn(plain, 'script-src'), 'connect-src')}"`
  })
}

/** What stands where there is no page, until there is one. */
export function missingPage(name: string): string {
  const page = html`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>No such page</title></head>
<body><main><h1>No such page</h1><p>No notebook here becomes <code>${name}</code>. <a href="/">All pages</a></p></main>
${scriptFor(name, '')}</body>
</html>
`
  return page.markup
}

export function reloadScript(): string {
  return browserScripts('replace', 'reload')
}

function scriptFor(name: string, version: string): Html {
  return html`<script src="${ownPaths.script}" data-events="${ownPaths.events}" data-page="${name}" data-version="${version}"></script>
`
}

/** A policy that allows a kind of thing from the page's own server as well. */
function withOwn(policy: string, directive: string): string {
  const parts = policy.split(/\s*;\s*/).filter(Boolean)
  const at = parts.findIndex((part) => part.split(' ', 1)[0] === directive)
  if (at < 0) return [...parts, `${directive} 'self'`].join('; ')
  const sources = parts[at]!.split(' ').slice(1)
  const allowed = sources.filter((source) => source !== "'none'" && source !== "'self'")
  return parts.with(at, [directive, ...allowed, "'self'"].join(' ')).join('; ')
}
