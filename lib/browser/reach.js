// @ts-check
/** Boxes that scroll can be reached by keyboard. */
;(() => {
  const scrollers = /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('pre, .scroll, .figure, p:has(> math)')
  )
  const reach = () => {
    for (const box of scrollers) {
      if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0
      else box.removeAttribute('tabindex')
    }
  }
  const watcher = new ResizeObserver(reach)
  for (const box of scrollers) watcher.observe(box)
})()
