// @ts-check
/**
 * Buttons over a picture: shapes in an SVG of their own above it. The picture is one stop of the keyboard, arrows go from place to place;
 * a pointer has the place that is nearest, for thin lines stand close together.
 */
;(() => {
  const { element, follow, places, tip: tipIn } = window.ackbook.live
  const says = { group: 'Places in the picture, by arrow keys' }

  /** @type {import('./live.d.ts').LiveParts['targets']} */
  const targets = ({ press, mark: markAll }) => {
    /** @type {Map<Element, import('./live.d.ts').PageTarget>} */
    const known = new Map()
    const overlay = places.drawn('svg', { class: 'live-targets', role: 'group', 'aria-label': says.group })
    const box = element('div', { class: 'live-over' }, overlay)
    const tip = tipIn(box)
    /** @type {Element | undefined} */
    let pointed
    /** @type {string | undefined} */
    let marked
    let frame = 0

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
      tip.show(target?.label, place, at)
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
      if (event.pointerType !== 'touch') point(places.at(overlay, event), event)
    })
    overlay.addEventListener('pointerleave', () => point(undefined))
    overlay.addEventListener('click', (event) => {
      const place = places.at(overlay, event)
      stopAt(place ?? overlay.children[0])
      pressed(place)
    })
    // An SVG that hears of focus itself would be a stop of the keyboard in Chromium.
    box.addEventListener('focusin', ({ target }) => {
      if (target instanceof Element && target.matches(':focus-visible')) point(target)
    })
    box.addEventListener('focusout', () => point(undefined))
    overlay.addEventListener('keydown', (event) => {
      const all = [...overlay.children]
      const at = event.target instanceof Element ? all.indexOf(event.target) : -1
      const steps = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: -1 }
      if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'Escape') return point(undefined)
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault()
        if (!event.repeat) pressed(all[at])
      }
      if (!(event.key in steps)) return
      event.preventDefault()
      const next = all.at(steps[/** @type {keyof typeof steps} */ (event.key)] % all.length)
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
            const place = places.drawn('g', {})
            place.append(places.drawn('path', { class: 'live-hit' }), places.drawn('path', { class: 'live-mark' }))
            return place
          },
          update,
        )
        stopAt(current && overlay.contains(current) ? current : overlay.children[0])
        if (pointed && !known.has(pointed)) point(undefined)
        else if (pointed) tip.tell(known.get(pointed)?.label ?? '')
        // In the frame that lays all out anyway.
        cancelAnimationFrame(frame)
        frame = requestAnimationFrame(() => places.widen(overlay))
      },
      mark: (link) => {
        marked = link
        for (const [place, target] of known) place.classList.toggle('linked', isMarked(target))
      },
    }
  }

  Object.assign(window.ackbook.live, { targets })
})()
