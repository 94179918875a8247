// @ts-check
/**
 * The line below a figure: a hint until something was said, then what the last change did; that a run takes its time, and a button that
 * ends it.
 */
;(() => {
  const { element } = window.ackbook.live
  /** How long words rest before they are said, in milliseconds: nobody hears all that a slider passes. */
  const rest = 400
  /** After so long a run says that it goes on, and can be stopped; in milliseconds. */
  const [slow, long] = [150, 1500]
  const says = {
    /** @param {string} label */
    hint: (label) => `Press what is in the picture: ${label}.`,
    working: 'working …',
    stop: 'Stop',
  }

  /** @type {import('./live.d.ts').LiveParts['said']} */
  const said = (reset, stop) => {
    const output = element('output', { class: 'live-said' })
    const hint = element('p', { class: 'live-hint', hidden: '' })
    const working = element('span', { class: 'live-working', hidden: '' }, says.working)
    const end = element('button', { type: 'button', hidden: '' }, says.stop)
    end.addEventListener('click', stop)
    const words = element('div', {}, hint, output)
    const box = element(
      'div',
      { class: 'live-end' },
      words,
      element('span', { class: 'live-run' }, working, end, reset),
    )
    let timer = 0
    /** @type {number[]} */
    let timers = []

    return {
      element: box,
      say: (text) => {
        clearTimeout(timer)
        timer = setTimeout(() => {
          // Who has pressed something needs no hint; what is said takes its place.
          hint.remove()
          if (output.textContent !== text) output.textContent = text
        }, rest)
      },
      hint: (label) => {
        hint.hidden = label === undefined
        if (label !== undefined) hint.textContent = says.hint(label)
      },
      work: (isWorking) => {
        if (isWorking === timers.length > 0) return
        for (const each of timers) clearTimeout(each)
        timers = []
        if (isWorking) {
          const show = (/** @type {HTMLElement} */ part) => {
            part.hidden = false
          }
          timers = [setTimeout(show, slow, working), setTimeout(show, long, end)]
        }
        working.hidden = true
        end.hidden = true
      },
    }
  }

  Object.assign(window.ackbook.live, { said })
})()
