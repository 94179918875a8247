// @ts-check
/** Lists, contents and ways on follow the order that the reader chose; and the page knows where the reader was last. */
;(() => {
  const { store, site } = window.ackbook
  if (!site || !(document.currentScript instanceof HTMLScriptElement)) return
  const root = new URL('..', document.currentScript.src).href
  const own = document.documentElement.dataset.page ?? ''
  const titles = new Map(site.pages.map(({ file, title }) => [file, title]))

  /** @param {string} file */
  const addressOf = (file) => root + file.split('/').map(encodeURIComponent).join('/')

  const chosenOrder = () => {
    const { order } = store.read()
    return site.orders.find(({ name }) => name === order) ?? site.orders[0]
  }

  /**
   * Puts the children of a list in the order of what they lead to; what leads nowhere stays at the end.
   *
   * @param {Element | null} list
   * @param {readonly string[]} files
   */
  const sort = (list, files) => {
    const places = new Map(files.map((file, at) => [addressOf(file), at]))
    /** @param {Element} item */
    const placeOf = (item) => {
      const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (item.querySelectorAll('h2 > a, h3 > a, :scope > a'))
      return Math.min(
        files.length,
        ...[...links].map(({ href }) => places.get(href.replace(/#.*/, '')) ?? files.length),
      )
    }
    const items = [...(list?.children ?? [])]
    const sorted = items.toSorted((one, other) => placeOf(one) - placeOf(other))
    if (sorted.some((item, at) => item !== items[at])) list?.append(...sorted)
  }

  /** @param {readonly string[]} files */
  const turn = (files) => {
    const nav = document.querySelector('nav.turn')
    const at = files.indexOf(own)
    if (!nav || at < 0) return
    nav.replaceChildren(
      ...turnTo(files[at - 1], 'previous', 'prev', 'Previous'),
      ...turnTo(files[at + 1], 'next', 'next', 'Next'),
    )
  }

  /**
   * @param {string | undefined} file
   * @param {string} kind
   * @param {string} rel
   * @param {string} word
   */
  const turnTo = (file, kind, rel, word) => {
    if (file === undefined) return []
    const link = document.createElement('a')
    const small = document.createElement('small')
    Object.assign(link, { className: kind, href: addressOf(file), rel })
    small.textContent = word
    link.append(small, ` ${titles.get(file)}`)
    return [link]
  }

  /** @param {readonly string[]} files */
  const begin = (files) => {
    const [start, first] = [document.getElementById('site_start'), files[0]]
    if (!(start instanceof HTMLAnchorElement) || first === undefined) return
    start.href = addressOf(first)
    const title = start.querySelector('b')
    if (title) title.textContent = titles.get(first) ?? ''
  }

  const goOn = () => {
    const link = document.getElementById('site_go_on')
    const [file = '', anchor] = (store.read().last ?? '').split('#')
    const title = titles.get(file)
    if (!(link instanceof HTMLAnchorElement) || title === undefined) return
    link.href = addressOf(file) + (anchor ? `#${anchor}` : '')
    link.querySelector('b')?.replaceChildren(title)
    link.hidden = false
  }

  let shown = site.orders[0]?.name
  const show = () => {
    goOn()
    const order = chosenOrder()
    if (!order) return
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-order]'))) {
      const isChosen = button.dataset.order === order.name
      button.hidden = false
      button.setAttribute('aria-pressed', String(isChosen))
      button.textContent = isChosen ? 'You follow this way' : 'Follow this way'
      button.closest('li')?.classList.toggle('chosen', isChosen)
    }
    if (order.name === shown) return
    shown = order.name
    sort(document.querySelector('#page_list'), order.files)
    for (const list of document.querySelectorAll('ol.cards, nav[aria-labelledby=page_lessons] > ul'))
      sort(list, order.files)
    turn(order.files)
    begin(order.files)
  }

  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element && event.target.closest('[data-order]')
    if (button instanceof HTMLElement) store.change((kept) => void Object.assign(kept, { order: button.dataset.order }))
  })
  document.addEventListener('ackbook:change', show)
  show()

  if (!titles.has(own)) return
  addEventListener('pagehide', () => {
    const headings = [...document.querySelectorAll('main :is(h2, h3)[id]')]
    const above = headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 3)
    const last = above ? `${own}#${above.id}` : own
    if (store.read().last !== last) store.change((kept) => void Object.assign(kept, { last }))
  })
})()
