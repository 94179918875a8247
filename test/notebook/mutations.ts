/** Notebooks with something wrong in them: what is read by everyone, and written by any tool, by hand, by Git. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderLesson } from '../../lib/lesson/index.ts'
import { Random } from '../../lib/network/random.ts'
import {
  formatNotebook,
  isCode,
  type Notebook,
  NotebookError,
  parseNotebook,
  settingsProblem,
} from '../../lib/notebook/index.ts'
import { type Executed, verifyRun } from '../../lib/verify/index.ts'
import { dangersIn } from '../helpers/pages.ts'

export type Fate = 'refused' | 'verified' | 'wrong'

/** Notebooks of several makers, the small ones, with all that a notebook can hold. */
export function originals(): string[] {
  const input = fileURLToPath(new URL('../input', import.meta.url))
  return ['notebook', 'lesson', 'verdicts/0', 'verdicts/1'].flatMap((folder) =>
    readdirSync(join(input, folder))
      .filter((name) => name.endsWith('.ipynb'))
      .sort()
      .map((name) => readFileSync(join(input, folder, name), 'utf8')),
  )
}

/** One notebook, changed in one to three places: in its text, or in what it says. */
export function mutated(texts: readonly string[], seed: number): string {
  const random = new Random(seed)
  let text = one(texts, random)
  for (let left = 1 + random.below(3); left > 0; left--) {
    text = random.chance(0.05) ? changeText(text, random) : changeValue(text, random)
  }
  return text
}

/**
 * Reads, checks, verifies against itself, writes and renders it.
 *
 * @throws what is a fault of ours: any error but the one that refuses it in a sentence, a change in writing, a page with script
 */
export function pass(text: string): Fate {
  const notebook = read(text)
  if (typeof notebook === 'string') return refused(notebook)
  const wrong = settingsProblem(notebook)
  if (wrong !== undefined) return refused(wrong)
  const again = read(formatNotebook(notebook))
  if (typeof again === 'string') throw new Error(`what was written cannot be read: ${again}`)
  const dangers = dangersIn(renderLesson(notebook, { name: 'x', links: [] }).html)
  if (dangers.length > 0) throw new Error(`a page with ${dangers.join(', ')}`)
  try {
    return verifyRun(notebook, runOf(notebook)).verdict === 'verified' ? 'verified' : 'wrong'
  } catch (error) {
    if (error instanceof NotebookError) return refused(error.message)
    throw error
  }
}

function read(text: string): Notebook | string {
  try {
    return parseNotebook(text, 'x.ipynb')
  } catch (error) {
    if (error instanceof NotebookError) return error.message
    throw error
  }
}

function refused(message: string): 'refused' {
  if (message === '' || /\n {4}at /.test(message)) throw new Error(`no sentence: ${message}`)
  return 'refused'
}

/** As if it had been run, and all had come as it is stored. */
function runOf({ cells }: Notebook): Executed {
  const runs = cells.flatMap((cell, index) => {
    if (!isCode(cell)) return []
    const { outputs, execution_count } = cell
    return [{ index, status: 'ok' as const, outputs, executionCount: execution_count }]
  })
  return { path: 'x.ipynb', findings: [], cells: runs }
}

const pieces = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '\n',
  '\0',
  '\ud800',
  'é',
  '<<<<<<< HEAD\n',
  '1e999',
  'null',
  '\ufeff',
]

function changeText(text: string, random: Random): string {
  const at = random.below(text.length + 1)
  if (random.chance(0.2)) return text.slice(0, at)
  const gone = random.chance(0.5) ? random.below(20) : 0
  return text.slice(0, at) + (random.chance(0.7) ? one(pieces, random) : '') + text.slice(at + gone)
}

/** Values that JSON can hold where something else is expected. */
const oddities: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1e308,
    4.5,
    '',
    ' ',
    '\u0000',
    'x',
    '__proto__',
    'constructor',
    [],
    {},
    [[]],
    [null],
    ['x'],
    [1],
  ],
  ...[
    { x: null },
    { output_type: 'error' },
    { output_type: 'stream', text: null },
    { name: 'python3' },
    'a'.repeat(5000),
  ],
  ...[
    '<script>alert(1)</script>',
    '<svg><path d="',
    '\\begin{a}',
    '$$',
    '```',
    '<style>a{',
    'raises-exception',
    '\u001b[31m',
  ],
]

function changeValue(text: string, random: Random): string {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return changeText(text, random)
  }
  const places = placesIn(json)
  if (places.length === 0) return changeText(text, random)
  const { owner, key } = one(places, random)
  const [other, oddity] = [one(places, random), structuredClone(one(oddities, random))]
  const put = (at: string, value: unknown) => Object.assign(owner, { [at]: value })
  const changes = [
    () => put(key, oddity),
    () => (Array.isArray(owner) ? owner.splice(Number(key), 1) : Reflect.deleteProperty(owner, key)),
    () => put(key, structuredClone(other.owner[other.key])),
    () => put(one(keys, random), oddity),
  ]
  one(changes, random)()
  return JSON.stringify(json, undefined, 1)
}

const keys = [
  'ackbook',
  'tags',
  'metadata',
  'cells',
  'outputs',
  'source',
  'id',
  'execution',
  'data',
  'text',
  'cell_type',
  'attachments',
]

interface Place {
  owner: Record<string, unknown>
  key: string
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const owner = value as Record<string, unknown>
  return Object.keys(owner).flatMap((key) => [{ owner, key }, ...placesIn(owner[key])])
}

function one<Item>(items: readonly Item[], random: Random): Item {
  return items[random.below(items.length)]!
}
