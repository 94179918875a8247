/**
 * The few lines of script that a page carries. Without them everything is there and can be opened by hand; with them a
 * prediction answers, the text that tells its outcome waits until then, boxes that scroll can be reached by keyboard, and
 * paper shows what is folded.
 */
export const pageScript: string = `(() => {
  'use strict'
  for (const box of document.querySelectorAll('.prediction')) {
    const button = box.querySelector('button')
    const verdict = box.querySelector('.verdict')
    const answers = box.querySelectorAll('.why')
    button.hidden = false
    button.addEventListener('click', () => {
      const chosen = box.querySelector('input:checked')
      if (!chosen) {
        verdict.textContent = 'Choose one first.'
        return
      }
      verdict.replaceChildren(...answers[Number(chosen.value)].cloneNode(true).childNodes)
      const reveal = box.dataset.reveals && document.getElementById(box.dataset.reveals)
      if (reveal) reveal.open = true
    })
  }

  for (const text of document.querySelectorAll('.explanation')) {
    const fold = document.getElementById(text.dataset.of)
    if (!fold) continue
    // A search on the page, or a link, finds it all the same.
    const keep = () => fold.open ? text.removeAttribute('hidden') : text.setAttribute('hidden', 'until-found')
    fold.addEventListener('toggle', keep)
    text.addEventListener('beforematch', () => { fold.open = true })
    fold.querySelector('summary').append(', and why')
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
    folded = [...document.querySelectorAll('details:not([open])')]
    for (const box of folded) box.open = true
  })
  addEventListener('afterprint', () => {
    for (const box of folded) box.open = false
  })

  const target = () => {
    let box = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)))
    for (; box; box = box.parentElement) {
      if (box.localName === 'details') box.open = true
      if (box.hidden) document.getElementById(box.dataset.of).open = true
    }
  }
  addEventListener('hashchange', target)
  target()
})()`
