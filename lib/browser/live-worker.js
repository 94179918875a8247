// @ts-check
/**
 * The head of the worker in which the figures of a page are made: the texts behind it define modules, of which some export functions
 * of figures by their cells. Each message asks for a figure, or for a file of it; each answer is plain data.
 */
;(() => {
  /** @typedef {{ rooms: Readonly<Record<string, unknown>>, figures?: typeof figures }} Exports `rooms`: the modules of a room, by number */
  /** @typedef {(require: (name: string) => unknown, exports: Exports, module: { exports: Exports }) => void} Factory */
  /** @type {Map<string, { factory: Factory, module?: { exports: Exports } }>} */
  const modules = new Map()
  /** @type {Record<string, import('./live.d.ts').FigureFunction>} */
  const figures = {}

  /** @param {string} name */
  const room = (name) => {
    const known = modules.get(name)
    if (!known) throw new Error(`no text defines "${name}"`)
    if (!known.module) {
      known.module = { exports: /** @type {Exports} */ ({}) }
      known.factory(require, known.module.exports, known.module)
    }
    return known.module.exports
  }

  /** What a text asks of another: `room:engine?12` is a module of it. @param {string} path */
  const require = (path) => {
    const [, name = path, id] = /^room:(.*)\?(\d+)$/.exec(path) ?? []
    return id === undefined ? room(name) : room(name).rooms[id]
  }

  /**
   * @param {readonly import('./live.d.ts').PageTarget[] | undefined} targets
   * @returns {{ targets?: readonly import('./live.d.ts').PageTarget[] }}
   */
  const withTargets = (targets) => (targets ? { targets } : {})

  /**
   * @param {import('./live.d.ts').MadePlay} play
   * @param {number | undefined} width its usual one unless told
   * @returns {import('./live.d.ts').PagePlay}
   */
  const plain = (play, width) => {
    const { targets, actions = [], views = [], ...others } = play
    return {
      ...others,
      ...withTargets(play.targets?.(/** @type {number} */ (width))),
      actions: actions.map(({ bytes, ...action }) => action),
      views: views.map(({ figure, ...view }) => {
        if (!figure) return view
        const { sentence, play: own } = figure
        return {
          ...view,
          figure: { svg: figure.svg(width), sentence, ...withTargets(own?.targets?.(/** @type {number} */ (width))) },
        }
      }),
    }
  }

  /**
   * @param {import('./live.d.ts').Wish} wish
   * @returns {Promise<import('./live.d.ts').Answer>}
   */
  const answer = async ({ figure: cell, values, width, file, isTold = false }) => {
    const make = figures[cell]
    if (!make) throw new Error(`no text has a figure of "${cell}"`)
    const figure = await make(values)
    if (file === undefined) {
      const { table, sentence, play } = figure
      const digest = isTold ? figure[Symbol.for('ackbook.digest')]?.() : undefined
      return { svg: figure.svg(width), table, sentence, play: plain(play ?? {}, width), ...(digest && { digest }) }
    }
    const bytes = figure.play?.actions?.find((action) => action.file === file)?.bytes?.()
    if (!bytes) throw new Error(`the figure makes no file "${file}"`)
    return { bytes: new Uint8Array(bytes) }
  }

  /** @param {unknown} error */
  const told = (error) => (error instanceof Error ? error.message : String(error))

  Object.assign(globalThis, {
    /**
     * @param {string} name
     * @param {Factory} factory
     */
    define: (name, factory) => modules.set(name, { factory }),
  })
  addEventListener('message', async ({ data: { id, texts, ...wish } }) => {
    try {
      if (texts === undefined) postMessage({ id, ...(await answer(wish)) })
      else {
        for (const name of texts) if (modules.has(name)) Object.assign(figures, room(name).figures)
        postMessage({ isReady: true })
      }
    } catch (error) {
      postMessage({ id, error: told(error) })
    }
  })
})()
