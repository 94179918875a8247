// @ts-check
/**
 * A prediction answers in place as soon as a choice is taken: each choice is marked and has its reason below it, and what was asked
 * about is opened. An answer is kept, and stands there again the next time; a box that is `data-fresh` asks anew each time. Arrows
 * move between the choices and take none: that would tell the answer to whoever looks around.
 */
;(() => {
  const { store } = window.ackbook
  const own = document.documentElement.dataset.page ?? ''

  /** @param {HTMLElement} box */
  const answering = (box) => {
    const { page = own, anchor = box.id, reveals = '' } = box.dataset
    const isFresh = 'fresh' in box.dataset
    const folds = reveals.split(' ').flatMap((id) => foldAt(id) ?? [])
    const verdict = /** @type {HTMLElement} */ (box.querySelector('.verdict'))
    const whys = [...box.querySelectorAll('.why')]
    const choices = [...box.querySelectorAll('label')].map((label, at) => {
      const why = whys[at]?.cloneNode(true).childNodes ?? []
      const reason = made('p', 'reason', ...why)
      label.after(reason)
      const radio = /** @type {HTMLInputElement} */ (label.querySelector('input'))
      return { label, radio, reason, isRight: reason.querySelector('.right') !== null }
    })
    const again = made('button', 'again', 'Ask again')
    /** @type {number | undefined} */
    let taken

    const mark = () => {
      choices.forEach(({ radio }, at) => {
        radio.checked = at === taken
      })
    }
    const show = () => {
      const isAnswered = taken !== undefined
      mark()
      choices.forEach(({ label, reason, isRight }, at) => {
        label.classList.toggle('right', isAnswered && isRight)
        label.classList.toggle('wrong', at === taken && !isRight)
        reason.hidden = !isAnswered
      })
      again.hidden = !isAnswered
      for (const fold of folds) {
        fold.open = isAnswered
        keep(fold)
      }
    }
    /** What opens by a search on the page or a link is in sight as well. @param {HTMLDetailsElement} fold */
    const keep = (fold) => {
      if (fold.open || taken !== undefined) fold.removeAttribute('hidden')
      else fold.setAttribute('hidden', 'until-found')
    }
    /** @param {number | undefined} at */
    const take = (at) => {
      taken = at
      verdict.replaceChildren(...(at === undefined ? [] : (choices[at]?.reason.cloneNode(true).childNodes ?? [])))
      show()
      store.change(({ answers }) => {
        if (at !== undefined) answers[page] = { ...answers[page], [anchor]: at }
        else if (!isFresh) delete answers[page]?.[anchor]
      })
    }
    const restore = () => {
      const kept = store.read().answers[page]?.[anchor]
      const known = kept !== undefined && choices[kept] ? kept : undefined
      if (known === taken || (isFresh && known !== undefined)) return
      taken = known
      verdict.replaceChildren()
      show()
    }

    choices.forEach(({ radio }, at) => {
      radio.addEventListener('change', () => take(at))
      radio.addEventListener('keydown', (event) => {
        const step = steps[event.key]
        if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return
        event.preventDefault()
        choices.at((at + step) % choices.length)?.radio.focus()
      })
    })
    again.addEventListener('click', () => {
      take(undefined)
      choices[0]?.radio.focus()
    })
    for (const fold of folds) {
      const summary = fold.querySelector('summary')
      if (summary) summary.textContent = 'What it shows'
      fold.addEventListener('toggle', () => keep(fold))
    }
    box.querySelector('details')?.before(again)
    box.querySelector('details')?.setAttribute('hidden', '')
    show()
    restore()
    document.addEventListener('ackbook:change', restore)
    // A browser may have put back the buttons of before by itself.
    addEventListener('pageshow', mark)
  }

  /** @type {Record<string, number>} */
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag
   * @param {string} className
   * @param {(Node | string)[]} content
   */
  const made = (tag, className, ...content) => {
    const element = document.createElement(tag)
    element.className = className
    element.append(...content)
    return element
  }

  /** @param {string} id */
  const foldAt = (id) => /** @type {HTMLDetailsElement | null} */ (document.getElementById(id))

  for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.prediction'))) answering(box)
})()
