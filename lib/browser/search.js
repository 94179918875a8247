// @ts-check
/**
 * A field in a dialog, and below it the places that are found. Arrows go through them, Enter opens the first one or the one with the
 * focus; what is written while a place has it goes into the field.
 */
;(() => {
  const { find, searchData } = window.ackbook
  const own = document.documentElement.dataset.page ?? ''
  const root = '../'.repeat(own.split('/').length - 1)

  /**
   * @template {keyof HTMLElementTagNameMap} Name
   * @param {Name} name
   * @param {Record<string, string>} attributes
   * @param {(Node | string)[]} children
   * @returns {HTMLElementTagNameMap[Name]}
   */
  const made = (name, attributes, ...children) => {
    const element = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
    element.append(...children)
    return element
  }

  const field = made('input', {
    type: 'search',
    placeholder: 'Search all pages',
    'aria-label': 'Search all pages',
    autocomplete: 'off',
    spellcheck: 'false',
  })
  const close = made('button', { type: 'button' }, 'Close')
  const said = made('p', { role: 'status' })
  const list = made('ol', {})
  const dialog = made('dialog', { id: 'search', 'aria-label': 'Search' }, made('div', {}, field, close), said, list)
  document.head.append(made('style', {}, searchData.style))
  document.body.append(dialog)

  /** @param {import('./ackbook.d.ts').FoundPlace} place */
  const item = ({ file, anchor, page, heading, parts, isCode }) => {
    const address = `${root}${file.split('/').map(encodeURIComponent).join('/')}`
    const href = file === own ? `#${anchor}` : anchor === '' ? address : `${address}#${encodeURIComponent(anchor)}`
    const words = parts.map(({ text, isMarked }) => (isMarked ? made('mark', {}, text) : text))
    const where = heading === '' ? [made('b', {}, page)] : [made('b', {}, heading), ' ', made('small', {}, page)]
    return made(
      'li',
      {},
      made('a', { href }, made('span', {}, ...where), made(isCode ? 'code' : 'span', { class: 'words' }, ...words)),
    )
  }

  const show = () => {
    const places = field.value.trim() === '' ? [] : find(field.value)
    list.replaceChildren(...places.map(item))
    const lessons = new Set(places.map(({ file }) => file)).size
    const number = `${places.length === 30 ? 'The first 30' : places.length} place${places.length === 1 ? '' : 's'}`
    const found = `${number} on ${lessons} page${lessons === 1 ? '' : 's'}`
    said.textContent = places.length > 0 ? found : field.value.trim() === '' ? '' : 'Nothing is found.'
  }
  field.addEventListener('input', show)
  close.addEventListener('click', () => dialog.close())
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close()
  })

  dialog.addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey } = event
    const links = [...list.querySelectorAll('a')]
    const stops = [field, ...links]
    const at = stops.findIndex((each) => each.matches(':focus'))
    if (at < 0 || ctrlKey || metaKey || altKey) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[key]
    if (key === 'Escape') {
      // A field of a search would be emptied first.
      event.preventDefault()
      dialog.close()
    } else if (step) {
      event.preventDefault()
      stops[Math.min(Math.max(at + step, 0), links.length)]?.focus()
    } else if (key === 'Enter' && at === 0) {
      event.preventDefault()
      links[0]?.click()
    } else if (at > 0 && (key.length === 1 || key === 'Backspace') && key !== ' ') field.focus()
  })

  // A place on this page may be in a fold, which opens for its address; it does so again for the same one.
  list.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || new URL(link.href).pathname !== location.pathname || event.ctrlKey || event.metaKey || event.shiftKey)
      return
    dialog.close()
    if (link.hash === location.hash) {
      dispatchEvent(new HashChangeEvent('hashchange'))
      document.getElementById(decodeURIComponent(link.hash.slice(1)))?.scrollIntoView()
    }
  })

  const open = () => {
    if (!dialog.open) dialog.showModal()
    field.select()
    field.focus()
  }
  window.ackbook.search = { open }
})()
