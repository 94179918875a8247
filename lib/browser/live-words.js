// @ts-check
/**
 * The fold with words and numbers, as the verified figure has it: that one is for paper. A table of a thousand rows is laid out once
 * somebody looks, not at each step of a slider.
 */
;(() => {
  const { element } = window.ackbook.live

  /** @type {import('./live.d.ts').LiveParts['words']} */
  const words = (box) => {
    const fold = box.parentElement?.querySelector(':scope > .words')?.cloneNode(true)
    if (!(fold instanceof HTMLDetailsElement)) return undefined
    const [sentence, table] = [element('p'), element('samp')]
    const block = element('pre', { tabindex: '0' }, table)
    /** @type {import('./live.d.ts').PageFrame | undefined} */
    let now
    fold.open = false
    fold.replaceChildren(...[fold.querySelector('summary') ?? element('summary')], sentence, block)

    const tell = () => {
      if (!now || !fold.open) return
      sentence.textContent = now.sentence
      table.textContent = now.table
      block.hidden = now.table === ''
      block.classList.toggle('tall', now.table.split('\n').length > 40)
    }
    fold.addEventListener('toggle', tell)
    return {
      element: fold,
      show: (frame) => {
        now = frame
        tell()
      },
    }
  }

  Object.assign(window.ackbook.live, { words })
})()
