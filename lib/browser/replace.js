// @ts-check
/** Replaces blocks of a page, around which all stays as it is: where it is being read, folds, what was chosen. */
;(() => {
  /** How far from the top a block may begin and still be what is read. */
  const reading = 120

  /** @param {string} html */
  const parsed = (html) => {
    // No script in it runs, now or later.
    const { body } = new DOMParser().parseFromString(html, 'text/html')
    return { elements: [...body.children], nodes: [...body.childNodes] }
  }

  /** A page's script may have put a figure's button behind a block. @param {Element} main */
  const blocksOf = (main) => [...main.children].filter((each) => !each.matches('button'))

  /** @param {readonly Element[]} elements */
  const foldsIn = (elements) =>
    elements.flatMap(
      (each) =>
        /** @type {HTMLDetailsElement[]} */ ([
          ...(each.matches('details') ? [each] : []),
          ...each.querySelectorAll('details'),
        ]),
    )

  /**
   * @param {readonly Element[]} stay
   * @returns puts the page back to where it was being read
   */
  const held = (stay) => {
    const seen = stay.filter((each) => each.getClientRects().length > 0)
    const block = seen.findLast((each) => each.getBoundingClientRect().top <= reading) ?? seen[0]
    if (!block || scrollY === 0) return () => undefined
    const before = block.getBoundingClientRect().top
    const { style } = document.documentElement
    // The browser itself would go by what it thinks is read, as well.
    style.overflowAnchor = 'none'
    return () => {
      scrollBy({ top: block.getBoundingClientRect().top - before, behavior: 'instant' })
      requestAnimationFrame(() => style.removeProperty('overflow-anchor'))
    }
  }

  /** @type {Window['ackbook']['replace']} */
  const replace = ({ blocks: count, runs, foot }) => {
    const main = document.getElementById('page_main')
    const blocks = main ? blocksOf(main) : []
    // The words that a search has loaded are those of before.
    if (!main || blocks.length !== count || !window.ackbook.dress || window.ackbook.search) return false
    const going = new Set(runs.flatMap(({ at, gone }) => blocks.slice(at, at + gone)))
    const goBack = held(blocks.filter((each) => !going.has(each)))
    /** @type {Element[]} */
    const came = []
    for (const { at, gone, html } of runs) {
      const { elements, nodes } = parsed(html)
      const [folds, others] = [foldsIn(blocks.slice(at, at + gone)), foldsIn(elements)]
      if (folds.length === others.length)
        for (const [each, fold] of others.entries()) fold.open = folds[each]?.open === true
      const range = document.createRange()
      const [first, next] = [blocks[at], blocks[at + gone]]
      if (first) range.setStartBefore(first)
      else range.setStart(main, main.childNodes.length)
      if (next) range.setEndBefore(next)
      else range.setEnd(main, main.childNodes.length)
      range.deleteContents()
      for (const node of nodes) main.insertBefore(node, next ?? null)
      came.push(...elements)
    }
    if (foot !== undefined) document.querySelector('body > footer')?.replaceWith(...parsed(foot).elements)
    document.dispatchEvent(new CustomEvent('ackbook:came', { detail: came }))
    goBack()
    return true
  }

  window.ackbook = { ...window.ackbook, replace }
})()
