// @ts-check
/**
 * Buttons over a picture: shapes in an SVG of their own above it. The picture is one stop of the keyboard, arrows go from place to place;
 * a pointer has the place that is nearest, for thin lines stand close together.
 */
;(() => {
  const { element, follow } = window.ackbook.live
  /** What a finger hits, in CSS pixels. */
  const reach = 24
  const says = { group: 'Places in the picture, by arrow keys' }

  /**
   * @param {string} name
   * @param {Record<string, string>} attributes
   */
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

  /** @type {import('./live.d.ts').LiveParts['targets']} */
  const targets = ({ press, mark: markAll }) => {
    /** @type {Map<Element, import('./live.d.ts').PageTarget>} */
    const known = new Map()
    const overlay = drawn('svg', { class: 'live-targets', role: 'group', 'aria-label': says.group })
    const tip = element('div', { class: 'live-tip', 'aria-hidden': 'true', hidden: '' })
    const box = element('div', { class: 'live-over' }, overlay, tip)
    /** @type {Element | undefined} */
    let pointed
    /** @type {string | undefined} */
    let marked

    /**
     * @param {Element | undefined} place
     * @param {{ x: number, y: number }} [at]
     */
    const point = (place, at) => {
      const target = place && known.get(place)
      if (pointed !== place) {
        pointed?.classList.remove('pointed')
        place?.classList.add('pointed')
        pointed = place
        markAll(target?.link)
      }
      tip.hidden = !target
      if (!target || !place) return
      tip.textContent = target.label
      const room = box.getBoundingClientRect()
      const own = place.getBoundingClientRect()
      const { x, y } = at ?? { x: own.x + own.width / 2, y: own.y + own.height / 2 }
      const left = Math.min(Math.max(x - room.x - tip.offsetWidth / 2, 0), Math.max(room.width - tip.offsetWidth, 0))
      const above = y - room.y - tip.offsetHeight - 14
      tip.style.left = `${left}px`
      tip.style.top = `${above < 0 ? y - room.y + 18 : above}px`
    }

    /** @param {MouseEvent} event */
    const placeAt = ({ clientX, clientY, detail, target, type }) => {
      const own = target instanceof Element ? (target.closest('.live-target') ?? undefined) : undefined
      // A press without a pointer is one of the very place.
      if (type === 'click' && detail === 0) return own
      const paths = document.elementsFromPoint(clientX, clientY).filter((each) => overlay.contains(each))
      const hits = /** @type {SVGPathElement[]} */ (paths.filter((each) => each.matches('.live-hit')))
      if (hits.length < 2) return own
      const far = hits.map((path) => ({ path, by: distance(path, clientX, clientY) }))
      return far.reduce((one, other) => (other.by < one.by ? other : one)).path.parentElement ?? own
    }

    /** @param {Element | undefined} place */
    const pressed = (place) => {
      const target = place && known.get(place)
      if (target?.set) press(target)
    }

    /** @param {Element | undefined} place */
    const stopAt = (place) => {
      for (const each of overlay.children) each.setAttribute('tabindex', each === place ? '0' : '-1')
    }

    overlay.addEventListener('pointermove', (event) => {
      if (event.pointerType !== 'touch') point(placeAt(event), event)
    })
    overlay.addEventListener('pointerleave', () => point(undefined))
    overlay.addEventListener('click', (event) => {
      const place = placeAt(event)
      stopAt(place ?? overlay.children[0])
      pressed(place)
    })
    // An SVG that hears of focus itself would be a stop of the keyboard in Chromium.
    box.addEventListener('focusin', ({ target }) => {
      if (target instanceof Element && target.matches(':focus-visible')) point(target)
    })
    box.addEventListener('focusout', () => point(undefined))
    overlay.addEventListener('keydown', (event) => {
      const places = [...overlay.children]
      const at = event.target instanceof Element ? places.indexOf(event.target) : -1
      const steps = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: -1 }
      if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'Escape') return point(undefined)
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault()
        if (!event.repeat) pressed(places[at])
      }
      if (!(event.key in steps)) return
      event.preventDefault()
      const next = places.at(steps[/** @type {keyof typeof steps} */ (event.key)] % places.length)
      stopAt(next)
      if (next instanceof SVGElement) next.focus()
    })

    /** @param {import('./live.d.ts').PageTarget} target */
    const isMarked = ({ link }) => link !== undefined && link === marked

    /**
     * @param {SVGGElement} place
     * @param {import('./live.d.ts').PageTarget} target
     */
    const update = (place, target) => {
      const { shape, isLine, label, set, isOn } = target
      known.set(place, target)
      place.setAttribute('class', 'live-target')
      place.classList.toggle('still', !set)
      place.classList.toggle('pointed', place === pointed)
      place.classList.toggle('linked', isMarked(target))
      place.setAttribute('role', set ? 'button' : 'img')
      place.setAttribute('aria-label', label)
      if (set && isOn !== undefined) place.setAttribute('aria-pressed', String(isOn))
      else place.removeAttribute('aria-pressed')
      for (const path of place.children) {
        path.setAttribute('d', shape)
        path.classList.toggle('area', !isLine)
      }
    }

    /** Outlines that are too small to be touched reach further. Sizes are asked for where there are outlines, for they cost a layout. */
    const widen = () => {
      const hits = /** @type {SVGPathElement[]} */ ([...overlay.querySelectorAll('.live-hit')])
      const areas = hits.filter((hit) => hit.matches('.area'))
      const scale = areas.length > 0 ? (overlay.getScreenCTM()?.a ?? 1) : 1
      const sizes = new Map(areas.map((hit) => [hit, hit.getBBox()]))
      for (const hit of hits) {
        const size = sizes.get(hit)
        const width = size ? Math.max(reach - Math.min(size.width, size.height) * scale, 0) : reach
        hit.setAttribute('stroke-width', String(width))
      }
    }

    return {
      element: box,
      draw: (list, viewBox) => {
        overlay.setAttribute('viewBox', viewBox)
        box.hidden = list.length === 0
        const current = overlay.querySelector('[tabindex="0"]')
        known.clear()
        follow(
          overlay,
          list,
          (target, at) => target.link ?? `${at}`,
          () => {
            const place = drawn('g', {})
            place.append(drawn('path', { class: 'live-hit' }), drawn('path', { class: 'live-mark' }))
            return place
          },
          update,
        )
        stopAt(current && overlay.contains(current) ? current : overlay.children[0])
        if (pointed && !known.has(pointed)) point(undefined)
        else if (pointed) tip.textContent = known.get(pointed)?.label ?? ''
        widen()
      },
      mark: (link) => {
        marked = link
        for (const [place, target] of known) place.classList.toggle('linked', isMarked(target))
      },
    }
  }

  Object.assign(window.ackbook.live, { targets })
})()
