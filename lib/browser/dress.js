// @ts-check
/** What a script does to elements of a page, it does to those as well that come into it later: `ackbook:came` on the document names them. */
;(() => {
  /** @type {Window['ackbook']['dress']} */
  const dress = (selector, action) => {
    const all = () => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))
    for (const element of all()) action(element)
    document.addEventListener('ackbook:came', (event) => {
      const { detail } = /** @type {CustomEvent<Element[]>} */ (event)
      for (const element of all()) if (detail.some((each) => each.contains(element))) action(element)
    })
  }
  window.ackbook = { ...window.ackbook, dress }
})()
