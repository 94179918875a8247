// @ts-check
/** The contents follow the reading: of the page's headings, the last that has come up to the upper third is the one that is read. */
;(() => {
  const contents = document.getElementById('page_contents')
  if (!contents) return
  const links = [...contents.querySelectorAll('a')]
  const places = links.flatMap((link) => {
    const hash = link.getAttribute('href') ?? ''
    return hash.startsWith('#') ? [{ link, id: hash.slice(1) }] : []
  })
  /** @type {HTMLAnchorElement | undefined} */
  let current
  const follow = () => {
    const shown = places.flatMap(({ link, id }) => {
      const heading = document.getElementById(id)
      return heading && heading.getClientRects().length > 0 ? [{ link, heading }] : []
    })
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
  document.addEventListener('ackbook:came', soon)
  soon()
  // Where there is no room for it at the side, it lies over the page.
  contents.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('a') && contents.matches(':popover-open')) contents.hidePopover()
  })
})()
