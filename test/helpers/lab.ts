/** A JupyterLab in a browser, by its own application object (`--LabApp.expose_app_in_browser`). */
import type { Page } from 'playwright-core'

/** Milliseconds after which what has not come will not. */
const HANGS = 180_000

/** What a reader sees of a cell without opening anything. */
export interface SeenCell {
  id: string
  /** Of prose by its blocks, of code its source and its outputs; `level` of a heading, else 0. */
  blocks: { level: number; text: string }[]
}

export class Lab {
  readonly page: Page

  private constructor(page: Page) {
    this.page = page
  }

  /** @param page in which JupyterLab is being loaded */
  static async in(page: Page): Promise<Lab> {
    await page.waitForFunction(() => 'jupyterapp' in window, undefined, { timeout: HANGS })
    await page.evaluate(() => (window as unknown as LabWindow).jupyterapp.restored)
    return new Lab(page)
  }

  /** Opens a notebook with its kernel, every cell of prose rendered. */
  async open(path: string): Promise<void> {
    await this.page.evaluate(async (path) => {
      // Its widget is nothing that could be handed over.
      await (window as unknown as LabWindow).jupyterapp.commands.execute('docmanager:open', { path })
    }, path)
    await this.page.waitForFunction(isIdle, path, { timeout: HANGS })
  }

  /** "Run All"; waits for the last of `count` cells. */
  async runAll(count: number): Promise<void> {
    await this.page.click('.lm-MenuBar-itemLabel:text-is("Run")')
    await this.page.click('.lm-Menu-itemLabel:text-is("Run All Cells")')
    // Cells outside the view are drawn only when scrolled to, so the end is read from the model.
    await this.page.waitForFunction(executed, count, { timeout: HANGS, polling: 200 }).catch(async (cause) => {
      const { errors } = await this.outputs()
      throw new Error(`not all of ${count} cells ran; in error: ${errors.join(', ') || 'none'}`, { cause })
    })
    await this.page.waitForFunction(isAllDone, undefined, { timeout: HANGS })
  }

  async save(): Promise<void> {
    await this.page.evaluate(() => (window as unknown as LabWindow).jupyterapp.shell.currentWidget.context.save())
  }

  /** The ids of cells in error, how many pictures are shown, and how many outputs there are. */
  async outputs(): Promise<{ errors: string[]; pictures: number; count: number }> {
    return this.page.evaluate(outputsShown)
  }

  /** What is in sight, cell by cell. Prose must be drawn for that, so no cell may be left to when it is scrolled to. */
  async seen(): Promise<SeenCell[]> {
    return this.page.evaluate(cellsSeen)
  }

  /** Ends the kernel, and closes the notebook without asking whether to save. */
  async close(): Promise<void> {
    await this.page.evaluate(async () => {
      const notebook = (window as unknown as LabWindow).jupyterapp.shell.currentWidget
      await notebook.sessionContext.shutdown()
      notebook.dispose()
    })
  }
}

interface LabWindow {
  jupyterapp: {
    restored: Promise<void>
    commands: { execute(id: string, args: { path: string }): Promise<unknown> }
    shell: { currentWidget: LabNotebook }
  }
}

interface LabNotebook {
  content: {
    model: { cells: Iterable<LabCell> }
    widgets: { node: HTMLElement; model: LabCell; inputHidden: boolean; rendered?: boolean }[]
  }
  context: { path: string; save(): Promise<void> }
  sessionContext: { kernelDisplayName: string; kernelDisplayStatus: string; shutdown(): Promise<void> }
  dispose(): void
}

interface LabCell {
  type: string
  id: string
  executionCount: number | null
  outputs: { toJSON(): { output_type: string }[] }
  sharedModel: { getSource(): string }
}

// These run in the page and see nothing of this module but its types.

function isIdle(path: string): boolean {
  const notebook = (window as unknown as LabWindow).jupyterapp.shell.currentWidget as LabNotebook | null
  if (notebook?.context?.path !== path) return false
  const { kernelDisplayName, kernelDisplayStatus } = notebook.sessionContext
  return /tslab|TypeScript/i.test(kernelDisplayName) && kernelDisplayStatus === 'idle'
}

function executed(count: number): boolean {
  const { model } = (window as unknown as LabWindow).jupyterapp.shell.currentWidget.content
  return [...model.cells].filter((cell) => cell.type === 'code' && cell.executionCount !== null).length >= count
}

function isAllDone(): boolean {
  return (window as unknown as LabWindow).jupyterapp.shell.currentWidget.sessionContext.kernelDisplayStatus === 'idle'
}

function outputsShown(): { errors: string[]; pictures: number; count: number } {
  const { model } = (window as unknown as LabWindow).jupyterapp.shell.currentWidget.content
  const code = [...model.cells].filter((cell) => cell.type === 'code')
  const outputs = code.flatMap((cell) => cell.outputs.toJSON())
  return {
    errors: code
      .filter((cell) => /"stderr"|"output_type":"error"/.test(JSON.stringify(cell.outputs.toJSON())))
      .map((cell) => cell.id),
    pictures: outputs.filter((output) => JSON.stringify(output).includes('<svg')).length,
    count: outputs.length,
  }
}

function cellsSeen(): SeenCell[] {
  const { widgets } = (window as unknown as LabWindow).jupyterapp.shell.currentWidget.content
  return widgets.map(({ node, model, inputHidden }) => {
    if (model.type === 'code') {
      // An editor draws the lines that are near, so what it has is told by its model.
      const placeholder = node.querySelector<HTMLElement>('.jp-InputPlaceholder')?.innerText
      const source = inputHidden ? placeholder : model.sharedModel.getSource()
      const output = node.querySelector<HTMLElement>('.jp-Cell-outputWrapper')?.innerText
      return { id: model.id, blocks: [source, output].map((text = '') => ({ level: 0, text })) }
    }
    const blocks = [...(node.querySelector('.jp-MarkdownOutput')?.children ?? [])] as HTMLElement[]
    return {
      id: model.id,
      blocks: blocks.map((each) => ({
        level: Number(/^H([1-6])$/.exec(each.tagName)?.[1] ?? 0),
        text: each.innerText,
      })),
    }
  })
}
