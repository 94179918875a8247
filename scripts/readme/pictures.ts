import type { Browser, Page } from 'playwright-core'
import { decodePng } from '../../lib/verify/png.ts'
import type { Frame } from './indexed-png.ts'

/** Pixels: as wide as a README is shown. */
const desk = { width: 1000, height: 1400 }
/** A window for a figure of five segments and what is said of it. */
const trying = { width: 760, height: 740 }
/** Pixels around what is shown. */
const margin = 16
/** Milliseconds for the eye: a figure as it is at first, a pointer that moves, that rests, what came of a press, of undoing it, of a step. */
const pace = { start: 700, move: 70, rest: 350, outcome: 2000, undone: 400, step: 450 }

interface Point {
  x: number
  y: number
}

/** A page as it opens, down to the end of what stands beside the figure that leads it, or of that. */
export async function opening(browser: Browser, address: string): Promise<Frame[]> {
  return onPage(browser, address, desk, async (page) => {
    const live = page.locator('main .live').first()
    await live.waitFor()
    const bottom = await live.evaluate((figure) =>
      Math.max(...[figure, figure.closest('.hero') ?? figure].map((each) => each.getBoundingClientRect().bottom)),
    )
    return [await taken(page, { ...desk, height: Math.ceil(bottom + margin) })]
  })
}

/** A reader loses the first segment of the index's figure, undoes it, loses the third, and goes through that moment by moment. */
export async function losing(browser: Browser, address: string): Promise<Frame[]> {
  return onPage(browser, address, trying, async (page) => {
    const live = page.locator('.lead .live')
    await live.waitFor()
    await live.evaluate((figure, space) => {
      const lead = figure.closest<HTMLElement>('.lead')!
      // As it grows, what stands below it would move; what stays at the top would stand over it.
      lead.style.minHeight = '100vh'
      document.documentElement.style.overflowAnchor = 'none'
      document.querySelector<HTMLElement>('header.site')!.style.position = 'static'
      scrollBy({ top: lead.getBoundingClientRect().top - space, behavior: 'instant' })
    }, margin)
    let from = { x: trying.width * 0.9, y: trying.height * 0.7 }
    await pointAt(page, from)
    const frames = [await taken(page, trying, pace.start)]
    const press = async (to: Point, milliseconds: number) => {
      if (to.x !== from.x || to.y !== from.y) frames.push(...(await glide(page, from, to, trying)))
      from = to
      const before = await said(page)
      await page.mouse.click(to.x, to.y)
      await page.waitForFunction((old) => document.querySelector('.lead .live-said')?.textContent !== old, before)
      frames.push(await taken(page, trying, milliseconds))
    }
    await press(await onArrow(page, 0, 0.22), pace.outcome)
    await press(await middleOf(page, 'Clear: segments lost'), pace.undone)
    await press(await onArrow(page, 2, 0.3), pace.outcome)
    const slider = (await live.getByRole('slider').boundingBox())!
    await press({ x: slider.x + slider.height / 2, y: slider.y + slider.height / 2 }, pace.step)
    const moments = Number(await live.getByRole('slider').getAttribute('max'))
    const step = await middleOf(page, 'Step')
    for (let moment = 0; moment < moments; moment++) await press(step, pace.step)
    frames.push({ ...frames.pop()!, milliseconds: pace.outcome / 2 })
    return frames
  })
}

async function said(page: Page): Promise<string | null> {
  return page.locator('.lead .live-said').textContent()
}

async function middleOf(page: Page, name: string): Promise<Point> {
  const { x, y, width, height } = (await page.locator('.lead .live').getByRole('button', { name }).boundingBox())!
  return { x: x + width / 2, y: y + height / 2 }
}

/** A place on the way of a segment, by its place among those that can be pressed. */
async function onArrow(page: Page, segment: number, share: number): Promise<Point> {
  const way = page.locator('.lead .live-target .live-hit').nth(segment)
  return way.evaluate((path, part) => {
    const { x, y } = (path as SVGPathElement).getPointAtLength((path as SVGPathElement).getTotalLength() * part)
    const { x: left, y: top } = new DOMPoint(x, y).matrixTransform((path as SVGPathElement).getScreenCTM()!)
    return { x: left, y: top }
  }, share)
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

/** The pointer goes from here to there, and rests. */
async function glide(page: Page, from: Point, to: Point, size: { width: number; height: number }): Promise<Frame[]> {
  const frames: Frame[] = []
  for (const share of [0.3, 0.6, 0.85, 1]) {
    await pointAt(page, { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share })
    frames.push(await taken(page, size, share === 1 ? pace.rest : pace.move))
  }
  return frames
}

/** The pointer, which Chromium leaves out of its pictures, and what is at its place. */
async function pointAt(page: Page, { x, y }: Point): Promise<void> {
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
export async function taken(page: Page, size: { width: number; height: number }, milliseconds = 0): Promise<Frame> {
  const { width, height, sample } = decodePng(await page.screenshot({ clip: { x: 0, y: 0, ...size } }))!
  const into = new Uint16Array(4)
  const colours = Uint32Array.from({ length: width * height }, (_, pixel) => {
    sample(pixel, into)
    return ((into[0]! >> 8) << 16) | ((into[1]! >> 8) << 8) | (into[2]! >> 8)
  })
  return { width, height, colours, milliseconds }
}
