// @ts-check
;(() => {
  /** @type {Map<string, string>} */
  const texts = new Map()
  Object.assign(window.ackbook, { live: { text: texts.set.bind(texts) } })
})()
