// @ts-check
/**
 * A run step by step, as a player of films has it: back, play, on, and a slider over all moments. It stops at the end. Where the reader
 * wants no motion there is nothing that moves by itself.
 */
;(() => {
  const { element } = window.ackbook.live
  /** Of a whole run that plays, and of one step; in milliseconds. */
  const playing = 15_000
  const [shortest, longest] = [150, 900]
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  const says = { back: 'Back', on: 'Step', play: 'Play', pause: 'Pause', whole: 'the whole run' }

  /** @type {import('./live.d.ts').LiveParts['moment']} */
  const moment = ({ name, label }, change) => {
    /** @type {readonly string[]} */
    let moments = []
    let at = 0
    let timer = 0
    let isPlaying = false

    /**
     * @param {string} sign
     * @param {string} words
     * @param {() => void} press
     */
    const button = (sign, words, press) => {
      const made = element('button', { type: 'button', 'aria-label': words, title: words }, sign)
      made.addEventListener('click', () => {
        if (made.ariaDisabled !== 'true') press()
      })
      return made
    }
    const input = element('input', { type: 'range', min: '0', step: '1', 'aria-label': label })
    const words = element('span', { class: 'live-moment-words', 'aria-hidden': 'true' })
    const back = button('◀', says.back, () => go(at - 1))
    const on = button('▶', says.on, () => go(at + 1))
    const play = button(says.play, says.play, () => (isPlaying ? stop() : start()))
    const steps = element('span', { class: 'live-steps' }, back, play, on)
    const bar = element('div', { class: 'live-moment', role: 'group', 'aria-label': label }, steps, input, words)

    /** @param {number} next */
    const go = (next) => {
      stop()
      void change({ [name]: next })
    }

    const showPlay = () => {
      play.textContent = isPlaying ? says.pause : says.play
      play.setAttribute('aria-label', play.textContent)
      play.title = play.textContent
    }

    const stop = () => {
      clearTimeout(timer)
      isPlaying = false
      showPlay()
    }

    const start = () => {
      isPlaying = true
      showPlay()
      void step(at >= moments.length - 1 ? 0 : at + 1)
    }

    /** The next step waits for the picture of this one. @param {number} next */
    const step = async (next) => {
      await change({ [name]: next })
      if (!isPlaying) return
      if (next >= moments.length - 1) return stop()
      timer = setTimeout(() => void step(next + 1), Math.min(Math.max(playing / moments.length, shortest), longest))
    }

    input.addEventListener('input', () => go(input.valueAsNumber))
    document.addEventListener('visibilitychange', stop)
    const showMotion = () => {
      play.hidden = still.matches
      if (still.matches) stop()
    }
    still.addEventListener('change', showMotion)
    showMotion()

    return {
      element: bar,
      stop,
      show: (value, all) => {
        moments = all
        bar.hidden = all.length === 0
        const last = Math.max(all.length - 1, 0)
        at = typeof value === 'number' ? Math.min(value, last) : last
        input.max = String(last)
        input.value = String(at)
        input.style.setProperty('--part', String(last === 0 ? 0 : at / last))
        const told = typeof value === 'number' ? `${at + 1} of ${all.length}: ${all[at]}` : says.whole
        words.textContent = told
        input.setAttribute('aria-valuetext', told)
        back.ariaDisabled = String(at === 0)
        on.ariaDisabled = String(at === last)
      },
    }
  }

  Object.assign(window.ackbook.live, { moment })
})()
