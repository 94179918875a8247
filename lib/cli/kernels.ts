import { join } from 'node:path'
import { exitCodes } from '../command/index.ts'
import { chooseKernel, findKernelSpecs } from '../kernel/index.ts'
import type { Notebook } from '../notebook/index.ts'
import { coloursFor } from '../report/index.ts'
import type { Io } from './io.ts'

interface KernelRow {
  name: string
  title: string
  origin: string
  place: string
  problem?: string | undefined
}

/** `ackbook kernels`: the kernel specs found, where, and which one a TypeScript notebook here would get. */
export async function listKernels(io: Io): Promise<number> {
  const colours = coloursFor(io.env, io.stdout.isTTY === true)
  const chosen = await chooseKernel(anyTypeScript, join(io.cwd, 'x.ipynb')).catch((error: Error) => error)
  const rows: KernelRow[] = (await findKernelSpecs()).map(({ name, folder, origin, spec, problem }) => ({
    name,
    title: spec?.display_name ?? '',
    origin,
    place: folder,
    problem: problem?.message,
  }))
  const named = new Set(rows.map(({ name }) => name))
  // Those that need no installing; `--kernel` takes each name that stands here.
  for (const own of ['jslab', 'tslab']) {
    const choice = await chooseKernel(anyTypeScript, join(io.cwd, 'x.ipynb'), { kernel: own }).catch(() => undefined)
    if (choice === undefined || choice.origin === 'installed') continue
    if (own === 'jslab' && named.has(own)) continue
    rows.unshift({ name: own, title: choice.spec.display_name, origin: choice.origin, place: choice.place })
  }
  const width = (key: 'name' | 'title' | 'origin') => Math.max(0, ...rows.map((row) => row[key].length))
  const [names, titles, origins] = [width('name'), width('title'), width('origin')]
  for (const row of rows) {
    const isChosen = !(chosen instanceof Error) && row.place === chosen.place && row.name === chosen.name
    const sign = row.problem ? colours.red('✗') : isChosen ? colours.green('▸') : ' '
    const columns = [row.name.padEnd(names), row.title.padEnd(titles), row.origin.padEnd(origins), row.place]
    io.stdout.write(` ${sign} ${columns.join('   ')}${row.problem ? `   ${colours.red(row.problem)}` : ''}\n`)
  }
  if (chosen instanceof Error) io.stderr.write(`ackbook: a TypeScript notebook would get none: ${chosen.message}\n`)
  else io.stdout.write(`\n ${colours.green('▸')} a TypeScript notebook in this folder gets this one\n`)
  return chosen instanceof Error ? exitCodes.couldNot : exitCodes.good
}

/** A notebook that would get the kernel for TypeScript. */
export const anyTypeScript: Notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: 'tslab' }, language_info: { name: 'typescript' } },
  cells: [],
}
