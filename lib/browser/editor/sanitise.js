// @ts-check
/** Markup that a cell makes, without what could run, load or lead away: it is shown in a shadow tree, below the page's own policy. */

const left = new Set(
  'script iframe frame object embed applet base form meta link foreignobject animate set audio video source portal input button textarea select'.split(
    ' ',
  ),
)

/**
 * @param {string} markup
 * @param {'image/svg+xml' | 'text/html'} type
 * @returns {Node[]} `[]` for what is none
 */
export function harmless(markup, type) {
  const parsed = new DOMParser().parseFromString(markup, type)
  const root = type === 'text/html' ? parsed.body : parsed.documentElement
  if (parsed.querySelector('parsererror')) return []
  for (const element of [root, ...root.querySelectorAll('*')]) {
    if (left.has(element.localName.toLowerCase())) {
      element.remove()
      continue
    }
    for (const { name, value } of [...element.attributes]) {
      const isOwn = /^\s*#/.test(value) || /^data:image\/(?:png|jpeg|gif|webp)[;,]/.test(value)
      if (/^on/i.test(name) || (/(?:^|:)(?:href|src|srcset|action|data|poster|ping)$/i.test(name) && !isOwn))
        element.removeAttribute(name)
    }
    if (element.localName === 'style')
      element.textContent = (element.textContent ?? '').replace(/@import|url\(\s*(?!["']?#)/gi, '')
  }
  return type === 'text/html' ? [...root.childNodes] : [root]
}
