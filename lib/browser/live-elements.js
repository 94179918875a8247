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
    const shown = items.map((item, at) => {
      const key = keyOf(item, at)
      const child = /** @type {ReturnType<typeof make>} */ (known.get(key) ?? make(item))
      known.delete(key)
      keys.set(child, key)
      update(child, item, at)
      return child
    })
    for (const child of known.values()) child.remove()
    // A child that is put where it is already would lose the focus.
    for (const [at, child] of shown.entries())
      if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null)
  }

  Object.assign(window.ackbook.live, { element, follow })
})()
