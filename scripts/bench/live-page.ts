/**
 * The pages of the course in Chromium, from files: how long after it comes into view a page's first figure is the reader's to set, and
 * the longest task of the page while all of its figures become so, one after the other. The first layout of a page comes before; how
 * long the task takes that it is in is said beside.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { root } from '../worktree.ts'
import { byLesson, courseFigures } from './live-rooms.ts'
import { brief, row } from './report.ts'
import { median } from './statistics.ts'

const ROUNDS = brief ? 1 : 5
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Milliseconds. */
interface Opened {
  first: number
  longest: number
  /** The longest task before the first figure was looked for. */
  layout: number
  /** How many tasks took longer than 50 ms. */
  long: number
  /** How many figures became live. */
  live: number
}

/** What the page itself keeps: tasks of the browser over 50 ms, as it counts them. */
const WATCH = `globalThis.long = []
new PerformanceObserver((list) => { long.push(...list.getEntries()) }).observe({ type: 'longtask', buffered: true })`

/** In the page: jumps to each figure in turn. One that has nothing to set or press stays as it is. */
const VISIT = `(async () => {
  const waited = (box, most) => new Promise((resolve) => {
    const began = performance.now()
    const look = () => {
      const time = performance.now() - began
      if (box.classList.contains('is-live')) resolve(time)
      else if (time > most) resolve(undefined)
      else requestAnimationFrame(look)
    }
    look()
  })
  const boxes = [...new Set([...document.querySelectorAll('div.figure')].map((figure) => figure.parentElement))]
  const begin = performance.now()
  let first, live = 0
  for (const box of boxes) {
    box.scrollIntoView({ block: 'center', behavior: 'instant' })
    const time = await waited(box, first === undefined ? 3000 : 500)
    first ??= time
    if (time !== undefined) live++
  }
  await new Promise((resolve) => setTimeout(resolve, 100))
  const [before, after] = [false, true].map((isAfter) =>
    long.filter(({ startTime }) => startTime >= begin === isAfter).map(({ duration }) => duration))
  return { first: first ?? NaN, live, long: after.length, longest: Math.max(0, ...after), layout: Math.max(0, ...before) }
})()`

async function opened(browser: Browser, url: string): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  try {
    await page.addInitScript(WATCH)
    await page.goto(url)
    return (await page.evaluate(VISIT)) as Opened
  } finally {
    await page.close()
  }
}

if (!existsSync(executablePath))
  console.log(`pages: skipped, for there is no ${executablePath}; CHROMIUM names another`)
else if (!existsSync(join(root, 'site', 'index.html')))
  console.log('pages: skipped, for there is no site; npm start makes it')
else {
  const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
  console.log(`pages in Chromium ${browser.version()}, opened ${ROUNDS} times (the medians)`)
  try {
    for (const lesson of byLesson(courseFigures()).keys()) {
      const url = pathToFileURL(join(root, 'site', `${lesson}.html`)).href
      const times: Opened[] = []
      for (let round = 0; round < ROUNDS; round++) times.push(await opened(browser, url))
      const of = (name: keyof Opened): number => median(times.map((time) => time[name]))
      console.log(
        row(
          lesson,
          `${of('first').toFixed(0)} ms`,
          `${of('live')} figures live; ${of('long')} tasks over 50 ms${of('long') > 0 ? `, the longest ${of('longest').toFixed(0)} ms` : ''}; before, at most ${of('layout').toFixed(0)} ms`,
        ),
      )
    }
  } finally {
    await browser.close()
  }
}
