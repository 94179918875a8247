// @ts-check
/**
 * A figure that was drawn when the notebook was verified, and can be drawn anew. The verified picture stays until the worker has drawn
 * one, and is on paper whatever was drawn since.
 */
;(() => {
  const live = window.ackbook.live
  const { element, values: valuesOf } = live
  /** As wide as kernels draw it, see `draw/theme.ts`. */
  const [wide, narrow] = [680, 340]
  /** How long words rest before they are said, in milliseconds: nobody hears all that a slider passes. */
  const rest = 400
  const says = {
    /** @param {string} label */
    hint: (label) => `Press what is in the picture: ${label}.`,
  }

  /** @param {{ file: string, bytes: Uint8Array<ArrayBuffer> }} made */
  const save = ({ file, bytes }) => {
    const href = URL.createObjectURL(new Blob([bytes]))
    element('a', { href, download: file }).click()
    setTimeout(() => URL.revokeObjectURL(href), 60_000)
  }

  /** The fold with words and numbers, as the verified figure has it: that one is for paper. @param {HTMLElement} box */
  const wordsLike = (box) => {
    const fold = box.parentElement?.querySelector(':scope > .words')?.cloneNode(true)
    if (!(fold instanceof HTMLDetailsElement)) return undefined
    const [sentence, table] = [element('p'), element('samp')]
    const block = element('pre', { tabindex: '0' }, table)
    fold.open = false
    fold.replaceChildren(...[fold.querySelector('summary') ?? element('summary')], sentence, block)
    /** @param {import('./live.d.ts').PageFrame} frame */
    const show = (frame) => {
      sentence.textContent = frame.sentence
      table.textContent = frame.table
      block.hidden = frame.table === ''
      block.classList.toggle('tall', frame.table.split('\n').length > 40)
    }
    return { fold, show }
  }

  /** @type {import('./live.d.ts').LiveParts['figure']} */
  const figure = (data, box, client) => {
    const { cell, parameters } = data
    let values = { ...valuesOf.defaults(parameters), ...live.state.wanted(data) }
    let isMounted = false
    let isChanged = false
    let timer = 0

    /** @param {import('./live.d.ts').PageValues} told */
    const change = (told) => {
      values = { ...values, ...valuesOf.fit(parameters, told) }
      isChanged = true
      showControls()
      live.state.keep()
      return draw()
    }
    /** @param {import('./live.d.ts').PageValues} told */
    const set = (told) => {
      bar?.stop()
      void change(told)
    }
    /** @param {string} text */
    const say = (text) => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        hint.remove()
        if (said.textContent !== text) said.textContent = text
      }, rest)
    }
    /** @param {string | undefined} link */
    const mark = (link) => {
      picture.mark(link)
      views.mark(link)
    }
    const events = { press: (/** @type {import('./live.d.ts').PageTarget} */ { set: told = {} }) => set(told), mark }

    const moment = parameters.find((each) => 'moment' in each)
    const bar = moment && live.moment(moment, change)
    const controls = live.controls(parameters, set)
    const picture = live.picture({ ...events, turn: () => void draw() }, box)
    const views = live.views(events, box)
    const challenge = live.challenge()
    const said = element('output', { class: 'live-said' })
    // Who has pressed something needs no hint; what is said takes its place.
    const hint = element('p', { class: 'live-hint', hidden: '' })
    const words = wordsLike(box)
    const actions = live.actions(async ({ set: told, isOff, file }) => {
      if (isOff !== undefined) return say(isOff)
      if (told) set(told)
      if (file === undefined) return
      const answer = await client.ask(`${cell} ${file}`, { figure: cell, values: { ...values }, file })
      if (answer && 'bytes' in answer) save({ file, bytes: answer.bytes })
      else if (answer && 'error' in answer) say(answer.error)
    })
    /** @type {readonly string[]} */
    let moments = []

    const showControls = () => {
      controls.show(values)
      bar?.show(moment && values[moment.name], moments)
    }

    const mount = () => {
      if (isMounted) return
      isMounted = true
      const parts = [challenge, controls, actions, picture, ...(bar ? [bar] : [])].map((part) => part.element)
      const all = element('div', { class: 'live' }, ...parts, hint, said, views.element, ...(words ? [words.fold] : []))
      if (parameters.length === 0) controls.element.remove()
      showControls()
      box.before(all)
    }

    /** @param {import('./live.d.ts').PageFrame} frame */
    const show = (frame) => {
      const { play, sentence } = frame
      mount()
      box.parentElement?.classList.add('is-live')
      picture.element.classList.remove('stale')
      picture.draw({ svg: frame.svg, targets: play.targets ?? [] })
      const pressed = play.targets?.find(({ set: told }) => told)
      hint.hidden = !pressed
      if (pressed) hint.textContent = says.hint(pressed.label)
      moments = play.moments ?? []
      showControls()
      actions.show(play.actions ?? [])
      challenge.show(play.challenge)
      views.show(play.views ?? [])
      words?.show(frame)
      if (isChanged) say(play.said ?? sentence)
      live.state.drawn(data)
    }

    const draw = async () => {
      const width = picture.isWide() ? wide : narrow
      const answer = await client.ask(cell, { figure: cell, values: { ...values }, width })
      if (!answer || 'bytes' in answer) return
      if ('svg' in answer) return show(answer)
      // Without a worker, the page is what it is without scripts.
      if (answer.isLost && !isMounted) return
      mount()
      picture.element.classList.add('stale')
      say(answer.error)
    }

    live.state.begin(data, { values: () => values, set })
    void draw()
  }

  Object.assign(window.ackbook.live, { figure })
})()
