// @ts-check
/**
 * All questions of a site, by what was answered before: the wrong ones first, then those not answered, then the right ones; by pages as
 * long as nothing is answered. The order follows what other pages tell until one answers here, and stays from then on.
 */
;(() => {
  const { store } = window.ackbook
  const boxes = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.prediction'))]
  const titles = ['Wrong the last time', 'Not answered yet', 'Right the last time']

  /** @param {HTMLElement} box */
  const titleOf = (box) => {
    const { page = '', anchor = '' } = box.dataset
    const why = box.querySelectorAll('.why')[store.read().answers[page]?.[anchor] ?? -1]
    return titles[!why ? 1 : why.querySelector('.right') ? 2 : 0]
  }

  const sort = () => {
    const parts = titles.flatMap((title) => {
      const own = boxes.filter((box) => titleOf(box) === title)
      return own.length > 0 ? [partOf(`${title} (${own.length})`, own)] : []
    })
    const before = document.querySelectorAll('.questions > section')
    before[0]?.before(...parts)
    for (const section of before) section.remove()
  }

  /**
   * @param {string} title
   * @param {HTMLElement[]} own
   */
  const partOf = (title, own) => {
    const part = document.createElement('section')
    const heading = document.createElement('h2')
    heading.textContent = title
    part.className = 'sorted'
    part.append(heading, ...own)
    return part
  }

  const isAnyKept = () => boxes.some((box) => titleOf(box) !== titles[1])
  const follow = () => {
    if (document.querySelector('.prediction :checked')) document.removeEventListener('ackbook:change', follow)
    else if (isAnyKept()) sort()
  }
  document.addEventListener('ackbook:change', follow)
  follow()
})()
