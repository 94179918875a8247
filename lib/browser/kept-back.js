// @ts-check
/** Text that tells an outcome waits until the fold with it is open. */
;(() => {
  const named = new Set()
  window.ackbook.dress('.explanation', (text) => {
    const fold = /** @type {HTMLDetailsElement | null} */ (document.getElementById(text.dataset.of ?? ''))
    if (!fold) return
    const keep = () => (fold.open ? text.removeAttribute('hidden') : text.setAttribute('hidden', 'until-found'))
    fold.addEventListener('toggle', keep)
    text.addEventListener('beforematch', () => {
      fold.open = true
    })
    if (!named.has(fold) && !text.matches('.aside')) {
      named.add(fold)
      fold.querySelector('summary')?.append(', and why')
    }
    keep()
  })
})()
