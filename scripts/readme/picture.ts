/**
 * `npm run picture`: the pictures in README.md, from the pages that `npm start` has made; needs Chromium. That of the live view is of a real
 * run, and needs Linux with a TUN, unshare, curl and Python; `npm run picture -- watching` makes it alone, as each by its name.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { type Frame, indexedPng } from './indexed-png.ts'
import { losing, opening } from './pictures.ts'
import { watching } from './terminal.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

if (!existsSync(executablePath)) fail(`${executablePath} is not there: name your Chromium in the variable CHROMIUM`)

const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
try {
  const pictures: Readonly<Record<string, () => Promise<Frame[]>>> = {
    losing: () => losing(browser, addressOf('index')),
    course: () => opening(browser, addressOf('index')),
    lesson: () => opening(browser, addressOf('2.2-deadlock')),
    watching: () => watching(browser),
  }
  const names = process.argv.slice(2)
  for (const name of names) if (!pictures[name]) fail(`${name} is none of ${Object.keys(pictures).join(', ')}`)
  for (const [name, made] of Object.entries(pictures))
    if (names.length === 0 || names.includes(name)) write(name, await made())
} finally {
  await browser.close()
}

function addressOf(name: string): string {
  const page = join(root, 'site', `${name}.html`)
  if (!existsSync(page)) fail(`site/${name}.html is not there: say npm start first`)
  return pathToFileURL(page).href
}

function write(name: string, frames: readonly Frame[]): void {
  const picture = indexedPng(frames)
  writeFileSync(join(root, 'scripts', 'readme', `${name}.png`), picture)
  const time = frames.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  console.log(
    `scripts/readme/${name}.png   ${Math.ceil(picture.length / 1024)} KB${time > 0 ? `, ${time / 1000} s` : ''}`,
  )
}

function fail(sentence: string): never {
  console.error(`picture: ${sentence}.`)
  process.exit(2)
}
