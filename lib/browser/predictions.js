// @ts-check
/** A prediction answers; what it asks about waits until then. */
;(() => {
  /**
   * @param {HTMLElement} box
   * @param {HTMLButtonElement} button
   */
  const answering = (box, button) => {
    const ids = box.dataset.reveals
    const folds = ids ? ids.split(' ').flatMap((id) => foldAt(id) ?? []) : []
    const verdict = /** @type {HTMLElement} */ (box.querySelector('.verdict'))
    const all = /** @type {HTMLDetailsElement} */ (box.querySelector('details'))
    const marks = box.querySelectorAll('.mark')
    const whys = box.querySelectorAll('.why')
    const closed = button.textContent
    let isOpen = false
    const show = () => {
      if (folds.length > 0) isOpen = folds.some((fold) => fold.open)
      const chosen = chosenIn(box)
      button.textContent = isOpen ? 'Hide the answer' : closed
      button.setAttribute('aria-expanded', String(isOpen))
      all.hidden = !isOpen
      // A search on the page, or a link, finds it all the same.
      for (const fold of folds) isOpen ? fold.removeAttribute('hidden') : fold.setAttribute('hidden', 'until-found')
      marks.forEach((mark, at) => {
        const isRight = whys[at]?.querySelector('.right') !== null
        mark.textContent = isOpen ? (isRight ? '✓ Right' : '✗ Not this one') : ''
        mark.className = isRight ? 'mark right' : 'mark wrong'
      })
      const why = isOpen && chosen ? whys[Number(chosen.value)] : undefined
      verdict.replaceChildren(...(why ? why.cloneNode(true).childNodes : []))
    }
    /** @param {boolean} open */
    const turn = (open) => {
      isOpen = open
      for (const fold of folds) fold.open = open
      show()
    }
    button.hidden = false
    button.addEventListener('click', () => {
      if (isOpen || chosenIn(box)) turn(!isOpen)
      else verdict.textContent = 'Choose one first.'
    })
    box.addEventListener('change', show)
    for (const fold of folds) {
      const summary = fold.querySelector('summary')
      if (summary) summary.textContent = 'What it shows'
      fold.addEventListener('toggle', () => {
        const hasFocus = fold.contains(document.activeElement)
        show()
        if (hasFocus && !isOpen) button.focus()
      })
    }
    show()
  }

  /** @param {HTMLElement} box */
  const chosenIn = (box) => /** @type {HTMLInputElement | null} */ (box.querySelector('input:checked'))

  /** @param {string} id */
  const foldAt = (id) => /** @type {HTMLDetailsElement | null} */ (document.getElementById(id))

  for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.prediction'))) {
    const button = box.querySelector('button')
    if (button) answering(box, button)
  }
})()
