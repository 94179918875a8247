/** `npm run picture [-- LESSON]`: the picture in README.md, from the page that `npm start` has made; needs Chromium. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const root = fileURLToPath(new URL('../..', import.meta.url))
const lesson = process.argv[2] ?? '2.0.3-congestion-control'
const page = join(root, 'site', `${lesson}.html`)
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

if (!existsSync(page)) fail(`site/${lesson}.html is not there: say npm start first`)
if (!existsSync(executablePath)) fail(`${executablePath} is not there: name your Chromium in the variable CHROMIUM`)

const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
try {
  const tab = await browser.newPage({ viewport: { width: 1000, height: 1250 } })
  await tab.goto(pathToFileURL(page).href)
  await tab.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = fold.querySelector('svg') !== null
    // The first is the lesson's lead; the second is what a cell has drawn.
    const figure = [...document.querySelectorAll('main .figure')][1]
    const top = (figure?.getBoundingClientRect().top ?? 0) + scrollY
    scrollTo({ top: top - 765, behavior: 'instant' })
  })
  await tab.screenshot({ path: join(root, 'scripts', 'readme', 'lesson.png') })
} finally {
  await browser.close()
}

function fail(sentence: string): never {
  console.error(`picture: ${sentence}.`)
  process.exit(2)
}
