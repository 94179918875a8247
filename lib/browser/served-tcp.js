// @ts-check
/** The live view of `ackbook tcp serve`: pictures that the server draws, made anew as something happens, and what steers the link. */
;(() => {
  const LOSSES = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5]
  const DELAYS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
  const RATES = [1e4, 1e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8, 1e9, Number.POSITIVE_INFINITY]
  /** Milliseconds between two pictures. */
  const PAUSE = 250

  /** @type {<E extends Element>(selector: string) => E} */
  const one = (selector) => {
    const found = document.querySelector(selector)
    if (!found) throw new Error(selector)
    return /** @type {never} */ (found)
  }
  /** @type {HTMLSelectElement} */
  const choice = one('#connection')
  /** @type {HTMLButtonElement} */
  const pause = one('#pause')
  const status = one('#status')
  let version = 0
  let drawn = -1
  let isPaused = false
  let isDrawing = false

  /** @param {unknown} control */
  const send = (control) => {
    const body = JSON.stringify(control)
    fetch('control', { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(() => {})
  }

  for (const button of document.querySelectorAll('[data-drop]'))
    button.addEventListener('click', () => send({ drop: button.getAttribute('data-drop') }))
  pause.addEventListener('click', () => {
    isPaused = !isPaused
    pause.setAttribute('aria-pressed', `${isPaused}`)
    pause.textContent = isPaused ? 'Go on' : 'Pause'
  })
  one('#clear').addEventListener('click', () => {
    send({ clear: true })
    for (const id of ['ladder', 'cwnd']) /** @type {HTMLElement} */ (one(`#${id}`)).hidden = true
  })
  choice.addEventListener('change', () => {
    drawn = -1
  })

  /**
   * @param {'loss' | 'delay' | 'rate'} name
   * @param {readonly number[]} steps
   * @param {(value: number) => string} say
   */
  const slider = (name, steps, say) => {
    /** @type {HTMLInputElement} */
    const input = one(`#${name}`)
    const output = one(`#${name}-now`)
    input.max = `${steps.length - 1}`
    let touched = 0
    input.addEventListener('input', () => {
      touched = Date.now()
      const value = steps[Number(input.value)] ?? 0
      output.textContent = say(value)
      input.setAttribute('aria-valuetext', say(value))
      send({ set: name, value: Number.isFinite(value) ? value : null })
    })
    /** @param {number} value */
    return (value) => {
      // What is just being moved is not moved back by what was so a moment ago.
      if (Date.now() - touched < 1000) return
      let nearest = 0
      for (const [at, step] of steps.entries()) if (step <= value) nearest = at
      input.value = `${nearest}`
      output.textContent = say(value)
      input.setAttribute('aria-valuetext', say(value))
    }
  }
  const percent = (/** @type {number} */ value) => `${Number((100 * value).toPrecision(3))} %`
  const bits = (/** @type {number} */ value) => {
    if (!Number.isFinite(value)) return 'no limit'
    return value >= 1e6 ? `${value / 1e6} Mbit/s` : `${value / 1e3} kbit/s`
  }
  const show = {
    loss: slider('loss', LOSSES, percent),
    delay: slider('delay', DELAYS, (value) => `${value} ms`),
    rate: slider('rate', RATES, bits),
  }

  const events = new EventSource('events')
  events.addEventListener('message', ({ data }) => {
    const told = JSON.parse(data)
    version = told.version
    status.textContent = told.status
    show.loss(told.loss)
    show.delay(told.delay)
    show.rate(told.rate ?? Number.POSITIVE_INFINITY)
    choose(told.connections)
  })
  events.addEventListener('error', () => {
    status.textContent = 'ackbook tcp serve has ended, or does not answer.'
  })

  /** @param {string[]} names */
  const choose = (names) => {
    const known = Array.from(choice.options, ({ value }) => value).slice(1)
    if (known.join() === names.join()) return
    const chosen = choice.value
    while (choice.options.length > 1) choice.remove(1)
    for (const name of names) choice.add(new Option(name, name))
    choice.value = names.includes(chosen) ? chosen : ''
  }

  /** @param {'ladder' | 'cwnd'} name */
  const draw = async (name) => {
    /** @type {HTMLElement} */
    const figure = one(`#${name}`)
    const width = Math.min(900, Math.max(300, one('main').clientWidth - 32))
    const query = new URLSearchParams({ connection: choice.value, width: `${width}`, version: `${version}` })
    const answer = await fetch(`${name}?${query}`)
    figure.hidden = answer.status !== 200
    if (answer.status !== 200) return
    const { svg, sentence } = await answer.json()
    const next = new Image()
    next.src = `data:image/svg+xml,${encodeURIComponent(svg)}`
    next.alt = sentence
    // The old one stays until the new one can be shown: nothing flickers.
    await next.decode().catch(() => {})
    figure.querySelector('img')?.replaceWith(next)
    one(`#${name} figcaption`).textContent = sentence
  }

  setInterval(async () => {
    if (isDrawing || isPaused || drawn === version || document.hidden) return
    isDrawing = true
    drawn = version
    await Promise.all([draw('ladder'), draw('cwnd')]).catch(() => {})
    isDrawing = false
  }, PAUSE)
  addEventListener('resize', () => {
    drawn = -1
  })
})()
