// @ts-check
/** What is said beside the place that a pointer or the keyboard is at: it stays within its picture, above the place where there is room. */
;(() => {
  const { element } = window.ackbook.live

  /** @type {import('./live.d.ts').LiveParts['tip']} */
  const tip = (box) => {
    const shown = element('div', { class: 'live-tip', 'aria-hidden': 'true', hidden: '' })
    box.append(shown)
    return {
      show: (label, place, at) => {
        shown.hidden = label === undefined
        if (label === undefined || !place) return
        shown.textContent = label
        const room = box.getBoundingClientRect()
        const own = place.getBoundingClientRect()
        const { x, y } = at ?? { x: own.x + own.width / 2, y: own.y + own.height / 2 }
        const most = Math.max(room.width - shown.offsetWidth, 0)
        const above = y - room.y - shown.offsetHeight - 14
        shown.style.left = `${Math.min(Math.max(x - room.x - shown.offsetWidth / 2, 0), most)}px`
        shown.style.top = `${above < 0 ? y - room.y + 18 : above}px`
      },
      tell: (label) => {
        shown.textContent = label
      },
    }
  }

  Object.assign(window.ackbook.live, { tip })
})()
