// @ts-check
/** What a figure may be called with: by its defaults, by what a control or an address says, and as words. */
;(() => {
  /** @typedef {import('./live.d.ts').PageParameter} Parameter */
  /** @typedef {import('./live.d.ts').PageValue} Value */

  /**
   * @param {import('./live.d.ts').NumberSetting} parameter
   * @param {unknown} told
   */
  const numberOf = ({ min, max, step }, told) => {
    const number = told === '' ? Number.NaN : Number(told)
    if (!Number.isFinite(number)) return undefined
    const steps = Math.round((Math.min(Math.max(number, min), max) - min) / step)
    return Number(Math.min(min + Math.min(steps, Math.floor((max - min) / step + 1e-6)) * step, max).toPrecision(12))
  }

  /**
   * @param {import('./live.d.ts').ListSetting} parameter
   * @param {unknown} told
   */
  const listOf = ({ of, most }, told) => {
    const items = Array.isArray(told) ? told : told === '' ? [] : typeof told === 'string' ? told.split(',') : undefined
    const [from, to] = of
    const known = items?.flatMap((item) => {
      if (typeof from !== 'number' || typeof to !== 'number') return of.some((each) => each === item) ? [item] : []
      const number = item === '' ? Number.NaN : Number(item)
      return Number.isInteger(number) && number >= from && number <= to ? [number] : []
    })
    return known?.slice(0, most)
  }

  /**
   * @param {Parameter} parameter
   * @param {unknown} told
   * @returns {Value}
   */
  const fitting = (parameter, told) => {
    if ('moment' in parameter) {
      const at = told === '' || told === undefined ? Number.NaN : Number(told)
      return Number.isInteger(at) && at >= 0 ? at : undefined
    }
    if ('of' in parameter) return listOf(parameter, told)
    if ('choices' in parameter) return parameter.choices.find((choice) => choice === told)
    return numberOf(parameter, told)
  }

  /** @type {import('./live.d.ts').LiveParts['values']['defaults']} */
  const defaults = (parameters) =>
    Object.fromEntries(parameters.map((each) => [each.name, 'moment' in each ? undefined : each.default]))

  /** @type {import('./live.d.ts').LiveParts['values']['fit']} */
  const fit = (parameters, told) =>
    Object.fromEntries(
      parameters.flatMap((parameter) => {
        const { name } = parameter
        if (!Object.hasOwn(told, name)) return []
        const value = fitting(parameter, told[name])
        return value === undefined && !('moment' in parameter) ? [] : [[name, value]]
      }),
    )

  /** @type {import('./live.d.ts').LiveParts['values']['isSame']} */
  const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other)

  /** @type {import('./live.d.ts').LiveParts['values']['changed']} */
  const changed = (parameters, values) => {
    const first = defaults(parameters)
    return Object.fromEntries(Object.entries(values).filter(([name, value]) => !isSame(first[name], value)))
  }

  const format = new Intl.NumberFormat('en', { maximumFractionDigits: 6 })
  /** Words are many letters: of a long list the last, so that it does not grow. @param {readonly (number | string)[]} items */
  const listed = (items) => {
    if (items.length === 0) return 'none'
    return items.length > 3 && typeof items[0] === 'string' ? `… ${items.slice(-2).join(', ')}` : items.join(', ')
  }

  /** @type {import('./live.d.ts').LiveParts['values']['words']} */
  const words = (parameter, value) => {
    if (Array.isArray(value)) return listed(value)
    if (typeof value !== 'number') return String(value ?? '')
    const unit = 'unit' in parameter && parameter.unit ? `\u00a0${parameter.unit}` : ''
    return format.format(value) + unit
  }

  /** @param {string} text */
  const decoded = (text) => {
    try {
      return decodeURIComponent(text)
    } catch {
      return ''
    }
  }

  /** @type {import('./live.d.ts').LiveParts['values']['read']} */
  const read = (hash) => {
    const figures = hash.slice(1).split(';')
    if (!/^[^:=&;]+:[^:;]*=/.test(figures[0] ?? '')) return new Map()
    return new Map(
      figures.map((text) => {
        const [cell = '', settings = ''] = text.split(':')
        const pairs = settings.split('&').map((pair) => pair.split('='))
        return [
          decoded(cell),
          Object.fromEntries(pairs.map(([name = '', value = '']) => [decoded(name), decoded(value)])),
        ]
      }),
    )
  }

  /** @param {Value} value */
  const encoded = (value) => (Array.isArray(value) ? value : [value]).map((item) => encodeURIComponent(item)).join(',')

  /** @type {import('./live.d.ts').LiveParts['values']['write']} */
  const write = (figures) =>
    [...figures]
      .flatMap(([cell, values]) => {
        const settings = Object.entries(values).filter(([, value]) => value !== undefined)
        if (settings.length === 0) return []
        const pairs = settings.map(([name, value]) => `${encodeURIComponent(name)}=${encoded(value)}`)
        return [`${encodeURIComponent(cell)}:${pairs.join('&')}`]
      })
      .join(';')

  Object.assign(window.ackbook.live, { values: { defaults, fit, isSame, changed, words, read, write } })
})()
