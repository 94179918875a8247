// @ts-check
/** Finds places in the pages of a site: words of prose, headings and code, terms, beginnings of words, and words that are nearly so. */
;(() => {
  const { pages } = window.ackbook.searchData
  const word = /[\p{L}\p{N}]+/gu

  /** As it is looked for: small, without accents. @param {string} text */
  const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

  /** `receiveBuffer` is a word, and so are its two parts. @param {string} term */
  const forms = (term) => {
    const parts = term.split(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})(?=\p{N})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u)
    return [...new Set([term, ...(parts.length > 1 ? parts : [])].map(plain))].filter((each) => each !== '')
  }

  /** @param {import('./ackbook.d.ts').PageWords} page */
  const whole = (page) => {
    const terms = page.terms.join(', ')
    const text = terms === '' ? page.description : `${page.description} New terms: ${terms}.`
    return { page, anchor: '', above: '', heading: page.title, terms, text, code: '' }
  }
  const places = pages.flatMap((page) => [
    whole(page),
    ...page.sections.map(([anchor, heading, text, code, isFold]) => {
      // What is folded is found by what it holds, or a heading would be found as often as it has folds.
      return { page, anchor, above: heading, heading: isFold ? '' : heading, terms: '', text, code }
    }),
  ])
  /** @param {string} text */
  const tokenize = (text) => text.match(word) ?? []
  const fields = ['heading', 'terms', 'text', 'code']
  const index = new MiniSearch({ fields, tokenize, processTerm: forms })
  index.addAll(places.map((place, id) => ({ id, ...place })))
  const boost = { heading: 4, terms: 6, text: 1, code: 0.6 }

  /** @param {string} query @returns {import('./ackbook.d.ts').FoundPlace[]} */
  const find = (query) => {
    const options = {
      boost,
      /** @param {string} term */
      prefix: (term) => term.length > 1,
      /** @param {string} term */
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      // What the parts of a word find counts less than what the word finds.
      processTerm: plain,
    }
    const all = index.search(query, { ...options, combineWith: 'AND' })
    const some = all.length > 0 ? all : index.search(query, { ...options, processTerm: forms })
    return some.slice(0, 30).flatMap(({ id, terms }) => {
      const place = places[id]
      if (!place) return []
      const { page, anchor, above, text, code } = place
      const wanted = new Set(terms)
      const inText = excerpt(text, wanted)
      const inCode = excerpt(code, wanted)
      /** @param {import('./ackbook.d.ts').FoundPlace['parts']} parts */
      const hasMarks = (parts) => parts.some(({ isMarked }) => isMarked)
      const isCode = !hasMarks(inText) && (hasMarks(inCode) || text === '')
      return {
        file: page.file,
        page: page.title,
        anchor,
        heading: above,
        parts: isCode ? inCode : inText,
        isCode,
      }
    })
  }

  /**
   * About 160 letters around the place where most of the words stand.
   *
   * @param {string} text
   * @param {Set<string>} wanted
   */
  const excerpt = (text, wanted) => {
    const hits = [...text.matchAll(word)].filter(([each]) => forms(each).some((form) => wanted.has(form)))
    const around = 160
    let best = 0
    let most = 0
    for (const { index } of hits) {
      const seen = new Set(
        hits.filter((other) => other.index >= index && other.index < index + around).map(([each]) => plain(each)),
      )
      if (seen.size <= most) continue
      most = seen.size
      best = index
    }
    const from = best < 50 ? 0 : text.indexOf(' ', best - 50) + 1 || best
    const end =
      text.length <= from + around ? text.length : Math.max(text.lastIndexOf(' ', from + around), from + around / 2)
    const parts = []
    let at = from
    for (const { 0: each, index } of hits) {
      if (index < from || index + each.length > end) continue
      parts.push({ text: text.slice(at, index), isMarked: false }, { text: each, isMarked: true })
      at = index + each.length
    }
    parts.push({ text: text.slice(at, end), isMarked: false })
    const [before, after] = [from > 0 ? '… ' : '', end < text.length ? ' …' : '']
    return [{ text: before, isMarked: false }, ...parts, { text: after, isMarked: false }].filter(
      ({ text }) => text !== '',
    )
  }

  window.ackbook = { ...window.ackbook, find }
})()
