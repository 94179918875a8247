// @ts-check
/** Boxes that scroll can be reached by keyboard. */
;(() => {
  /** @type {HTMLElement[]} */
  let scrollers = []
  const reach = () => {
    scrollers = scrollers.filter(({ isConnected }) => isConnected)
    // All are measured before any is changed, and none that is folded away: each would have something laid out again.
    const turned = scrollers.filter((box) => isSeen(box) && scrolls(box) !== box.hasAttribute('tabindex'))
    for (const box of turned) {
      if (box.hasAttribute('tabindex')) box.removeAttribute('tabindex')
      else box.tabIndex = 0
    }
  }
  /** @param {HTMLElement} box */
  const scrolls = (box) => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1
  /** @param {HTMLElement} box */
  const isSeen = (box) => !box.closest('details:not([open])')
  const watcher = new ResizeObserver(reach)
  window.ackbook.dress('pre, .scroll, .figure, p:has(> math)', (box) => {
    scrollers.push(box)
    watcher.observe(box)
  })
})()
