import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { chromium } from 'playwright-core'
import type { LiveValues } from '../../lib/notebook/live.ts'

/** A figure to make: the first time, then so many times more with these values in turn. */
export interface Rerun {
  figure: string
  values: readonly LiveValues[]
  times: number
}

/** Milliseconds: the first time, and each that was counted. */
export interface Rerunned {
  first: number
  times: number[]
}

/** Whoever makes figures in a worker of a bundle. */
export interface FigureWorker {
  /** Where: in words. */
  where: string
  run(rerun: Rerun): Promise<Rerunned>
  end(): Promise<void>
}

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/**
 * What runs beside the bundle. A figure is asked for everything that a page shows. What takes longer than `PATIENCE` altogether is made a few
 * times only; the first turns, when little is compiled, are not counted.
 */
const RUNNER = `
const PATIENCE = 4000, UNCOUNTED = 10, LEAST = 5
self.onmessage = async ({ data: { figure, values, times } }) => {
  const once = async (turn) => {
    const begin = performance.now()
    const made = await figures[figure](values[turn % values.length])
    made.svg(640), made.sentence, made.table
    return performance.now() - begin
  }
  const began = performance.now()
  const isOver = () => performance.now() - began > PATIENCE
  const first = await once(0)
  for (let turn = 1; turn <= UNCOUNTED && !isOver(); turn++) await once(turn)
  const counted = []
  while (counted.length < times && !(isOver() && counted.length >= LEAST)) counted.push(await once(counted.length))
  self.postMessage({ first, times: counted })
}`

/** In Chromium where it is installed, else in a thread of Node. */
export async function figureWorker(bundle: string): Promise<FigureWorker> {
  return existsSync(executablePath) ? inChromium(bundle) : inThread(bundle)
}

async function inChromium(bundle: string): Promise<FigureWorker> {
  const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
  const page = await browser.newPage()
  await page.evaluate((text) => {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
    Object.assign(globalThis, { figureWorker: new Worker(url) })
  }, bundle + RUNNER)
  return {
    where: `a worker of Chromium ${browser.version()}`,
    run: (rerun) =>
      page.evaluate(
        (asked) =>
          new Promise<Rerunned>((resolve, reject) => {
            const { figureWorker: worker } = globalThis as unknown as { figureWorker: globalThis.Worker }
            worker.onmessage = ({ data }) => resolve(data as Rerunned)
            worker.onerror = ({ message }) => reject(new Error(`${asked.figure}: ${message}`))
            worker.postMessage(asked)
          }),
        rerun,
      ),
    end: () => browser.close(),
  }
}

function inThread(bundle: string): FigureWorker {
  const shim = `const { parentPort } = require('node:worker_threads'), self = { postMessage: (data) => parentPort.postMessage(data) }
parentPort.on('message', (data) => self.onmessage({ data }))\n`
  const worker = new Worker(shim + bundle + RUNNER, { eval: true })
  return {
    where: `a thread of Node ${process.versions.node}`,
    run: (rerun) =>
      new Promise((resolve, reject) => {
        worker.removeAllListeners()
        worker.once('message', resolve)
        worker.once('error', reject)
        worker.postMessage(rerun)
      }),
    end: async () => {
      await worker.terminate()
    },
  }
}
