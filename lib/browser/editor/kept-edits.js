// @ts-check
/** What a reader has made of the cells of a page, kept on his machine. Where nothing can be kept, it lasts as long as the page. */

const { site, page = '' } = document.documentElement.dataset
const key = `ackbook:${site}:cells`

/** @returns {Record<string, Record<string, string>>} by page, by anchor */
function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}')
    return typeof kept === 'object' && kept !== null ? kept : {}
  } catch {
    return {}
  }
}

/** @param {string} anchor */
export function editOf(anchor) {
  const kept = read()[page]?.[anchor]
  return typeof kept === 'string' ? kept : undefined
}

/**
 * @param {string} anchor
 * @param {string | undefined} source `undefined` where it is the notebook's again
 */
export function keepEdit(anchor, source) {
  const kept = read()
  const own = { ...kept[page] }
  if (source === undefined) delete own[anchor]
  else own[anchor] = source
  if (Object.keys(own).length > 0) kept[page] = own
  else delete kept[page]
  try {
    if (Object.keys(kept).length > 0) localStorage.setItem(key, JSON.stringify(kept))
    else localStorage.removeItem(key)
  } catch {}
}
