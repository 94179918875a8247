// @ts-check
/**
 * What figures are set to stands in the page's address, so that a link leads to a figure as it is: `#cell:rtt=80&lost=2,5`. It never
 * makes a step in the browser's history, and an ordinary anchor stays what it is.
 */
;(() => {
  const { values } = window.ackbook.live
  /** In milliseconds; browsers refuse addresses that change more often. */
  const rest = 300
  /** @type {Map<string, { figure: import('./live.d.ts').PageFigure, begun: import('./live.d.ts').BegunFigure }>} */
  const all = new Map()
  let told = values.read(location.hash)
  /** The figure that the address leads to, until it is there. */
  let [leading] = told.keys()
  let timer = 0

  /** @param {string} cell */
  const show = (cell) => {
    const place = document.getElementById(cell)
    for (let box = place; box; box = box.parentElement) if (box instanceof HTMLDetailsElement) box.open = true
    place?.scrollIntoView()
  }

  const write = () => {
    const changed = [...all].map(([cell, { figure, begun }]) => {
      return /** @type {const} */ ([cell, values.changed(figure.parameters, begun.values())])
    })
    const hash = values.write(new Map(changed))
    if (hash === '' && values.read(location.hash).size === 0) return
    const address = new URL(location.href)
    address.hash = hash
    if (address.href === location.href) return
    try {
      history.replaceState(history.state, '', hash === '' ? address.href.replace(/#.*/, '') : address)
    } catch {}
  }

  const follow = () => {
    // What was about to be written would undo where the reader goes.
    clearTimeout(timer)
    told = values.read(location.hash)
    const [first] = told.keys()
    leading = first
    for (const [cell, { figure, begun }] of all) {
      const settings = told.get(cell)
      if (settings) begun.set({ ...values.defaults(figure.parameters), ...values.fit(figure.parameters, settings) })
    }
    if (first !== undefined) show(first)
  }

  addEventListener('hashchange', follow)
  if (leading !== undefined) show(leading)

  const state = {
    /** @type {import('./live.d.ts').LiveParts['state']['wanted']} */
    wanted: ({ cell, parameters }) => values.fit(parameters, told.get(cell) ?? {}),
    /** @type {import('./live.d.ts').LiveParts['state']['begin']} */
    begin: (figure, begun) => void all.set(figure.cell, { figure, begun }),
    keep: () => {
      clearTimeout(timer)
      timer = setTimeout(write, rest)
    },
    /** @type {import('./live.d.ts').LiveParts['state']['drawn']} */
    drawn: ({ cell }) => {
      if (cell !== leading) return
      leading = undefined
      show(cell)
    },
  }
  Object.assign(window.ackbook.live, { state })
})()
