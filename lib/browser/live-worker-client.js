// @ts-check
/**
 * One worker makes all figures of the page, one after the other. Of each figure's wishes the newest alone waits; a run that takes too
 * long is ended, and the worker with it: the next wish begins another.
 */
;(() => {
  /** In milliseconds. */
  const longestRun = 10_000
  const says = {
    tooLong: 'This took more than ten seconds and was ended. Take other settings, or reset them.',
    stopped: 'This was stopped. Take other settings, or reset them.',
    /** @param {string} why */
    lost: (why) => `The figure cannot be made anew here: ${why}`,
  }

  /** @type {import('./live.d.ts').LiveParts['client']} */
  const client = (source, names) => {
    /** @typedef {{ key: string, wish: import('./live.d.ts').Wish, resolve(answer: import('./live.d.ts').Answer | undefined): void }} Turn */
    /** @type {Map<string, Turn>} */
    const waiting = new Map()
    /** @type {Worker | undefined} */
    let worker
    let isReady = false
    /** @type {string | undefined} */
    let address
    /** @type {Turn | undefined} */
    let running
    /** @type {string | undefined} */
    let lost
    let asked = 0
    let timer = 0

    const begin = () => {
      address ??= URL.createObjectURL(new Blob([source().join('\n;')], { type: 'text/javascript' }))
      worker = new Worker(address)
      worker.addEventListener('message', ({ data }) => hear(data))
      worker.addEventListener('error', ({ message }) => {
        if (!isReady) lose(message ?? 'no worker can be begun.')
      })
      worker.postMessage({ texts: names })
    }

    const end = () => {
      worker?.terminate()
      worker = undefined
      isReady = false
    }

    /** @param {string} why */
    const lose = (why) => {
      end()
      lost = says.lost(why)
      const turns = [...waiting.values()]
      waiting.clear()
      for (const { resolve } of turns) resolve({ error: lost, isLost: true })
    }

    /** @param {import('./live.d.ts').Answer & { id?: number, isReady?: true }} told */
    const hear = ({ id, ...told }) => {
      if (told.isReady) isReady = true
      else if (!isReady && 'error' in told) return lose(told.error)
      else if (id === asked) finish(told)
      next()
    }

    /** @param {import('./live.d.ts').Answer} answer */
    const finish = (answer) => {
      clearTimeout(timer)
      const turn = running
      running = undefined
      turn?.resolve(answer)
    }

    /** @param {string} error */
    const stop = (error) => {
      end()
      finish({ error })
      next()
    }

    const next = () => {
      if (running || waiting.size === 0) return
      try {
        if (!worker) begin()
      } catch (error) {
        return lose(String(error))
      }
      const [first] = waiting
      if (!isReady || !first) return
      const [, turn] = first
      waiting.delete(turn.key)
      running = turn
      asked += 1
      timer = setTimeout(stop, longestRun, says.tooLong)
      worker?.postMessage({ id: asked, ...turn.wish })
    }

    return {
      ask: (key, wish) =>
        new Promise((resolve) => {
          if (lost !== undefined) return resolve({ error: lost, isLost: true })
          waiting.get(key)?.resolve(undefined)
          waiting.set(key, { key, wish, resolve })
          next()
        }),
      stop: (key) => {
        if (running?.key === key) stop(says.stopped)
      },
    }
  }

  Object.assign(window.ackbook.live, { client })
})()
