// @ts-check
/**
 * A figure that has less room than it wants can be opened at its own size, by a button below it or a click on it; Escape, the button
 * above it or another click brings it back to its place.
 */
;(() => {
  const lens = document.createElement('dialog')
  lens.className = 'lens'
  lens.setAttribute('aria-label', 'The figure, enlarged')

  /**
   * @param {string} text
   * @param {() => void} action
   */
  const buttonOf = (text, action) => {
    const button = document.createElement('button')
    button.textContent = text
    button.addEventListener('click', action)
    return button
  }
  const close = buttonOf('Close', () => lens.close())

  /** @param {HTMLElement} box */
  const enlarging = (box) => {
    const place = document.createElement('div')
    const open = () => {
      place.style.height = `${box.offsetHeight}px`
      box.replaceWith(place)
      lens.replaceChildren(close, box)
      document.body.append(lens)
      lens.showModal()
      const restore = () => {
        place.replaceWith(box)
        lens.remove()
        button.focus({ preventScroll: true })
      }
      lens.addEventListener('close', restore, { once: true })
    }
    const button = buttonOf('Enlarge', open)
    button.className = 'enlarge'
    button.hidden = true
    box.addEventListener('click', () => {
      if (lens.open) lens.close()
      else if (!button.hidden && getSelection()?.isCollapsed) open()
    })
    box.after(button)
    const measure = () => {
      const shown = [...box.children].find((each) => each.getBoundingClientRect().width > 0)
      if (lens.open || !shown) return
      const isNarrow = shown.matches('svg + svg') && !(box.matches('.sheet') && innerWidth > 930)
      const wanted = getComputedStyle(box).getPropertyValue(isNarrow ? '--narrow' : '--width')
      const own = shown instanceof HTMLImageElement ? shown.naturalWidth : Number.parseFloat(wanted)
      button.hidden = !(shown.getBoundingClientRect().width < 0.95 * own)
      box.classList.toggle('scaled', !button.hidden)
    }
    new ResizeObserver(measure).observe(box)
  }
  window.ackbook.dress('div.figure', enlarging)
})()
