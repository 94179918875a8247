import { elementsIn, read } from './pages.ts'

/**
 * Follows each link of a site's pages as a browser does.
 *
 * @param pages names of files below the site's folder, with `/` → HTML
 * @returns those that lead nowhere, as `page: address`; links to other sites are not looked at
 */
export function deadLinks(pages: ReadonlyMap<string, string>): string[] {
  const ids = new Map([...pages].map(([file, html]) => [file, idsOf(html)]))
  return [...pages].flatMap(([file, html]) =>
    elementsIn(read(html).root)
      .filter(({ tagName, properties }) => tagName === 'a' && properties.href !== undefined)
      .map(({ properties }) => String(properties.href))
      .filter((href) => !/^(?:https?|mailto):/.test(href))
      .filter((href) => {
        const url = new URL(href, `https://site.invalid/${file.split('/').map(encodeURIComponent).join('/')}`)
        const target = decodeURIComponent(url.pathname).slice(1)
        const fragment = decodeURIComponent(url.hash.slice(1))
        return url.search !== '' || !ids.has(target) || (fragment !== '' && !ids.get(target)!.has(fragment))
      })
      .map((href) => `${file}: ${href}`),
  )
}

function idsOf(html: string): Set<string> {
  return new Set(elementsIn(read(html).root).map(({ properties }) => String(properties.id)))
}
