import { type Html, html } from './html.ts'
import type { PlaceInSite } from './place.ts'

/** What a link to a page shows where links are shown with words and a picture. */
export interface LinkCard {
  title: string
  description: string
  kind: 'article' | 'website'
  /** What the page is a part of. */
  site?: string | undefined
  /** The address at which the site will be; without it there is no picture, which has to be named by its whole address. */
  address?: string | undefined
}

/** The picture's file, below the site's folder. */
export const cardFile = 'ackbook/card.png'

/** @see https://ogp.me */
export function renderLinkCard({ title, description, kind, site, address }: LinkCard, place?: PlaceInSite): Html {
  const base = address && siteAddress(address)
  const facts: [name: string, content: string | undefined][] = [
    ['og:type', kind],
    ['og:title', title],
    ['og:description', description === '' ? undefined : description],
    ['og:site_name', site],
    ['og:url', base && place && base + place.file.split('/').map(encodeURIComponent).join('/')],
    ['og:image', base && base + cardFile],
  ]
  return html`${facts.map(
    ([name, content]) =>
      content !== undefined &&
      html`
<meta property="${name}" content="${content}">`,
  )}${
    base !== undefined &&
    html`
<meta name="twitter:card" content="summary_large_image">`
  }`
}

/** With a slash at its end. */
export function siteAddress(address: string): string {
  return address.endsWith('/') ? address : `${address}/`
}
