// @ts-check
/**
 * Cells that can run in the page get a button. The editor, what strips types, and the code of the page's cells are in scripts beside it,
 * which are loaded when the first is pressed.
 */
;(() => {
  const file = document.documentElement.dataset.page
  // The pages between lessons have no cells, nor what dresses them.
  if (file === undefined || !window.Worker || !('dress' in window.ackbook)) return
  const folder = `${'../'.repeat(file.split('/').length - 1)}ackbook/`
  /** @type {Promise<unknown> | undefined} */
  let loading

  /** @param {string} address */
  const load = (address) =>
    new Promise((resolve, reject) => {
      const script = document.createElement('script')
      script.src = folder + address
      script.addEventListener('load', resolve)
      script.addEventListener('error', reject)
      document.head.append(script)
    })
  /** @param {string} path */
  const encoded = (path) => path.split('/').map(encodeURIComponent).join('/')
  const loadAll = async () => {
    await load('editor.js')
    await Promise.all([load(`cells/of/${encoded(file.replace(/\.html$/, ''))}.js`), load('cells.js')])
    const wanted = window.ackbook.cells?.wanted() ?? []
    await Promise.all(wanted.map((name) => load(`cells/${encoded(name)}.js`)))
  }

  /** What stands between backticks is code. @param {string} text */
  const phrases = (text) =>
    text.split('`').map((part, at) => {
      if (at % 2 === 0) return part
      const code = document.createElement('code')
      code.textContent = part
      return code
    })

  const style = document.createElement('style')
  style.textContent = window.ackbook.cellsStyle ?? ''
  document.head.append(style)
  window.ackbook.dress('.cell[data-runs]', (place) => {
    const code = /** @type {HTMLElement | null} */ (place.querySelector('pre.code'))
    if (!code) return
    // One that comes later has other code than what was loaded.
    loading = undefined
    const wish = place.dataset.try
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = 'Edit and run'
    const said = document.createElement('span')
    said.setAttribute('role', 'status')
    if (wish) said.append('Try it: ', ...phrases(wish), '.')
    const row = document.createElement('div')
    row.className = wish ? 'run-row wish' : 'run-row'
    row.append(button, said)
    code.after(row)
    const open = async () => {
      button.disabled = true
      try {
        loading ??= loadAll()
        await loading
        if (window.ackbook.cells?.open(place, code)) row.remove()
      } catch {
        // The page was sent without what lies beside it.
        said.textContent = 'What runs it is not beside this page: copy the folder “ackbook” too.'
        loading = undefined
        button.disabled = false
      }
    }
    button.addEventListener('click', open)
    if (wish) {
      code.addEventListener('click', (event) => {
        if (event.target instanceof Element && event.target.closest('button')) return
        if (getSelection()?.isCollapsed && row.isConnected) void open()
      })
    }
  })
})()
