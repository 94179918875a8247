// @ts-check
/**
 * The theme that was chosen instead of the system's, on all pages from here. It runs in the head, before anything is drawn. What asks
 * the system in a style sheet, as figures of others do, is answered by the theme; paper is light.
 */
;(() => {
  const key = 'ackbook:theme'
  const root = document.documentElement
  const system = matchMedia('(prefers-color-scheme: dark)')
  /** Of rules that ask the system: how they are written. @type {Map<CSSMediaRule, string>} */
  const asking = new Map()

  const chosen = () => {
    try {
      const theme = localStorage.getItem(key)
      return theme === 'light' || theme === 'dark' ? theme : undefined
    } catch {
      return root.dataset.theme
    }
  }

  /** @param {string | undefined} theme */
  const choose = (theme) => {
    try {
      if (theme) localStorage.setItem(key, theme)
      else localStorage.removeItem(key)
    } catch {}
    show(theme)
  }

  /**
   * @param {CSSRuleList} rules
   * @param {string | undefined} theme
   */
  const answer = (rules, theme) => {
    for (const rule of rules) {
      if (rule instanceof CSSMediaRule) {
        const written = asking.get(rule) ?? rule.media.mediaText
        if (written.includes('prefers-color-scheme')) {
          asking.set(rule, written)
          rule.media.mediaText = !theme
            ? written
            : written.replace(/\(prefers-color-scheme: *(\w+)\)/g, (_, asked) =>
                asked === theme ? '(min-width: 0px)' : '(max-width: 0px)',
              )
        }
      }
      if ('cssRules' in rule) answer(/** @type {CSSGroupingRule} */ (rule).cssRules, theme)
    }
  }

  /** @param {string | undefined} theme */
  const answerAll = (theme) => {
    if (!theme && asking.size === 0) return
    for (const sheet of document.styleSheets) answer(sheet.cssRules, theme)
  }

  /** @param {string | undefined} theme */
  const show = (theme) => {
    if (theme) root.dataset.theme = theme
    else delete root.dataset.theme
    answerAll(theme)
    label()
  }

  const other = () => ((root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark')

  const label = () => {
    const button = document.getElementById('page_theme')
    if (!button) return
    button.textContent = other() === 'dark' ? 'Dark' : 'Light'
    button.setAttribute('aria-label', `${button.textContent} theme`)
    button.hidden = false
  }

  const theme = chosen()
  if (theme) root.dataset.theme = theme
  document.addEventListener('DOMContentLoaded', () => {
    show(root.dataset.theme)
    document.getElementById('page_theme')?.addEventListener('click', () => {
      const wanted = other()
      choose(wanted === (system.matches ? 'dark' : 'light') ? undefined : wanted)
    })
  })
  document.addEventListener('ackbook:came', () => answerAll(root.dataset.theme))
  system.addEventListener('change', label)
  addEventListener('storage', (event) => {
    if (event.key === key || event.key === null) show(chosen())
  })
  addEventListener('beforeprint', () => answerAll(root.dataset.theme && 'light'))
  addEventListener('afterprint', () => answerAll(root.dataset.theme))
})()
