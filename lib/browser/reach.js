// @ts-check
/** Boxes that scroll can be reached by keyboard. */
;(() => {
  /** @type {HTMLElement[]} */
  let scrollers = []
  const reach = () => {
    scrollers = scrollers.filter(({ isConnected }) => isConnected)
    for (const box of scrollers) {
      if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0
      else box.removeAttribute('tabindex')
    }
  }
  const watcher = new ResizeObserver(reach)
  window.ackbook.dress('pre, .scroll, .figure, p:has(> math)', (box) => {
    scrollers.push(box)
    watcher.observe(box)
  })
})()
