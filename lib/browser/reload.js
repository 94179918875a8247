// @ts-check
/**
 * Has a served page follow its notebook: what is another is replaced in place, or the page loaded again where it was being read. Shows
 * what is wrong with notebooks meanwhile.
 */
;(() => {
  const { events = '', page = '', version: loaded = '' } = document.currentScript?.dataset ?? {}
  let version = loaded
  const key = `ackbook:place:${page}`
  /** How far from the top a heading or a cell may stand and still be what is read. */
  const reading = 120

  /** @typedef {{ id?: string, top: number, folds: boolean[] }} Place */

  const folds = () =>
    [...document.querySelectorAll('main details')].filter((each) => each instanceof HTMLDetailsElement)

  /** @returns {Place} */
  const placeNow = () => {
    const seen = [...document.querySelectorAll('main [id]')].filter((each) => each.checkVisibility())
    const above = seen.filter((each) => each.getBoundingClientRect().top <= reading)
    const last = above[above.length - 1]
    const open = folds().map((fold) => fold.open)
    if (!last || scrollY === 0) return { top: scrollY, folds: open }
    return { id: last.id, top: last.getBoundingClientRect().top, folds: open }
  }

  /** @param {Place} place */
  const goTo = ({ id, top, folds: open }) => {
    const now = folds()
    if (now.length === open.length) for (const [at, fold] of now.entries()) fold.open = open[at] ?? fold.open
    const scroll = () => {
      const there = id === undefined ? null : document.getElementById(id)
      const from = there ? scrollY + there.getBoundingClientRect().top - top : top
      if (id === undefined || there) scrollTo({ top: from, behavior: 'instant' })
    }
    scroll()
    // By then the browser has gone to the address's fragment.
    addEventListener('load', scroll)
  }

  const reload = () => {
    source?.close()
    location.reload()
  }

  /** @param {import('./ackbook.d.ts').BlockChange & { from: string, to: string }} change */
  const follow = (change) => {
    if (change.from === version && window.ackbook.replace(change)) version = change.to
    else reload()
  }

  const box = document.createElement('div')
  box.setAttribute('role', 'alert')
  box.id = 'ackbook_problems'
  Object.assign(box.style, {
    ...{ position: 'fixed', inset: 'auto 0 0 0', zIndex: '1000', maxHeight: '40vh', overflow: 'auto' },
    ...{ padding: '12px 20px', background: 'Canvas', color: 'CanvasText', borderTop: '4px solid #c62828' },
    ...{ font: '15px/1.5 ui-monospace, monospace', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  })
  box.hidden = true
  document.body.append(box)

  /** @param {string[]} problems */
  const show = (problems) => {
    box.textContent = problems.join('\n')
    box.hidden = problems.length === 0
  }

  /** @type {EventSource | undefined} */
  let source
  /** A browser has few connections to a server: a page that nobody sees needs none, and asks when it is seen again. */
  const listen = () => {
    source?.close()
    if (document.hidden) return
    source = new EventSource(`${events}?${new URLSearchParams({ page, version })}`)
    source.addEventListener('changed', reload)
    source.addEventListener('replaced', ({ data }) => follow(JSON.parse(data)))
    source.addEventListener('problems', ({ data }) => show(JSON.parse(data)))
  }

  // The browser itself would go by pixels, however much has come in above.
  history.scrollRestoration = 'manual'
  addEventListener('pagehide', () => sessionStorage.setItem(key, JSON.stringify(placeNow())))
  const kept = sessionStorage.getItem(key)
  const [way] = performance.getEntriesByType('navigation')
  const isBack = way instanceof PerformanceNavigationTiming && way.type !== 'navigate'
  if (kept !== null && isBack) goTo(JSON.parse(kept))
  document.addEventListener('visibilitychange', listen)
  listen()
})()
