// @ts-check
/** What a page keeps on the reader's machine, for all pages of its site. Where nothing can be kept, it lasts as long as the page. */
;(() => {
  const key = `ackbook:${document.documentElement.dataset.site}`
  /** What could not be kept. @type {string | null} */
  let text = null

  const stored = () => {
    try {
      return text ?? localStorage.getItem(key)
    } catch {
      return text
    }
  }

  /** Whoever may write there may have written anything. @returns {import('./ackbook.d.ts').KeptOfReader} */
  const read = () => {
    try {
      const { order, last, answers } = JSON.parse(stored() ?? '{}')
      const pages = Object.entries(answers ?? {}).map(([page, own]) => [page, numbersIn(own)])
      return { ...wordOf('order', order), ...wordOf('last', last), answers: Object.fromEntries(pages) }
    } catch {
      return { answers: {} }
    }
  }

  /** @param {unknown} own */
  const numbersIn = (own) => Object.fromEntries(Object.entries(own ?? {}).filter(([, at]) => Number.isInteger(at)))

  /**
   * @param {string} name
   * @param {unknown} value
   */
  const wordOf = (name, value) => (typeof value === 'string' ? { [name]: value } : {})

  const tell = () => document.dispatchEvent(new Event('ackbook:change'))

  /** @type {import('./ackbook.d.ts').Store['change']} */
  const change = (edit) => {
    const kept = read()
    edit(kept)
    text = JSON.stringify(kept)
    try {
      localStorage.setItem(key, text)
      text = null
    } catch {}
    tell()
  }

  const forget = () =>
    change((kept) => {
      kept.answers = {}
      delete kept.last
    })

  // Another page of the site, in another tab or before one came back here.
  addEventListener('storage', (event) => {
    if (event.key === key || event.key === null) tell()
  })
  addEventListener('pageshow', (event) => {
    if (event.persisted) tell()
  })
  window.ackbook = { ...window.ackbook, store: { read, change, forget } }
})()
