// @ts-check
/**
 * The search is in a script beside the page, which is loaded when somebody asks for it: by the button in the header or by `/`. Of a
 * page that was sent without what lay beside it, the button says so.
 */
;(() => {
  const found = document.getElementById('page_search')
  if (!found) return
  const button = found
  const words = button.textContent
  /** @type {Promise<void> | undefined} */
  let loading

  const load = () =>
    new Promise((resolve, reject) => {
      const script = document.createElement('script')
      const file = document.documentElement.dataset.page ?? ''
      script.src = `${'../'.repeat(file.split('/').length - 1)}ackbook/search.js`
      script.addEventListener('load', resolve)
      script.addEventListener('error', reject)
      document.head.append(script)
    })

  const open = async () => {
    try {
      loading ??= load()
      await loading
      window.ackbook.search?.open()
    } catch {
      loading = undefined
      button.textContent = 'Search: its file is not beside this page'
      button.setAttribute('aria-disabled', 'true')
      setTimeout(() => {
        button.textContent = words
        button.removeAttribute('aria-disabled')
      }, 6000)
    }
  }

  button.hidden = false
  button.addEventListener('click', open)
  button.setAttribute('aria-keyshortcuts', '/')
  button.title = 'Search all pages: /'
  addEventListener('keydown', (event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event
    const isWriting =
      target instanceof HTMLElement && target.matches('input:not([type=radio]), textarea, [contenteditable]')
    if (key !== '/' || ctrlKey || metaKey || altKey || isWriting || document.querySelector('dialog[open]')) return
    event.preventDefault()
    void open()
  })
})()
