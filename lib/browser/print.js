// @ts-check
/** Paper shows what is folded. */
;(() => {
  /** @type {HTMLDetailsElement[]} */
  let folded = []
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details')].filter((box) => box.matches(':not([open], .words)'))
    for (const box of folded) box.open = true
  })
  addEventListener('afterprint', () => {
    for (const box of folded) box.open = false
  })
})()
