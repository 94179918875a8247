import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findKernelSpecs } from '../../lib/kernel/index.ts'

/**
 * A notebook of `test/input/verdicts/CODE/NAME.ipynb`: CODE is the exit code that `ackbook verify` owes it, its first
 * Markdown cell says in a sentence what it is about, its kernel spec names the kernel.
 */
export interface VerdictCase {
  path: string
  /** `1/empty-run`. */
  name: string
  code: number
  about: string
  kernel: string
}

const folder = fileURLToPath(new URL('../input/verdicts', import.meta.url))

export function verdictCases(): VerdictCase[] {
  return ['0', '1', '2'].flatMap((code) =>
    readdirSync(join(folder, code))
      .filter((file) => file.endsWith('.ipynb'))
      .sort()
      .map((file): VerdictCase => {
        const path = join(folder, code, file)
        const name = `${code}/${file.slice(0, -'.ipynb'.length)}`
        return { path, name, code: Number(code), ...look(readFileSync(path, 'utf8')) }
      }),
  )
}

/** By itself, not by the reader under test: some of these files are no notebooks. */
function look(text: string): { about: string; kernel: string } {
  try {
    const { cells, metadata } = JSON.parse(text)
    const source = cells.find((cell: { cell_type: string }) => cell.cell_type === 'markdown')?.source ?? ''
    const about = [source].flat().join('').replace(/\s+/g, ' ').trim()
    return { about, kernel: metadata.kernelspec?.name ?? 'tslab' }
  } catch {
    return { about: 'a file that is no notebook', kernel: 'tslab' }
  }
}

/** Which of these kernels are not here. Those that no notebook of ours can have are what their cases are about. */
export async function missingKernels(names: Iterable<string>): Promise<Set<string>> {
  const found = new Set((await findKernelSpecs()).map(({ name }) => name))
  const needed: Record<string, string> = { python3: 'python3', python: 'python3', deno: 'deno' }
  return new Set([...names].filter((name) => needed[name] !== undefined && !found.has(needed[name])))
}

/** Makes the Deno on the PATH a kernel for this process alone: a spec below `folder`, which joins the `JUPYTER_PATH`. */
export function supplyDeno(folder: string): void {
  const deno = (process.env.PATH ?? '').split(delimiter).find((each) => existsSync(join(each, 'deno')))
  if (deno === undefined) return
  const kernel = join(folder, 'kernels', 'deno')
  mkdirSync(kernel, { recursive: true })
  const argv = [join(deno, 'deno'), 'jupyter', '--kernel', '--conn', '{connection_file}']
  const spec = { argv, display_name: 'Deno', language: 'typescript' }
  writeFileSync(join(kernel, 'kernel.json'), JSON.stringify(spec))
  process.env.JUPYTER_PATH = [folder, process.env.JUPYTER_PATH].filter(Boolean).join(delimiter)
}
