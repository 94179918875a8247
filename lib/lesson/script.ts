/**
 * The few lines of script that a page carries. Without them everything is there and can be opened by hand; with them a
 * prediction answers, its outcome and the text that tells of it wait until then, boxes that scroll can be reached by keyboard, and
 * paper shows what is folded.
 */
export const pageScript: string = `(() => {
  'use strict'
  const answering = (box, button) => {
    const ids = box.dataset.reveals
    const folds = ids ? ids.split(' ').flatMap((id) => document.getElementById(id) ?? []) : []
    const verdict = box.querySelector('.verdict')
    const all = box.querySelector('details')
    const marks = box.querySelectorAll('.mark')
    const whys = box.querySelectorAll('.why')
    const closed = button.textContent
    let isOpen = false
    const show = () => {
      if (folds.length > 0) isOpen = folds.some((fold) => fold.open)
      const chosen = box.querySelector('input:checked')
      button.textContent = isOpen ? 'Hide the answer' : closed
      button.setAttribute('aria-expanded', isOpen)
      all.hidden = !isOpen
      // A search on the page, or a link, finds it all the same.
      for (const fold of folds) isOpen ? fold.removeAttribute('hidden') : fold.setAttribute('hidden', 'until-found')
      marks.forEach((mark, at) => {
        const isRight = whys[at].querySelector('.right') !== null
        mark.textContent = isOpen ? isRight ? '✓ Right' : '✗ Not this one' : ''
        mark.className = isRight ? 'mark right' : 'mark wrong'
      })
      verdict.replaceChildren(...isOpen && chosen ? whys[Number(chosen.value)].cloneNode(true).childNodes : [])
    }
    const turn = (open) => {
      isOpen = open
      for (const fold of folds) fold.open = open
      show()
    }
    button.hidden = false
    button.addEventListener('click', () => {
      if (isOpen || box.querySelector('input:checked')) turn(!isOpen)
      else verdict.textContent = 'Choose one first.'
    })
    box.addEventListener('change', show)
    for (const fold of folds) {
      fold.querySelector('summary').textContent = 'What it shows'
      fold.addEventListener('toggle', () => {
        const hasFocus = fold.contains(document.activeElement)
        show()
        if (hasFocus && !isOpen) button.focus()
      })
    }
    show()
  }
  for (const box of document.querySelectorAll('.prediction')) answering(box, box.querySelector('button'))

  const named = new Set()
  for (const text of document.querySelectorAll('.explanation')) {
    const fold = document.getElementById(text.dataset.of)
    if (!fold) continue
    const keep = () => fold.open ? text.removeAttribute('hidden') : text.setAttribute('hidden', 'until-found')
    fold.addEventListener('toggle', keep)
    text.addEventListener('beforematch', () => { fold.open = true })
    if (!named.has(fold) && !text.matches('.aside')) {
      named.add(fold)
      fold.querySelector('summary').append(', and why')
    }
    keep()
  }

  const scrollers = document.querySelectorAll('pre, .scroll, .figure, p:has(> math)')
  const reach = () => {
    for (const box of scrollers) {
      if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0
      else box.removeAttribute('tabindex')
    }
  }
  const watcher = new ResizeObserver(reach)
  for (const box of scrollers) watcher.observe(box)

  let folded = []
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details:not([open], .words)')]
    for (const box of folded) box.open = true
  })
  addEventListener('afterprint', () => {
    for (const box of folded) box.open = false
  })

  const target = () => {
    let box = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)))
    for (; box; box = box.parentElement) {
      if (box.localName === 'details') box.open = true
      if (box.hidden && box.dataset.of) document.getElementById(box.dataset.of).open = true
    }
  }
  addEventListener('hashchange', target)
  target()
})()`
