import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import type { LiveParts, PageFigure, PagePlay, PageValues } from '../../lib/browser/live.d.ts'
import { parseNotebook } from '../../lib/notebook/index.ts'

/** A page of the built course, as the script beside it has it. */
export interface CoursePage {
  /** Without its ending. */
  name: string
  texts: readonly string[]
  figures: readonly PageFigure[]
}

/** @param site the folder of the built course */
export function livePages(site: string): CoursePage[] {
  const folder = join(site, 'ackbook/live/of')
  return readdirSync(folder).map((file) => {
    let told: Pick<CoursePage, 'texts' | 'figures'> | undefined
    const page: LiveParts['page'] = (data) => {
      told = data
    }
    new Function('window', readFileSync(join(folder, file), 'utf8'))({ ackbook: { live: { page } } })
    return { name: file.replace(/\.js$/, ''), ...told! }
  })
}

/** By the anchor of their cells: what was stored of the data of a lesson's figures. */
export function storedDigests(lesson: string): ReadonlyMap<string, string> {
  const path = fileURLToPath(new URL(`../../notebooks/${lesson}.ipynb`, import.meta.url))
  const { cells } = parseNotebook(readFileSync(path, 'utf8'), path)
  return new Map(
    cells.flatMap((cell) => {
      const outputs = ('outputs' in cell ? cell.outputs : []) as { metadata?: { ackbook?: { digest?: string } } }[]
      const [digest] = outputs.flatMap((output) => output.metadata?.ackbook?.digest ?? [])
      return digest === undefined ? [] : [[`cell-${cell.id}`, digest] as const]
    }),
  )
}

/** What a figure answers to some settings. */
export interface Asked {
  cell: string
  values: PageValues
}
export interface Answered {
  digest: string | undefined
  error: string | undefined
  play: PagePlay
}

/** Asks a worker of the page's own making, of the same texts, one after the other. */
export function askFigures(page: Page, { texts }: CoursePage, wishes: readonly Asked[]): Promise<Answered[]> {
  return page.evaluate(
    async ({ names, asked }) => {
      const { live } = window.ackbook
      const texts = new Map<string, string>()
      const before = live.text
      live.text = (name, text) => void texts.set(name, text)
      for (const name of names) {
        const script = document.createElement('script')
        script.src = document.querySelector<HTMLScriptElement>(`script[src$="/live/${name}.js"]`)!.src
        const loaded = new Promise((resolve) => script.addEventListener('load', resolve))
        document.head.append(script)
        await loaded
      }
      live.text = before
      const client = live.client(() => [live.head, ...names.map((name) => texts.get(name)!)], names)
      const answers = []
      for (const { cell, values } of asked) {
        const answer = await client.ask(cell, { figure: cell, values, width: 680, isTold: true })
        const { digest, error, play = {} } = answer as { digest?: string; error?: string; play?: object }
        answers.push({ digest, error, play })
      }
      return answers
    },
    { names: texts, asked: wishes },
  )
}

/** Has nothing be kept back or folded, by what a reader would press. */
export async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const box of document.querySelectorAll('details')) box.open = true
  })
}

/** Scrolls to a figure and waits until it has its first picture and rests. */
export async function untilLive(page: Page, { cell, at }: PageFigure): Promise<void> {
  const place = page.locator(at ?? `[id="${cell}"]`).first()
  await place.evaluate((box) => box.scrollIntoView({ block: 'center' }))
  await place.locator('.is-live .live-drawing').first().waitFor()
}
