// @ts-check
/** A button that copies a cell's code, where the browser lets a page do so. */
;(() => {
  const { clipboard } = navigator
  if (!clipboard) return
  window.ackbook.dress('pre.code > code, .listing .output pre > code', (code) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'copy'
    button.textContent = 'Copy'
    button.addEventListener('click', async () => {
      const done = await clipboard.writeText(code.textContent ?? '').then(
        () => 'Copied',
        () => 'Not allowed',
      )
      button.textContent = done
      setTimeout(() => {
        button.textContent = 'Copy'
      }, 2000)
    })
    code.before(button)
  })
})()
