import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { type Test, test } from 'uvu'

/** `CHROMIUM` in the environment, else where Debian puts it. */
export const chromiumPath: string = process.env.CHROMIUM ?? '/usr/bin/chromium'
export const chromiumArguments: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Adds a test that is handed a browser. Without Chromium it is skipped by name; where `CI` is set it fails instead. */
export interface BrowserTest {
  (name: string, body: (browser: Browser) => Promise<void>): void
  /** Ends the browser after the last test, and runs them. */
  run(): void
}

export function browserTests(suite: Test = test): BrowserTest {
  const missing = !existsSync(chromiumPath)
  let browser: Promise<Browser> | undefined
  const add = (name: string, body: (browser: Browser) => Promise<void>): void => {
    if (missing && !process.env.CI) {
      process.stdout.write(`skipped, no ${chromiumPath}: ${name}\n`)
      suite.skip(name)
    } else {
      suite(name, async () => {
        browser ??= chromium.launch({ executablePath: chromiumPath, args: [...chromiumArguments], timeout: 60_000 })
        await body(await browser)
      })
    }
  }
  const run = (): void => {
    suite.after(async () => (await browser)?.close())
    suite.run()
  }
  return Object.assign(add, { run })
}

/** For `addInitScript`: a machine on which pages may keep nothing. */
export const keepsNothing = {
  content: `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })`,
}

/** What a page did besides being shown. */
export interface Noise {
  /** Requests to anywhere but the page's own file and `data:`. */
  requests: string[]
  /** Console errors and warnings, uncaught errors, broken policies. */
  complaints: string[]
}

/** Opens `url` in a context of its own, hands it over, and closes it. */
export async function withPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
  body: (page: Page, noise: Noise) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(60_000)
  const noise: Noise = { requests: [], complaints: [] }
  try {
    const page = await context.newPage()
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) noise.requests.push(request.url())
    })
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) noise.complaints.push(message.text())
    })
    page.on('pageerror', (error) => noise.complaints.push(String(error)))
    await page.goto(url)
    await body(page, noise)
  } finally {
    await context.close()
  }
}
