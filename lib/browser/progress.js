// @ts-check
/**
 * How many questions are answered: of this page above its contents, of others in the links to them, whose `data-page` and
 * `data-questions` say which page it is and how many it asks. One button forgets all answers.
 */
;(() => {
  const { store } = window.ackbook
  const own = document.documentElement.dataset.page ?? ''
  const boxes = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.prediction'))]
  const links = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('a[data-questions]'))].map(
    (link) => ({ page: link.dataset.page ?? '', questions: Number(link.dataset.questions), mark: addedTo(link) }),
  )
  const line = document.createElement('p')
  const words = document.createElement('span')
  const forget = document.createElement('button')
  line.className = 'progress'
  line.append(words, ' ', forget)
  const place = document.getElementById('page_progress')
  if (place) place.append(line)
  else document.getElementById('page_toc')?.after(line)
  let isAsked = false

  const show = () => {
    const { answers } = store.read()
    /** @param {{ page: string, questions: number }} link */
    const answeredOn = ({ page, questions }) => Math.min(questions, Object.keys(answers[page] ?? {}).length)
    for (const link of links) {
      const answered = answeredOn(link)
      link.mark.textContent = answered > 0 ? ` ${answered} of ${link.questions}` : ''
    }
    const pages = [...new Map(links.map((link) => [link.page, link])).values()]
    const isHere = boxes.length > 0
    const asked = isHere ? boxes.length : sum(pages.map(({ questions }) => questions))
    const answered = isHere
      ? boxes.filter(({ id, dataset }) => answers[dataset.page ?? own]?.[dataset.anchor ?? id] !== undefined).length
      : sum(pages.map(answeredOn))
    const all = sum(Object.values(answers).map((each) => Object.keys(each).length))
    words.textContent = `${answered} of ${asked} answered`
    line.style.setProperty('--part', String(answered / asked))
    line.hidden = asked === 0 || (place !== null && all === 0)
    forget.hidden = all === 0
    forget.textContent = isAsked ? `Forget all ${all}?` : 'Forget'
    forget.setAttribute('aria-label', isAsked ? `${forget.textContent} Press again` : 'Forget my answers on all pages')
  }

  /** @param {boolean} asked */
  const ask = (asked) => {
    isAsked = asked
    show()
  }
  forget.addEventListener('click', () => {
    const isSure = isAsked
    ask(!isSure)
    if (isSure) store.forget()
  })
  forget.addEventListener('blur', () => ask(false))
  document.addEventListener('ackbook:change', show)
  show()

  /** @param {readonly number[]} numbers */
  function sum(numbers) {
    return numbers.reduce((one, other) => one + other, 0)
  }

  /** @param {HTMLElement} link */
  function addedTo(link) {
    const mark = document.createElement('small')
    mark.className = 'answered'
    link.append(mark)
    return mark
  }
})()
