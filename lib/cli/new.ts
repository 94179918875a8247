import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, extname, join, parse, resolve } from 'node:path'
import { UsageError } from '../command/index.ts'
import { FileError, reasonOf } from '../files/index.ts'
import { formatNotebook, parseNotebook } from '../notebook/index.ts'
import { coloursFor } from '../report/index.ts'
import type { Io } from './io.ts'

const consequence = 'Nothing was written.'

/** `ackbook new`: a first notebook, whose outputs are those stored. What is there already is left alone. */
export async function startNotebook(path: string, io: Io): Promise<number> {
  const file = resolve(io.cwd, path)
  checkName(path, file)
  const text = starterCalled(titleFor(path))
  try {
    mkdirSync(dirname(file), { recursive: true })
    await writeFile(file, text, { flag: 'wx' })
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === 'EEXIST'
    if (isThere && existsSync(file))
      throw new UsageError(`${path} is there already, and is left as it is: name another`, { consequence, cause })
    throw new FileError(path, `cannot be written: ${reasonOf(cause)}`, { cause })
  }
  const colours = coloursFor(io.env, io.stdout.isTTY === true)
  const word = /^[\w./@+-]+$/.test(path) ? path : JSON.stringify(path)
  const steps = [
    [`npx ackbook verify ${word}`, 'runs it, and compares its outputs with those stored'],
    [`npx ackbook jupyter ${word}`, 'opens it in your JupyterLab'],
  ] as const
  const width = Math.max(...steps.map(([command]) => command.length))
  const lines = steps.map(([command, meaning]) => `   ${command.padEnd(width)}   ${colours.dim(meaning)}\n`)
  io.stdout.write(` ${colours.green('✓')} ${path}\n${lines.join('')}`)
  return 0
}

function checkName(path: string, file: string): void {
  if (existsSync(file) && statSync(file).isDirectory())
    throw new UsageError(`${path} is a folder: name a file in it, like ${join(path, 'first.ipynb')}`, { consequence })
  if (extname(path) === '.ipynb' && basename(path) !== '.ipynb') return
  const { dir, name } = parse(path)
  throw new UsageError(`${path} is no name of a notebook: say ${join(dir, name)}.ipynb`, { consequence })
}

/** `notebooks/first_look.ipynb` → `First look` */
function titleFor(path: string): string {
  const words = basename(path, '.ipynb')
    .replace(/[-_\s]+/g, ' ')
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The package's own notebook, under another heading: as Jupyter writes it. */
function starterCalled(title: string): string {
  const file = join(dirname(createRequire(import.meta.url).resolve('ackbook/package.json')), 'starter.ipynb')
  const notebook = parseNotebook(readFileSync(file, 'utf8'), file)
  const [heading] = notebook.cells
  // What Markdown would read in a name is spelled.
  heading!.source = heading!.source.replace(/^# .*/, () => `# ${title.replace(/[\\`*_[\]<>#|$&]/g, '\\$&')}`)
  return formatNotebook(notebook)
}
