/** Every live figure of the course on its page: the same data as in the notebook, by any hand, at any width; what can be tried is within reach. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { PageFigure, PageValues } from '../../lib/browser/live.d.ts'
import { axe, COLOURS, notColours, only, PLACES, settled } from '../helpers/axe.ts'
import { browserTests, type Noise, withPage } from '../helpers/chromium.ts'
import { lessons } from '../helpers/course.ts'
import { courseSite } from '../helpers/course-site.ts'
import { drawnFrom, seedFrom } from '../helpers/draws.ts'
import { askFigures, type CoursePage, livePages, openAll, storedDigests, untilLive } from '../helpers/live-course.ts'
import { HANDS, type Hand, handlesOf, settingsOf } from '../helpers/live-hands.ts'
import { type Served, served } from '../helpers/served.ts'

/** `SITE=folder` takes a course that is built already. */
const made = process.env.SITE ?? mkdtempSync(join(tmpdir(), 'ackbook-live-course-'))
if (!existsSync(join(made, 'index.html'))) await courseSite(made)
const server: Served = await served(made)

const gate = suite('live course')
gate.after(async () => {
  await server.close()
  if (process.env.SITE === undefined) rmSync(made, { recursive: true })
})
const test = browserTests(gate)

const wanted = new Set([...lessons().map(({ name }) => name), ...(process.env.LESSON ? [] : ['index'])])
const pages = livePages(made).filter(({ name }) => wanted.has(name))
const byFile = ({ name }: CoursePage) => pathToFileURL(join(made, `${name}.html`)).href
const byHttp = ({ name }: CoursePage) => `${server.address}${name}.html`

/** What a reader may try, by the cell of its figure: settings with which it is reached. */
const REACHED: Readonly<Record<string, PageValues>> = {
  'cell-bad': { seed: 2, loss: 5, flipped: 0 },
  'cell-door': { backlog: 5 },
  'cell-whose': { bound: '127.0.0.1', sourcePort: '50003', sent: 'connect' },
  'cell-restarts-played': { wait: 60 },
  'cell-two-tanks': { calls: ['send.8', 'send.8', 'send.8'] },
  'cell-loop-steps': { sendBuffer: 20 },
  'cell-rulers': { wakes: 0, nagle: 'off' },
  'cell-why-now': { answered: [1, 2, 3], answers: ['cwnd', 'arrival', 'timer'] },
  'cell-adds-up': { message: 26 },
  'cell-lose-piece': { message: 60, mtu: 9000 },
  'cell-split-picture': { text: '🙂', cut: 1 },
  'cell-goodbye': {
    presses: [
      ...['client.send', "client.shutdown('write')", 'server.recv', 'server.send', 'client.recv'],
      ...['server.close', 'client.close'],
    ],
  },
  'cell-whole': { first: 'both', lost: [9] },
  'cell-third-lost': { lost: [1, 2] },
  'cell-five': { lost: [3] },
  'cell-syn-layout': { segment: 7, field: ['acknowledgment-number'] },
  'cell-eight': { window: 18 },
  'cell-graph': { reader: 'asleep', update: 'is lost', reads: [70] },
  'cell-sawtooth': { queue: 26, algorithm: 'cubic' },
  'cell-call-by-call': {
    calls: [
      ...['server.socket', 'server.bind', 'server.listen', 'client.socket', 'client.connect', 'client.send'],
      ...['client.close', 'server.accept', 'server.recv', 'server.recv'],
    ],
  },
}

const defaultsOf = ({ parameters }: PageFigure): PageValues =>
  Object.fromEntries(parameters.flatMap((each) => ('moment' in each ? [] : [[each.name, each.default]])))

/** What came over the console; that there is no such drawing is told by no browser. */
const told = ({ complaints }: Noise) => complaints

/** A page with all its figures live. */
async function visit(
  browser: Browser,
  address: string,
  { figures }: Pick<CoursePage, 'figures'>,
  options: BrowserContextOptions,
  body: (page: Page) => Promise<void>,
): Promise<void> {
  await withPage(browser, address, options, async (page, noise) => {
    await openAll(page)
    for (const figure of figures) if (figure.parameters.length > 0) await untilLive(page, figure)
    await body(page)
    assert.equal(told(noise), [])
  })
}

