// @ts-check
/**
 * All questions of a site, by what was answered before: the wrong ones first, then those not answered, then the right ones; by pages as
 * long as nothing is answered. The order stays while one answers.
 */
;(() => {
  const { answers } = window.ackbook.store.read()
  const boxes = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.prediction'))]
  const parts = ['Wrong the last time', 'Not answered yet', 'Right the last time'].map((title) => ({
    title,
    boxes: /** @type {HTMLElement[]} */ ([]),
  }))
  for (const box of boxes) {
    const { page = '', anchor = '' } = box.dataset
    const why = box.querySelectorAll('.why')[answers[page]?.[anchor] ?? -1]
    parts[!why ? 1 : why.querySelector('.right') ? 2 : 0]?.boxes.push(box)
  }
  if (parts[1]?.boxes.length === boxes.length) return
  const pages = document.querySelectorAll('.questions > section')
  for (const { title, boxes } of parts) {
    if (boxes.length === 0) continue
    const part = document.createElement('section')
    const heading = document.createElement('h2')
    heading.textContent = `${title} (${boxes.length})`
    part.className = 'sorted'
    part.append(heading, ...boxes)
    pages[0]?.before(part)
  }
  for (const page of pages) page.remove()
})()
