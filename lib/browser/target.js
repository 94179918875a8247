// @ts-check
/** What a link leads to is opened, and all folds around it. */
;(() => {
  const open = () => {
    if (location.hash.length < 2) return
    let box = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    for (; box; box = box.parentElement) {
      if (box instanceof HTMLDetailsElement) box.open = true
      const fold = box.hidden && box.dataset.of ? document.getElementById(box.dataset.of) : null
      if (fold instanceof HTMLDetailsElement) fold.open = true
    }
  }
  addEventListener('hashchange', open)
  open()
})()
