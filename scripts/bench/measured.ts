import { join } from 'node:path'
import { execa } from 'execa'

/** A line of a program that measures: `  one in ten late          1.23 Gbit/s   …`. */
const MEASURED = /^ {2,}(\S.*?) {2,}(-?[\d.,]+) (\S+)(?: {2,}(.*))?$/

export interface Measured {
  what: string
  value: number
  unit: string
  note: string
}

/** What a program has printed, without its headings. */
export function measuredIn(output: string): Measured[] {
  return output.split('\n').flatMap((line) => {
    const [, what, value, unit, note = ''] = MEASURED.exec(line) ?? []
    return what && value && unit ? [{ what: what.trim(), value: Number(value.replaceAll(',', '')), unit, note }] : []
  })
}

export interface ProgramOptions {
  /** The top of the state that is measured. */
  folder: string
  brief: boolean
  /** Print what it prints, as it comes. */
  show: boolean
  signal: AbortSignal
}

/** Runs one of the programs in this folder, in some state. @throws Error when it fails, or has measured nothing */
export async function runProgram(script: string, { folder, brief, show, signal }: ProgramOptions): Promise<Measured[]> {
  const file = join(folder, 'scripts', 'bench', script)
  const words = ['--import', 'tsx', file, ...(brief ? ['--brief'] : [])]
  const { stdout } = await execa(process.execPath, words, {
    ...{ cwd: folder, cancelSignal: signal, stdin: 'ignore', stderr: 'inherit' },
    stdout: show ? ['pipe', 'inherit'] : 'pipe',
  })
  const rows = measuredIn(stdout as unknown as string)
  if (rows.length === 0) throw new Error(`${file} printed nothing that was measured:\n${stdout}`)
  return rows
}
