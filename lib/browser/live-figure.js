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

  /** @param {{ file: string, bytes: Uint8Array<ArrayBuffer> }} made */
  const save = ({ file, bytes }) => {
    const href = URL.createObjectURL(new Blob([bytes]))
    element('a', { href, download: file }).click()
    setTimeout(() => URL.revokeObjectURL(href), 60_000)
  }

  /** Whether it has anything to press or to point at. @param {import('./live.d.ts').PagePlay} play */
  const isPlayable = ({ moments = [], targets = [], actions = [], views = [] }) =>
    [moments, targets, actions, views].some((all) => all.length > 0)

  /** @type {import('./live.d.ts').LiveParts['figure']} */
  const figure = (data, box, client) => {
    const { cell, parameters } = data
    let values = { ...valuesOf.defaults(parameters), ...live.state.wanted(data) }
    let isMounted = false
    let isChanged = false
    let asked = 0

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
    const said = live.said(controls.reset, () => client.stop(cell))
    const words = live.words(box)
    const actions = live.actions(async ({ set: told, isOff, file }) => {
      if (isOff !== undefined) return said.say(isOff)
      if (told) set(told)
      if (file === undefined) return
      const answer = await client.ask(`${cell} ${file}`, { figure: cell, values: { ...values }, file })
      if (answer && 'bytes' in answer) save({ file, bytes: answer.bytes })
      else if (answer && 'error' in answer) said.say(answer.error)
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
      const above = [challenge, controls, actions]
      const shown = [picture, ...(bar ? [bar] : [])]
      // What leads a page is in sight before it is live, and stays where it is.
      const parts = box.closest('.lead') ? [...shown, ...above] : [...above, ...shown]
      const elements = [...parts, said, views, ...(words ? [words] : [])].map((part) => part.element)
      showControls()
      box.before(element('div', { class: 'live' }, ...elements))
      if (!controls.element.hasChildNodes()) controls.element.remove()
    }

    /** @param {import('./live.d.ts').PageFrame} frame */
    const show = (frame) => {
      const { play, sentence } = frame
      if (parameters.length === 0 && !isPlayable(play)) return
      mount()
      box.parentElement?.classList.add('is-live')
      picture.element.classList.remove('stale')
      picture.draw({ svg: frame.svg, targets: play.targets ?? [] })
      said.hint(play.targets?.find(({ set: told }) => told)?.label)
      moments = play.moments ?? []
      showControls()
      actions.show(play.actions ?? [])
      challenge.show(play.challenge)
      views.show(play.views ?? [])
      words?.show(frame)
      if (isChanged) said.say(play.said ?? sentence)
      live.state.drawn(data)
    }

    const draw = async () => {
      const width = picture.isWide() ? wide : narrow
      asked += 1
      const own = asked
      said.work(true)
      const answer = await client.ask(cell, { figure: cell, values: { ...values }, width })
      // Whoever drags a slider sees that it works by the pictures that come.
      if (answer || own === asked) said.work(false)
      if (own !== asked) said.work(true)
      if (!answer || 'bytes' in answer) return
      if ('svg' in answer) return show(answer)
      // Without a worker, the page is what it is without scripts.
      if (answer.isLost && !isMounted) return
      mount()
      picture.element.classList.add('stale')
      said.say(answer.error)
    }

    live.state.begin(data, { values: () => values, set })
    void draw()
  }

  Object.assign(window.ackbook.live, { figure })
})()
