// @ts-check
/** The parameters of a figure as native controls: a range, radio buttons or a list to select from; a list of things in words. */
;(() => {
  const { element, values } = window.ackbook.live
  /** More choices than this, or longer ones, are selected from a list. */
  const mostButtons = 4
  const mostLetters = 60
  let count = 0

  /** @typedef {(value: import('./live.d.ts').PageValue) => void} Change */
  /** @typedef {import('./live.d.ts').LivePart & { show: Change }} Control */

  /**
   * @param {import('./live.d.ts').NumberSetting} parameter
   * @param {Change} change
   * @returns {Control}
   */
  const slider = (parameter, change) => {
    const { label, min, max, step } = parameter
    count += 1
    const id = `live_${count}`
    const input = element('input', { type: 'range', id, min: `${min}`, max: `${max}`, step: `${step}` })
    const shown = element('span', { class: 'live-value', 'aria-hidden': 'true' })
    // As wide as it ever gets, so that nothing moves.
    const widest = [min, max, max - step].map((each) => values.words(parameter, each).length)
    shown.style.minWidth = `${Math.max(...widest)}ch`
    input.addEventListener('input', () => change(input.valueAsNumber))
    return {
      element: element('div', { class: 'live-number' }, element('label', { for: id }, label), input, shown),
      show: (value) => {
        if (input.valueAsNumber !== value) input.value = String(value)
        const words = values.words(parameter, value)
        shown.textContent = words
        input.setAttribute('aria-valuetext', words)
        const part = max === min ? 0 : (Number(value) - min) / (max - min)
        input.style.setProperty('--part', String(part))
      },
    }
  }

  /**
   * @param {import('./live.d.ts').ChoiceSetting} parameter
   * @param {Change} change
   * @returns {Control}
   */
  const radios = ({ label, choices }, change) => {
    count += 1
    const name = `live_${count}`
    const inputs = choices.map((value) => element('input', { type: 'radio', name, value }))
    for (const input of inputs) input.addEventListener('change', () => change(input.value))
    const labels = inputs.map((input) => element('label', {}, input, element('span', {}, input.value)))
    const group = element('div', { class: 'live-choices' }, ...labels)
    return {
      element: element('fieldset', {}, element('legend', {}, label), group),
      show: (value) => {
        for (const input of inputs) input.checked = input.value === value
      },
    }
  }

  /**
   * @param {import('./live.d.ts').ChoiceSetting} parameter
   * @param {Change} change
   * @returns {Control}
   */
  const selection = ({ label, choices }, change) => {
    count += 1
    const id = `live_${count}`
    const options = choices.map((value) => element('option', { value }, value))
    const select = element('select', { id }, ...options)
    select.addEventListener('change', () => change(select.value))
    return {
      element: element('div', { class: 'live-choice' }, element('label', { for: id }, label), select),
      show: (value) => {
        select.value = String(value)
      },
    }
  }

  /**
   * @param {import('./live.d.ts').ListSetting} parameter
   * @param {Change} change
   * @returns {Control}
   */
  const list = (parameter, change) => {
    const { label } = parameter
    const shown = element('b')
    const clear = element('button', { type: 'button', 'aria-label': `Clear: ${label}` }, 'Clear')
    clear.addEventListener('click', () => {
      if (clear.ariaDisabled !== 'true') change([])
    })
    return {
      element: element('div', { class: 'live-list' }, element('span', {}, `${label}: `, shown), clear),
      show: (value) => {
        shown.textContent = values.words(parameter, value)
        clear.ariaDisabled = String(Array.isArray(value) && value.length === 0)
      },
    }
  }

  /**
   * @param {import('./live.d.ts').PageParameter} parameter
   * @param {Change} change
   * @returns {Control[]}
   */
  const controlFor = (parameter, change) => {
    // A moment has its own bar.
    if ('moment' in parameter) return []
    if ('of' in parameter) return [list(parameter, change)]
    if (!('choices' in parameter)) return [slider(parameter, change)]
    const isShort = parameter.choices.length <= mostButtons && parameter.choices.join('').length <= mostLetters
    return [isShort ? radios(parameter, change) : selection(parameter, change)]
  }

  /** @type {import('./live.d.ts').LiveParts['controls']} */
  const controls = (parameters, change) => {
    const reset = element('button', { type: 'button', class: 'live-reset' }, 'Reset')
    reset.addEventListener('click', () => {
      if (reset.ariaDisabled !== 'true') change(values.defaults(parameters))
    })
    const all = parameters.flatMap((parameter) => {
      const { name } = parameter
      return controlFor(parameter, (value) => change({ [name]: value })).map((control) => ({ name, control }))
    })
    const parts = all.map(({ control }) => control.element)
    return {
      element: element('div', { class: 'live-controls', role: 'group', 'aria-label': 'Settings' }, ...parts),
      reset,
      show: (now) => {
        for (const { name, control } of all) control.show(now[name])
        reset.ariaDisabled = String(Object.keys(values.changed(parameters, now)).length === 0)
      },
    }
  }

  Object.assign(window.ackbook.live, { controls })
})()
