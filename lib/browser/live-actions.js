// @ts-check
/** Buttons below a figure's controls, in their groups, and what the reader may try to reach. */
;(() => {
  const { element, follow } = window.ackbook.live

  /** @type {import('./live.d.ts').LiveParts['actions']} */
  const actions = (press) => {
    const box = element('div', { class: 'live-actions' })
    /** @type {Map<Element, import('./live.d.ts').PageAction>} */
    const known = new Map()
    box.addEventListener('click', ({ target }) => {
      const action = target instanceof Element && known.get(target.closest('button') ?? target)
      if (action) press(action)
    })

    /**
     * @param {HTMLButtonElement} button
     * @param {import('./live.d.ts').PageAction} action
     */
    const update = (button, action) => {
      known.set(button, action)
      const { label, isOff, isOn } = action
      if (button.textContent !== label) button.textContent = label
      button.ariaDisabled = isOff === undefined ? null : 'true'
      button.ariaPressed = isOn === undefined ? null : String(isOn)
      if (isOff === undefined) button.removeAttribute('title')
      else button.title = isOff
    }

    return {
      element: box,
      show: (all) => {
        known.clear()
        box.hidden = all.length === 0
        const groups = [...new Set(all.map(({ group = '' }) => group))]
        follow(
          box,
          groups,
          (group) => group,
          (group) => {
            const heading = group === '' ? [] : [element('span', { 'aria-hidden': 'true' }, group)]
            const named = group === '' ? {} : { role: 'group', 'aria-label': group }
            return element('div', named, ...heading, element('div', { class: 'live-buttons' }))
          },
          (row, group) =>
            follow(
              /** @type {Element} */ (row.lastElementChild),
              all.filter((action) => (action.group ?? '') === group),
              (_, at) => `${at}`,
              () => element('button', { type: 'button' }),
              update,
            ),
        )
      },
    }
  }

  /** @type {import('./live.d.ts').LiveParts['challenge']} */
  const challenge = () => {
    const ask = element('span')
    const met = element('output')
    const box = element('p', { class: 'live-challenge' }, element('b', {}, 'Try it'), ' ', ask, ' ', met)
    return {
      element: box,
      show: (now) => {
        box.hidden = now === undefined
        if (!now) return
        ask.textContent = now.ask
        const told = now.isMet ? (now.told ?? 'Done.') : ''
        if (met.textContent !== told) met.textContent = told
        box.classList.toggle('met', now.isMet)
      },
    }
  }

  Object.assign(window.ackbook.live, { actions, challenge })
})()
