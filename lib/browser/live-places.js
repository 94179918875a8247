// @ts-check
/** The geometry of places in a picture: which of them a pointer means, for thin lines stand close together, and what a finger hits. */
;(() => {
  /** What a finger hits, in CSS pixels. */
  const reach = 24

  /** @type {import('./live.d.ts').LiveParts['places']['drawn']} */
  const drawn = (name, attributes) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    return /** @type {SVGGElement} */ (made)
  }

  /**
   * How far from a place on the screen; 0 within an outline.
   *
   * @param {SVGPathElement} path
   * @param {number} x
   * @param {number} y
   */
  const distance = (path, x, y) => {
    const matrix = path.getScreenCTM()
    if (!matrix) return Number.POSITIVE_INFINITY
    if (path.matches('.area') && path.isPointInFill(new DOMPoint(x, y).matrixTransform(matrix.inverse()))) return 0
    const length = path.getTotalLength()
    const distances = Array.from({ length: 33 }, (_, at) => {
      const point = path.getPointAtLength((length * at) / 32).matrixTransform(matrix)
      return Math.hypot(point.x - x, point.y - y)
    })
    return Math.min(...distances)
  }

  /** @type {import('./live.d.ts').LiveParts['places']['at']} */
  const at = (overlay, { clientX, clientY, detail, target, type }) => {
    const own = target instanceof Element ? (target.closest('.live-target') ?? undefined) : undefined
    // A press without a pointer is one of the very place.
    if (type === 'click' && detail === 0) return own
    const paths = document.elementsFromPoint(clientX, clientY).filter((each) => overlay.contains(each))
    const hits = /** @type {SVGPathElement[]} */ (paths.filter((each) => each.matches('.live-hit')))
    if (hits.length < 2) return own
    const far = hits.map((path) => ({ path, by: distance(path, clientX, clientY) }))
    return far.reduce((one, other) => (other.by < one.by ? other : one)).path.parentElement ?? own
  }

  /** @type {import('./live.d.ts').LiveParts['places']['widen']} */
  const widen = (overlay) => {
    const hits = /** @type {SVGPathElement[]} */ ([...overlay.querySelectorAll('.live-hit')])
    const areas = hits.filter((hit) => hit.matches('.area'))
    // Sizes are asked for where there are outlines, for they cost a layout.
    const scale = areas.length > 0 ? (overlay.getScreenCTM()?.a ?? 1) : 1
    const sizes = new Map(areas.map((hit) => [hit, hit.getBBox()]))
    for (const hit of hits) {
      const size = sizes.get(hit)
      const width = size ? Math.max(reach - Math.min(size.width, size.height) * scale, 0) : reach
      hit.setAttribute('stroke-width', String(width))
    }
  }

  Object.assign(window.ackbook.live, { places: { drawn, at, widen } })
})()
