// @ts-check
/** The same run seen otherwise: another picture, a program whose lit line is marked, facts of which those that changed are marked. */
;(() => {
  const { element, follow, picture } = window.ackbook.live
  /** @typedef {import('./live.d.ts').PageView} View */

  /** @param {NonNullable<View['lines']>[number]} line */
  const parts = ({ text, note }) => [
    element('code', {}, text === '' ? ' ' : text),
    ...(note ? [element('span', { class: 'live-note' }, note)] : []),
  ]

  /**
   * @param {Element} list
   * @param {NonNullable<View['lines']>} lines
   */
  const showLines = (list, lines) =>
    follow(
      list,
      lines,
      (_, at) => `${at}`,
      () => element('li'),
      (item, line) => {
        item.replaceChildren(...parts(line))
        item.ariaCurrent = line.isLit ? 'step' : null
      },
    )

  /** @param {import('./live.d.ts').PageFact} fact */
  const shownValue = ({ value, href }) =>
    href !== undefined && /^(?:https?:|#)/.test(href) ? element('a', { href, rel: 'noreferrer' }, value) : value

  /**
   * @param {Element} list
   * @param {readonly import('./live.d.ts').PageFact[]} facts
   */
  const showFacts = (list, facts) =>
    follow(
      list,
      facts,
      (_, at) => `${at}`,
      () => element('div', {}, element('dt'), element('dd')),
      (row, fact) => {
        row.classList.toggle('changed', fact.isChanged === true)
        row.children[0]?.replaceChildren(fact.name)
        row.children[1]?.replaceChildren(shownValue(fact))
      },
    )

  /** @type {import('./live.d.ts').LiveParts['views']} */
  const views = (events, like) => {
    const box = element('div', { class: 'live-views' })
    /** @type {Map<Element, import('./live.d.ts').LivePicture>} */
    const pictures = new Map()

    /** @param {View} view */
    const make = ({ name, figure, lines, facts }) => {
      const view = element('div', { role: 'group', 'aria-label': name })
      view.append(element('p', { class: 'live-name', 'aria-hidden': 'true' }, name))
      if (figure) {
        const own = picture(events, like)
        pictures.set(view, own)
        view.append(own.element)
      }
      if (lines) view.append(element('ol', { class: 'live-lines' }))
      if (facts) view.append(element('dl', { class: 'live-facts' }))
      view.classList.toggle('text', !figure)
      return view
    }

    /**
     * @param {Element} view
     * @param {View} now
     */
    const update = (view, { figure, lines, facts }) => {
      if (figure) pictures.get(view)?.draw(figure)
      if (lines) showLines(/** @type {Element} */ (view.querySelector('.live-lines')), lines)
      if (facts) showFacts(/** @type {Element} */ (view.querySelector('.live-facts')), facts)
    }

    return {
      element: box,
      show: (all) => {
        box.hidden = all.length === 0
        const kindOf = (/** @type {View} */ { figure, lines, facts }) => [figure, lines, facts].map(Boolean).join()
        follow(box, all, (view) => `${view.name} ${kindOf(view)}`, make, update)
        for (const view of pictures.keys()) if (!box.contains(view)) pictures.delete(view)
      },
      mark: (link) => {
        for (const each of pictures.values()) each.mark(link)
      },
    }
  }

  Object.assign(window.ackbook.live, { views })
})()
