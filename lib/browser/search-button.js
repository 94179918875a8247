// @ts-check
/**
 * The search is in a script of its own, for it holds the words of all pages: it is loaded when it is first asked for, by the button in
 * the header or by `/`.
 */
;(() => {
  const found = document.getElementById('page_search')
  if (!found) return
  const button = found
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
      // Half of the site is there. The browser has said which file is not.
      button.hidden = true
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
    if (button.hidden) return
    event.preventDefault()
    void open()
  })
})()
