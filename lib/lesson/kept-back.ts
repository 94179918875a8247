import { type Html, html } from './html.ts'

/**
 * What tells an outcome: the page's script holds it back until the fold with it is open.
 *
 * @param fold its id
 * @param isAside nothing that one reads to know why
 */
export function keptBack(fold: string, content: Html, isAside = false): Html {
  return html`<div class="${isAside ? 'explanation aside' : 'explanation'}" data-of="${fold}">${content}</div>`
}
