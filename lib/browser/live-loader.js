// @ts-check
/** Has a page whose figures can be made again load what it takes. */
;(() => {
  const { page = '' } = document.documentElement.dataset
  if (!window.ackbook.livePages?.includes(page)) return
  const folder = `${'../'.repeat(page.split('/').length - 1)}ackbook/`
  for (const file of [
    'live.js',
    `live/of/${page
      .replace(/\.html$/, '')
      .split('/')
      .map(encodeURIComponent)
      .join('/')}.js`,
  ]) {
    const script = document.createElement('script')
    script.src = `${folder}${file}`
    script.async = false
    document.body.append(script)
  }
})()
