// @ts-check
/**
 * A picture of the worker as an element of the page: drawing alone passes, by lists of what may. Nothing in it runs, loads or leads
 * anywhere.
 */
;(() => {
  const drawing = new Set(
    'circle clipPath defs desc ellipse g line linearGradient marker mask path pattern polygon polyline radialGradient rect stop style svg symbol text textPath title tspan use'.split(
      ' ',
    ),
  )
  const attributes = new Set(
    'class clip-path clip-rule clipPathUnits cx cy d direction dominant-baseline dx dy fill fill-opacity fill-rule font-family font-size font-style font-weight fx fy gradientTransform gradientUnits height href id letter-spacing lengthAdjust marker-end marker-mid marker-start markerHeight markerUnits markerWidth mask maskUnits offset opacity orient paint-order patternTransform patternUnits points preserveAspectRatio r refX refY role rotate rx ry stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-opacity stroke-width style text-anchor textLength transform viewBox visibility width x x1 x2 xml:space y y1 y2 aria-describedby aria-hidden aria-label aria-labelledby'.split(
      ' ',
    ),
  )

  /** @param {Attr} attribute */
  const isHarmless = ({ name, value }) => {
    if (name === 'xmlns') return true
    if (!attributes.has(name)) return false
    if (name === 'href') return /^#[\w.:-]+$/.test(value)
    if (name === 'style') return !/url\s*\(|\\/i.test(value)
    return !/\\|javascript:/i.test(value) && (!/url\s*\(/i.test(value) || /^url\(#[\w.:-]+\)$/.test(value))
  }

  /** @param {Element} element */
  const clean = (element) => {
    for (const child of [...element.children]) {
      const isDrawn = child.namespaceURI === 'http://www.w3.org/2000/svg' && drawing.has(child.localName)
      const isLoading = child.localName === 'style' && /@import|url\s*\(|\\/i.test(child.textContent ?? '')
      if (isDrawn && !isLoading) clean(child)
      else child.remove()
    }
    for (const attribute of [...element.attributes]) if (!isHarmless(attribute)) element.removeAttributeNode(attribute)
  }

  /** @type {import('./live.d.ts').LiveParts['sift']} */
  const sift = (text) => {
    const { documentElement } = new DOMParser().parseFromString(text, 'image/svg+xml')
    // What could not be read has a `parsererror` in it, or is one.
    if (!(documentElement instanceof SVGSVGElement) || documentElement.querySelector('parsererror')) return undefined
    clean(documentElement)
    return document.adoptNode(documentElement)
  }

  Object.assign(window.ackbook.live, { sift })
})()
