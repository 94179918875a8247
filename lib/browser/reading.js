// @ts-check
/** The contents follow the reading: of the page's headings, the last that has come up to the upper third is the one that is read. */
;(() => {
  const contents = document.getElementById('page_contents')
  if (!contents) return
  const links = [...contents.querySelectorAll('a')]
  const places = links.flatMap((link) => {
    const hash = link.getAttribute('href') ?? ''
    const heading = hash.startsWith('#') ? document.getElementById(hash.slice(1)) : null
    return heading ? [{ link, heading }] : []
  })
  /** @type {HTMLAnchorElement | undefined} */
  let current
  const follow = () => {
    const shown = places.filter(({ heading }) => heading.getClientRects().length > 0)
    const line = innerHeight / 3
    const isAtEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2
    const above = shown.filter(({ heading }) => heading.getBoundingClientRect().top < line)
    const next = (isAtEnd ? shown : above).at(-1)?.link
    if (next === current) return
    current?.removeAttribute('aria-current')
    next?.setAttribute('aria-current', 'location')
    current = next
    // Only the list moves, never the page.
    const { top, bottom } = contents.getBoundingClientRect()
    const place = next?.getBoundingClientRect()
    if (place && (place.top < top + 48 || place.bottom > bottom - 48))
      contents.scrollTop += place.top - (top + bottom) / 2
  }
  let isWaiting = false
  const soon = () => {
    if (isWaiting) return
    isWaiting = true
    requestAnimationFrame(() => {
      isWaiting = false
      follow()
    })
  }
  addEventListener('scroll', soon, { passive: true })
  addEventListener('resize', soon)
  soon()
  // Where there is no room for it at the side, it lies over the page.
  contents.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('a') && contents.matches(':popover-open')) contents.hidePopover()
  })
})()
