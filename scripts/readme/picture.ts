/** `npm run picture`: the pictures in README.md, from the pages that `npm start` has made; needs Chromium. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { type Frame, indexedPng } from './indexed-png.ts'
import { losing, opening } from './pictures.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

if (!existsSync(executablePath)) fail(`${executablePath} is not there: name your Chromium in the variable CHROMIUM`)

const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
try {
  write('losing', await losing(browser, addressOf('index')))
  write('course', await opening(browser, addressOf('index')))
  write('lesson', await opening(browser, addressOf('2.2-deadlock')))
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
