import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { execa } from 'execa'
import { writeWhole } from '../files/index.ts'
import type { PageVerification } from '../lesson/index.ts'
import { isCode, type Notebook, type Output } from '../notebook/index.ts'
import { formatProblem } from '../report/index.ts'
import { count } from '../words.ts'
import type { Io } from './io.ts'
import { type Loaded, loadNotebooks, whole } from './load.ts'
import { Project } from './project.ts'
import { LeftVerdicts } from './verdicts.ts'

export interface Trusting {
  /** Notebooks and folders of them; those of the project when it is empty. */
  paths: readonly string[]
  /** Whether the user has said so; otherwise he is asked. */
  isWished: boolean
  /** The program of Jupyter that is about to be started, absolute. */
  jupyter: string
  /** The folder of what is ours in the project, absolute. */
  own: string
}

/**
 * Has Jupyter trust the notebooks that were verified: of others it shows no SVG, and no HTML as it is, until they are run. Of each only if
 * all that it would show then was compared. Says what it does, or what there is to do.
 *
 * @returns `false` when the user ended the command in place of an answer
 */
export async function trustVerified({ paths, isWished, jupyter, own }: Trusting, io: Io): Promise<boolean> {
  const asked = join(own, 'trusted.json')
  const before = isWished ? [] : fingerprintsIn(asked)
  const { verified, others } = await activeNotebooks(paths, before, io)
  if (verified.length === 0) {
    if (others.length > 0) io.stdout.write(toVerify(others))
    return true
  }
  if (!isWished && !io.ask) {
    io.stdout.write(`${hidden(verified)}, or at once after "ackbook jupyter --trust": what they show was verified\n`)
    return true
  }
  const question = `${count(verified.length, 'notebook was', 'notebooks were')} verified. Shall Jupyter trust ${verified.length === 1 ? 'it' : 'them'}, and show all figures before anything is run?`
  const answer = isWished || (await io.ask?.(question))
  if (answer === undefined) return false
  if (answer && !(await signed(verified, jupyter, io))) return true
  if (others.length > 0) io.stdout.write(toVerify(others))
  // No is an answer as well, and holds until a notebook is another.
  const fingerprints = new Set([...before, ...verified.map(({ fingerprint }) => fingerprint)])
  await writeWhole(asked, `${JSON.stringify([...fingerprints].slice(-most), null, 1)}\n`)
  return true
}

/** Fingerprints that are kept of what was asked. */
const most = 1000

function toVerify(others: readonly Loaded[]): string {
  return `${hidden(others)}, or at once after "ackbook verify" and then "ackbook jupyter --trust"\n`
}

function hidden(notebooks: readonly Loaded[]): string {
  const [subject, they] =
    notebooks.length === 1 ? ['1 notebook', 'it is'] : [`${notebooks.length} notebooks`, 'they are']
  return `Jupyter shows the figures of ${subject} once ${they} run`
}

/** Those that show what Jupyter hides, but for those that were asked for `before`; what cannot be read is told of when it is verified. */
async function activeNotebooks(
  paths: readonly string[],
  before: readonly string[],
  io: Io,
): Promise<{ verified: Loaded[]; others: Loaded[] }> {
  const project = await Project.open({}, io).catch(() => undefined)
  const found = { verified: [] as Loaded[], others: [] as Loaded[] }
  if (!project) return found
  const { notebooks } = await loadNotebooks(paths, io, '', { project, isRun: false })
  const left = new LeftVerdicts({}, io)
  for (const loaded of notebooks) {
    if (before.includes(loaded.fingerprint)) continue
    const notebook = await whole(loaded, io).then(
      (read) => read.notebook,
      () => undefined,
    )
    if (!notebook?.cells.some((cell) => isCode(cell) && cell.outputs.some(isActive))) continue
    const verification = await left.pageVerification(loaded, undefined).catch(() => undefined)
    found[verification && isWhollyVerified(notebook, verification) ? 'verified' : 'others'].push(loaded)
  }
  return found
}

/** Types that can do nothing but be looked at; what Jupyter shows of them is the same with trust and without. */
const inertTypes = /^(?:text\/(?:plain|latex)|image\/(?:png|jpeg|gif|webp|bmp)|application\/json)$/

function isActive(output: Output): boolean {
  return activeTypes(output).length > 0
}

function activeTypes(output: Output): string[] {
  const data = 'data' in output ? Object(output.data) : {}
  return Object.keys(data as object).filter((type) => !inertTypes.test(type))
}

/** Whether each output that is hidden without trust was compared with what its cell gave. */
function isWhollyVerified({ cells }: Notebook, { verified, findings, changed, outputs }: PageVerification): boolean {
  if (!verified || findings.length > 0 || changed.length > 0) return false
  return cells.every((cell, at) => {
    const verdicts = outputs.find((each) => each.cell === at)?.outputs ?? []
    return !isCode(cell) || cell.outputs.every((output, place) => isCompared(output, verdicts[place]))
  })
}

function isCompared(
  output: Output,
  verdict: PageVerification['outputs'][number]['outputs'][number] | undefined,
): boolean {
  const active = activeTypes(output)
  if (active.length === 0) return true
  if (verdict?.verdict !== 'verified' && verdict?.verdict !== 'normalised') return false
  return !active.some((type) => verdict.leftOut?.includes(type))
}

/** By the Jupyter that is about to be started: it is the one that looks whether they are. */
async function signed(notebooks: readonly Loaded[], jupyter: string, io: Io): Promise<boolean> {
  const beside = join(dirname(jupyter), process.platform === 'win32' ? 'jupyter-trust.exe' : 'jupyter-trust')
  const [file, ...words] = existsSync(beside) ? [beside] : ['jupyter', 'trust']
  const files = notebooks.map(({ path }) => resolve(io.cwd, path))
  const done = await execa(file!, [...words, ...files], { cwd: io.cwd, env: { ...io.env }, reject: false })
  if (done.failed) {
    const reason = done.stderr.trim().split('\n').at(-1) || done.shortMessage
    io.stderr.write(formatProblem(undefined, `jupyter trust failed: ${reason}`, 'No notebook may be trusted.'))
    return false
  }
  io.stdout.write(`${count(notebooks.length, 'notebook is', 'notebooks are')} trusted\n`)
  return true
}

function fingerprintsIn(path: string): string[] {
  try {
    const found = JSON.parse(readFileSync(path, 'utf8')) as unknown
    return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : []
  } catch {
    return []
  }
}
