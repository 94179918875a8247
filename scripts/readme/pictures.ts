import type { Browser, Page } from 'playwright-core'
import { decodePng } from '../../lib/verify/png.ts'
import type { Frame } from './indexed-png.ts'

/** Pixels: as wide as a README is shown. */
const desk = { width: 1000, height: 1400 }
/** A window in which a question, its cell and its figure are seen at once. */
const reading = { width: 760, height: 1100 }
/** Pixels around what is shown. */
const margin = 16
/** Milliseconds for the eye: to read a question, to read what came of an answer, to see a pointer rest, to see it move. */
const pace = { question: 2000, outcome: 3000, rest: 350, step: 70 }

/** A page as it opens, down to the end of the figure that leads it. */
export async function opening(browser: Browser, address: string): Promise<Frame[]> {
  return onPage(browser, address, desk, async (page) => {
    const figure = (await page.locator('main .figure').first().boundingBox())!
    return [await taken(page, { ...desk, height: Math.ceil(figure.y + figure.height) })]
  })
}

/**
 * A reader takes a wrong choice, reads why it is wrong and what the cell shows, and takes the right one.
 *
 * @param question the id of its box
 */
export async function answering(browser: Browser, address: string, question: string): Promise<Frame[]> {
  return onPage(browser, address, reading, async (page) => {
    const box = page.locator(`#${question}`)
    const labels = box.locator('label')
    const isRight = await box
      .locator('.why')
      .evaluateAll((whys) => whys.map((why) => why.querySelector('.right') !== null))
    const [wrong, right] = [isRight.indexOf(false), isRight.indexOf(true)]
    await box.evaluate((element, space) => {
      document.documentElement.style.overflowAnchor = 'none'
      const header = document.querySelector('header.site')?.getBoundingClientRect().height ?? 0
      scrollBy({ top: element.getBoundingClientRect().top - header - space, behavior: 'instant' })
    }, margin)
    // What it becomes says how much of the page is needed.
    await labels.nth(wrong).click()
    const outputs = page.locator(`#${await box.getAttribute('data-reveals')} .figure`)
    const figure = (await outputs.first().boundingBox())!
    await box.locator('.again').click()
    await box.evaluate(() => (document.activeElement as HTMLElement).blur())
    const size = { width: reading.width, height: Math.ceil(figure.y + figure.height + margin) }
    let from = { x: size.width * 0.9, y: size.height * 0.6 }
    await pointAt(page, from)
    const frames = [await taken(page, size, pace.question)]
    for (const choice of [wrong, right]) {
      const label = (await labels.nth(choice).boundingBox())!
      const to = { x: label.x + 220, y: label.y + label.height / 2 }
      for (const share of [0.3, 0.6, 0.85, 1]) {
        await pointAt(page, { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share })
        frames.push(await taken(page, size, share === 1 ? pace.rest : pace.step))
      }
      await page.mouse.click(to.x, to.y)
      frames.push(await taken(page, size, pace.outcome))
      from = to
    }
    return frames
  })
}

async function onPage(
  browser: Browser,
  address: string,
  viewport: { width: number; height: number },
  body: (page: Page) => Promise<Frame[]>,
): Promise<Frame[]> {
  const page = await browser.newPage({ viewport, colorScheme: 'light', reducedMotion: 'reduce' })
  await page.goto(address)
  const frames = await body(page)
  await page.close()
  return frames
}

/** The pointer, which Chromium leaves out of its pictures, and what is at its place. */
async function pointAt(page: Page, { x, y }: { x: number; y: number }): Promise<void> {
  await page.mouse.move(x, y)
  await page.evaluate(
    ([left, top]) => {
      const pointer = document.getElementById('pointer') ?? document.body.appendChild(document.createElement('div'))
      pointer.id = 'pointer'
      pointer.innerHTML =
        '<svg width="20" height="28" viewBox="0 0 20 28"><path d="M1 1v21l5-5 4 9 4-2-4-9h7z" fill="#000" stroke="#fff" stroke-width="1.5"/></svg>'
      Object.assign(pointer.style, { position: 'fixed', zIndex: '9999', pointerEvents: 'none', left, top })
    },
    [`${x}px`, `${y}px`] as const,
  )
}

/** The window's upper part. */
async function taken(page: Page, size: { width: number; height: number }, milliseconds = 0): Promise<Frame> {
  const { width, height, sample } = decodePng(await page.screenshot({ clip: { x: 0, y: 0, ...size } }))!
  const into = new Uint16Array(4)
  const colours = Uint32Array.from({ length: width * height }, (_, pixel) => {
    sample(pixel, into)
    return ((into[0]! >> 8) << 16) | ((into[1]! >> 8) << 8) | (into[2]! >> 8)
  })
  return { width, height, colours, milliseconds }
}
