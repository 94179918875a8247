// @ts-check
/**
 * What only a whole site has is in files beside its pages, which a page that was sent alone does not have. Asking for a script that is
 * not there is told aloud in the console; an object that is not there says so to us alone. So the page asks for a drawing first.
 */
;(() => {
  const { page } = document.documentElement.dataset
  if (page === undefined) return
  const folder = `${'../'.repeat(page.split('/').length - 1)}ackbook/`
  const asked = document.createElement('object')
  asked.style.cssText = 'position: absolute; width: 0; height: 0; visibility: hidden'
  asked.setAttribute('aria-hidden', 'true')
  asked.type = 'image/svg+xml'
  asked.addEventListener('error', () => {
    asked.remove()
    // What can be taken along lies there as well.
    document.querySelector('.downloads')?.remove()
  })
  asked.addEventListener('load', () => {
    asked.remove()
    const script = document.createElement('script')
    script.src = `${folder}site.js`
    document.body.append(script)
  })
  asked.data = `${folder}here.svg`
  document.body.append(asked)
})()
