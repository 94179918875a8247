// @ts-check
/** What a link says of where it leads, a word's meaning for one, is shown beside it while it is pointed at or has the focus. */
;(() => {
  if (!('popover' in HTMLElement.prototype)) return
  const note = document.createElement('div')
  note.id = 'page_note'
  note.setAttribute('role', 'tooltip')
  note.popover = 'manual'
  document.body.append(note)
  /** @type {HTMLElement | undefined} */
  let shown
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const hide = () => {
    clearTimeout(timer)
    shown?.removeAttribute('aria-describedby')
    shown = undefined
    if (note.matches(':popover-open')) note.hidePopover()
  }
  /** @param {HTMLElement} link @param {string} text */
  const show = (link, text) => {
    if (shown === link) return clearTimeout(timer)
    hide()
    shown = link
    note.textContent = text
    link.setAttribute('aria-describedby', note.id)
    note.showPopover()
    const [place] = link.getClientRects()
    if (!place) return
    const { width, height } = note.getBoundingClientRect()
    const isBelow = place.bottom + 8 + height < innerHeight || place.top < height + 8
    note.style.left = `${Math.max(8, Math.min(place.left, innerWidth - width - 8))}px`
    note.style.top = `${isBelow ? place.bottom + 8 : place.top - height - 8}px`
  }
  const later = (/** @type {() => void} */ action) => {
    clearTimeout(timer)
    timer = setTimeout(action, 200)
  }
  window.ackbook.dress('main a[title]', (link) => {
    const text = link.title
    link.removeAttribute('title')
    link.addEventListener('pointerenter', ({ pointerType }) => {
      if (pointerType === 'mouse') later(() => show(link, text))
    })
    link.addEventListener('pointerleave', () => later(hide))
    link.addEventListener('focus', () => show(link, text))
    link.addEventListener('blur', hide)
  })
  note.addEventListener('pointerenter', () => clearTimeout(timer))
  note.addEventListener('pointerleave', () => later(hide))
  addEventListener('scroll', hide, { passive: true })
  document.addEventListener('ackbook:came', hide)
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') hide()
  })
  // A finger cannot point: its first tap shows what the word means, its second one follows the link.
  addEventListener(
    'click',
    (event) => {
      const link = event.target instanceof Element ? event.target.closest('a.term') : null
      if (!link || !matchMedia('(hover: none)').matches || tapped === link) return
      tapped = link
      event.preventDefault()
    },
    true,
  )
  /** @type {Element | undefined} */
  let tapped
})()
