import type { Locator, Page } from 'playwright-core'

/** How a reader handles controls. */
export type Hand = 'mouse' | 'touch' | 'keyboard'
export const HANDS: readonly Hand[] = ['mouse', 'touch', 'keyboard']

/** What the controls of a figure stand at, as they tell it. */
export function settingsOf(live: Locator): Promise<string[]> {
  return live.evaluate((box) => {
    const own = '.live-controls, .live-moment'
    const parts = [...box.querySelectorAll(own)].flatMap((part) => [...part.querySelectorAll('input, select, b')])
    return parts.map((part) => {
      if (part instanceof HTMLSelectElement) return part.value
      if (!(part instanceof HTMLInputElement)) return part.textContent
      return part.type === 'radio' ? `${part.value} ${part.checked}` : (part.getAttribute('aria-valuetext') ?? '')
    })
  })
}

/** Presses a place of the page, where it is a point in CSS pixels from the left upper corner of what is named. */
async function press(
  page: Page,
  hand: Hand,
  part: Locator,
  where: { x: number; y: number } | undefined,
): Promise<void> {
  await part.evaluate((element) => element.scrollIntoView({ block: 'center' }))
  if (hand === 'keyboard') {
    await part.focus()
    await page.keyboard.press('Enter')
  } else if (where) {
    if (hand === 'mouse') await page.mouse.click(where.x, where.y)
    else await page.touchscreen.tap(where.x, where.y)
  } else if (hand === 'mouse') await part.click()
  else await part.tap()
}

/** A value other than the one that stands there. */
async function slide(page: Page, hand: Hand, slider: Locator): Promise<void> {
  await slider.evaluate((element) => element.scrollIntoView({ block: 'center' }))
  const { value, min, max } = await slider.evaluate((input: HTMLInputElement) => ({
    value: input.valueAsNumber,
    min: Number(input.min),
    max: Number(input.max),
  }))
  const isLow = value - min < (max - min) / 2
  if (hand === 'keyboard') {
    await slider.focus()
    await page.keyboard.press(isLow ? 'ArrowRight' : 'ArrowLeft')
    return
  }
  const { x, y, width, height } = (await slider.boundingBox())!
  const at = { x: x + width * (isLow ? 0.75 : 0.25), y: y + height / 2 }
  if (hand === 'mouse') await page.mouse.click(at.x, at.y)
  else await page.touchscreen.tap(at.x, at.y)
}

async function choose(page: Page, hand: Hand, group: Locator): Promise<void> {
  const radios = group.getByRole('radio')
  const [first, second] = [radios.first(), radios.nth(1)]
  const isFirst = await first.isChecked()
  if (hand !== 'keyboard') return press(page, hand, isFirst ? second : first, undefined)
  await group.locator(':checked').focus()
  await page.keyboard.press(isFirst ? 'ArrowRight' : 'ArrowLeft')
}

/** Its list is the system's own, which no page sees. */
async function select(page: Page, hand: Hand, list: Locator): Promise<void> {
  const at = await list.evaluate((element: HTMLSelectElement) => element.selectedIndex)
  if (hand !== 'keyboard') {
    await list.selectOption({ index: at === 0 ? 1 : 0 })
    return
  }
  await list.focus()
  await page.keyboard.press(at === 0 ? 'ArrowDown' : 'ArrowUp')
}

/** The middle of a place in the picture: of its line, or of what it encloses; in the window. */
const middleOf = (place: Locator): Promise<{ x: number; y: number }> =>
  place.evaluate((element) => {
    element.scrollIntoView({ block: 'center' })
    const path = element.querySelector<SVGPathElement>('.live-hit')!
    const { x, y, width, height } = path.getBoundingClientRect()
    if (path.matches('.area')) return { x: x + width / 2, y: y + height / 2 }
    const point = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM()!)
    return { x: point.x, y: point.y }
  })

/** A part of a figure that can be handled, and how. */
export interface Handled {
  name: string
  handle(): Promise<void>
}

/** All controls of a figure as it stands now, one place in its picture, and one of its buttons. */
export async function handlesOf(page: Page, live: Locator, hand: Hand): Promise<Handled[]> {
  const all: Handled[] = []
  for (const slider of await live.locator('.live-number input').all()) {
    all.push({ name: 'a slider', handle: () => slide(page, hand, slider) })
  }
  for (const group of await live.locator('fieldset').all()) {
    all.push({ name: 'choices', handle: () => choose(page, hand, group) })
  }
  for (const list of await live.locator('.live-controls select').all()) {
    all.push({ name: 'a list', handle: () => select(page, hand, list) })
  }
  const place = live.locator('.live-picture').first().locator('.live-target[role=button]').first()
  if ((await place.count()) > 0) {
    const handle = async () => press(page, hand, place, hand === 'keyboard' ? undefined : await middleOf(place))
    all.push({ name: 'a place', handle })
  }
  const action = live.locator('.live-buttons button:not([aria-disabled]):not([aria-pressed=true])').first()
  if ((await action.count()) > 0) {
    all.push({ name: 'a button', handle: () => press(page, hand, action, undefined) })
  }
  const step = live.locator('.live-steps button:not([aria-disabled=true]):is(:first-child, :last-child)').first()
  if (await step.isVisible()) all.push({ name: 'a step', handle: () => press(page, hand, step, undefined) })
  return all
}
