import { type Html, html } from './html.ts'

/** A file beside the page, for its reader to keep. */
export interface Download {
  /** The notebook as it is, a copy of it to work in, or its code as a program. */
  kind: 'notebook' | 'copy' | 'program'
  /** A relative address. */
  href: string
  /** What it is called where it is kept. */
  name: string
}

const linkWords: Readonly<Record<Download['kind'], string>> = {
  notebook: 'The notebook',
  copy: 'A copy to work in',
  program: 'Its code, as a program',
}

/** A line of links; nothing of no file. */
export function renderDownloads(downloads: readonly Download[]): Html | undefined {
  if (downloads.length === 0) return undefined
  return html`<nav class="downloads" aria-labelledby="page_downloads"><p id="page_downloads">To take along</p>
<ul>${downloads.map(downloadItem)}</ul></nav>`
}

function downloadItem({ kind, href, name }: Download): Html {
  // Beside the page, whatever it is called.
  const address = /^[^/?#]*:/.test(href) ? `./${href}` : href
  return html`<li><a href="${address}" download="${name}">${linkWords[kind]}</a></li>`
}
