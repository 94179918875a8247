// @ts-check
/** Elements are made of names, attributes and texts; no text of a figure is ever read as markup. */
;(() => {
  /** @type {import('./live.d.ts').LiveParts['element']} */
  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    made.append(...children)
    return made
  }

  /** Under which key a child was made. @type {WeakMap<Element, string>} */
  const keys = new WeakMap()

  /** @type {import('./live.d.ts').LiveParts['follow']} */
  const follow = (parent, items, keyOf, make, update) => {
    const known = new Map([...parent.children].map((child) => [keys.get(child), child]))
    /** @type {Set<Element>} */
    const shown = new Set()
    /** @type {Map<string, number>} */
    const counts = new Map()
    for (const [at, item] of items.entries()) {
      const own = keyOf(item, at)
      // Two of one key are the first and the second of it.
      const before = counts.get(own) ?? 0
      counts.set(own, before + 1)
      const key = `${own} ${before}`
      const child = /** @type {ReturnType<typeof make>} */ (known.get(key) ?? make(item))
      keys.set(child, key)
      shown.add(child)
      update(child, item, at)
    }
    for (const child of [...parent.children]) if (!shown.has(child)) child.remove()
    // A child that is put where it is already would lose the focus.
    for (const [at, child] of [...shown].entries())
      if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null)
  }

  Object.assign(window.ackbook.live, { element, follow })
})()
