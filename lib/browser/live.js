// @ts-check
/**
 * Figures that can be made anew: the page's data names them and the texts of which their worker is made. Texts are scripts beside the
 * page, for a page that is a file may read nothing else; they are loaded when the first of the figures comes near the view.
 */
;(() => {
  const { live } = window.ackbook
  if (!(document.currentScript instanceof HTMLScriptElement)) return
  const folder = new URL('live/', document.currentScript.src).href
  /** @type {Map<string, string>} */
  const texts = new Map()

  /** @param {string} name */
  const load = (name) =>
    new Promise((resolve, reject) => {
      const script = document.createElement('script')
      script.src = `${folder}${name.split('/').map(encodeURIComponent).join('/')}.js`
      script.addEventListener('load', resolve)
      script.addEventListener('error', reject)
      document.head.append(script)
    })

  /** @param {import('./live.d.ts').PageFigure} figure */
  const boxOf = ({ cell, at }) => {
    const place = at === undefined ? document.getElementById(cell) : document.querySelector(at)
    const box = place?.matches('.figure') ? place : place?.querySelector('div.figure')
    return box instanceof HTMLElement ? box : undefined
  }

  /** @type {import('./live.d.ts').LiveParts['page']} */
  const page = ({ texts: names, figures }) => {
    const boxes = new Map(
      figures.flatMap((figure) => {
        const box = boxOf(figure)
        return box ? [/** @type {const} */ ([box, figure])] : []
      }),
    )
    /** @type {Promise<import('./live.d.ts').LiveClient> | undefined} */
    let client
    const prepare = async () => {
      document.head.append(live.element('style', {}, live.style))
      await Promise.all(names.filter((name) => !texts.has(name)).map(load))
      return live.client(() => [live.head, ...names.map((name) => texts.get(name) ?? '')], names)
    }

    /** @param {HTMLElement} box */
    const begin = async (box) => {
      const figure = boxes.get(box)
      if (!figure) return
      try {
        client ??= prepare()
        live.figure(figure, box, await client)
      } catch {
        // Half of the site is there, and the browser has said which file is not: the pictures stay as they are.
      }
    }

    const near = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (!isIntersecting || !(target instanceof HTMLElement)) continue
          near.unobserve(target)
          void begin(target)
        }
      },
      { rootMargin: '800px 0px' },
    )
    for (const box of boxes.keys()) near.observe(box)
  }

  /** @type {import('./live.d.ts').LiveParts['text']} */
  const text = (name, content) => void texts.set(name, content)

  Object.assign(live, { page, text })
})()