for (const each of pages) {
  const { name, figures } = each

  test(`${name} from a file → its figures are live in view and quiet, no axe objection, data as in the notebook, challenges met`, async (browser) => {
    const options = { viewport: { width: 1280, height: 900 } }
    await visit(browser, byFile(each), each, options, async (page) => {
      assert.is(await page.locator('.live .stale').count(), 0)
      assert.equal(await axe(page, notColours(PLACES), '.live'), [])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await settled(page)
        assert.equal(await axe(page, only(COLOURS), '.live'), [], colorScheme)
      }
      const digests = storedDigests(name === 'index' ? '2.0.1-handshake-and-close' : name)
      const answers = await askFigures(
        page,
        each,
        figures.map((figure) => ({ cell: figure.cell, values: defaultsOf(figure) })),
      )
      for (const [at, { digest, error, play }] of answers.entries()) {
        const { cell } = figures[at]!
        assert.is(error, undefined, cell)
        assert.is(digest, digests.get(cell), cell)
        assert.is(play.challenge?.isMet ?? false, false, `${cell} has nothing left to try`)
        assert.is(play.challenge !== undefined, cell in REACHED, `${cell} and the settings that reach its challenge`)
      }
      const trying = figures.filter(({ cell }) => cell in REACHED)
      const reached = await askFigures(
        page,
        each,
        trying.map((figure) => ({ cell: figure.cell, values: { ...defaultsOf(figure), ...REACHED[figure.cell] } })),
      )
      assert.equal(
        reached.map(({ play }) => play.challenge?.isMet),
        trying.map(() => true),
      )
    })
  })

  test(`${name} by HTTP on a phone without motion → live, nothing plays, nothing scrolls sideways, all can be touched`, async (browser) => {
    const options = { viewport: { width: 390, height: 844 }, hasTouch: true, reducedMotion: 'reduce' } as const
    await visit(browser, byHttp(each), each, options, async (page) => {
      assert.is(await page.getByRole('button', { name: 'Play', exact: true }).count(), 0)
      assert.equal(await axe(page, only(PLACES), '.live'), [])
      for (const width of [390, 320]) {
        await page.setViewportSize({ width, height: 844 })
        await settled(page)
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} px`)
      }
    })
  })
}

/** Drawn of two lessons, one of TCP and one of sockets; `DRAWS=20` takes all of all. */
const seed = seedFrom('LIVE_SEED')
const usual = /^2\.(?:0\.2|1)-/
const handled = pages
  .filter(({ name }) => process.env.DRAWS !== undefined || usual.test(name))
  .flatMap((page) =>
    page.figures.flatMap((figure) =>
      figure.parameters.length > 0 ? HANDS.map((hand) => ({ page, figure, hand })) : [],
    ),
  )

/** Handles each part in turn, then comes back by the address, and resets. */
async function handle(browser: Browser, page: CoursePage, figure: PageFigure, hand: Hand): Promise<void> {
  const options = { viewport: { width: hand === 'touch' ? 390 : 1280, height: 844 }, hasTouch: hand === 'touch' }
  const only = { figures: [figure] }
  await visit(browser, byFile(page), only, options, async (opened) => {
    const live = opened.locator(figure.at ?? `[id="${figure.cell}"]`).locator('.live')
    const count = (await handlesOf(opened, live, hand)).length
    assert.ok(count > 0, 'nothing can be handled')
    for (let at = 0; at < count; at++) {
      // What was handled may have changed what else there is.
      const part = (await handlesOf(opened, live, hand))[at]
      if (!part) continue
      const before = await live.evaluate((box) => ({ text: box.textContent, hash: location.hash }))
      await part.handle()
      // Where a setting makes no difference (with one write, whether TCP_NODELAY is set), its address alone tells.
      await opened.waitForFunction(
        ({ cell, at: place, text, hash }) =>
          document.querySelector(`${place ?? `[id="${cell}"]`} .live`)?.textContent !== text || location.hash !== hash,
        { cell: figure.cell, at: figure.at, ...before },
      )
    }
    await opened.waitForFunction((cell) => location.hash.startsWith(`#${cell}:`), figure.cell)
    await live.locator('.live-working').waitFor({ state: 'hidden' })
    assert.is(await live.locator('.stale').count(), 0)
    // The address is written a while after the last change.
    const address = () => opened.evaluate(() => new Promise((done) => setTimeout(() => done(location.hash), 400)))
    const [hash, settings] = [await address(), await settingsOf(live)]
    await opened.reload()
    await openAll(opened)
    await untilLive(opened, figure)
    assert.equal(await settingsOf(live), settings, String(hash))
    const reset = live.getByRole('button', { name: 'Reset', exact: true })
    await reset.evaluate((button) => button.scrollIntoView({ block: 'center' }))
    if (hand === 'touch') await reset.tap()
    else await reset.press('Enter')
    await opened.waitForFunction(() => location.hash === '')
  })
}

for (const { page, figure, hand } of drawnFrom(handled, 9, seed)) {
  const { name } = page
  test(`LIVE_SEED=${seed}: ${name} ${figure.cell} by ${hand} → each part changes it, its address brings it back, reset`, (browser) =>
    handle(browser, page, figure, hand))
}

test.run()
