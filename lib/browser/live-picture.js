// @ts-check
/**
 * A picture that is drawn again and again. It stands in a shadow root: its classes and ids are its own, the page's themes are its
 * too. It is as large as the page's own picture would be.
 */
;(() => {
  const { element, sift, targets } = window.ackbook.live
  const style =
    'svg { display: block; width: 100%; height: auto; } @media (forced-colors: none) { svg.ackfig.ackfig { --bg: var(--ground); } }'

  /** @type {import('./live.d.ts').LiveParts['picture']} */
  const picture = (events, like) => {
    const over = targets(events)
    const host = element('div', { class: 'live-drawing' })
    const drawing = element('div', { class: 'live-picture' }, host, over.element)
    const frame = element('div', { class: 'live-frame' }, drawing)
    const root = host.attachShadow({ mode: 'open' })
    // Whatever says how much room the page's own picture takes says it here.
    for (const name of like.classList) if (name !== 'figure' && name !== 'scaled') frame.classList.add(name)
    const least = frame.matches('.sheet') ? 880 : 640
    let isRoomy = like.clientWidth >= least
    // Told, not asked: who asks a page for a size while it is changed has all of it laid out.
    new ResizeObserver(() => {
      const { clientWidth } = frame
      if (clientWidth === 0 || isRoomy === clientWidth >= least) return
      isRoomy = !isRoomy
      events.turn?.()
    }).observe(frame)

    return {
      element: frame,
      isWide: () => isRoomy,
      draw: ({ svg: text, targets: places = [] }) => {
        const svg = sift(text)
        if (!svg) return
        const width = svg.viewBox.baseVal.width
        if (isRoomy) frame.style.setProperty('--width', `${width}px`)
        drawing.style.width = isRoomy && !frame.matches('.large') ? '100%' : `${width}px`
        root.replaceChildren(svg, element('style', {}, style))
        over.draw(places, svg.getAttribute('viewBox') ?? '')
      },
      mark: over.mark,
    }
  }

  Object.assign(window.ackbook.live, { picture })
})()
