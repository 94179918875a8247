import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What bears on colours: a theme changes nothing else, a width everything else. */
export const COLOURS: readonly string[] = ['color-contrast', 'link-in-text-block']

/** … so that AAA is kept as well. It speaks only of what keeps AA. */
export const AAA_COLOURS: readonly string[] = [...COLOURS, 'color-contrast-enhanced']

/** Of all rules these alone hang on how wide a window is. */
export const PLACES: readonly string[] = ['target-size', 'scrollable-region-focusable']

/** For `axe`: what it asks of a page by itself, but for colours; and these rules. */
export const notColours = (others: readonly string[] = []): RunOptions => ({
  rules: Object.fromEntries([
    ...COLOURS.map((id) => [id, { enabled: false }]),
    ...others.map((id) => [id, { enabled: true }]),
  ]),
})

/** For `axe`: these rules alone. */
export const only = (rules: readonly string[]): RunOptions => ({ runOnly: [...rules] })

/** What axe objects to. @param within a selector; the whole page unless told */
export async function axe(page: Page, asked: RunOptions, within?: string): Promise<string[]> {
  if (await page.evaluate(() => !('axe' in globalThis))) await page.evaluate(source)
  const { violations } = await page.evaluate(
    ({ place, options }) => {
      const { axe: checker } = globalThis as unknown as {
        axe: { run(place: object, options: RunOptions): Promise<AxeResults> }
      }
      return checker.run(place === undefined ? document : { include: [place] }, options)
    },
    { place: within, options: { ...asked, resultTypes: ['violations' as const] } },
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ html }) => !isLinkInFormula(id, html))
      .map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary?.split('\n')[1] ?? ''}`),
  )
}

/** ARIA 1.2 has nothing within a formula reached by keyboard, ARIA 1.3 no longer says so: `\href` leads where its author means it to. */
function isLinkInFormula(rule: string, html: string): boolean {
  return rule === 'nested-interactive' && html.startsWith('<math')
}

/** Two frames: observers have been told of every size by then. */
export const settled = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
