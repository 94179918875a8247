import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { ancestors } from '../ancestors.ts'
import type { Diagnostic } from './traceback.ts'

/** The cell that a complaint is about. */
interface ComplainedCell {
  source: string
  /** What may stand at an offset of it. */
  namesAt(place: number): readonly string[]
}

/**
 * What can be done about a complaint of the compiler, in a sentence, where its own words do not say.
 *
 * @param cell where it is about one
 */
export function wayOut(complaint: Diagnostic, folder: string, cell?: ComplainedCell): string | undefined {
  const { code, messageText } = complaint
  const missing = code === 2307 ? /^Cannot find module '([^']+)'/.exec(messageText)?.[1] : undefined
  if (missing !== undefined)
    return /^\.{0,2}\//.test(missing) ? aboutFile(missing, folder) : aboutPackage(missing, folder)
  if (messageText.includes("Try changing the 'lib' compiler option")) {
    return `this is Node ${process.versions.node}: cells know what it has, and what "lib" in tsconfig.json adds`
  }
  const wrong = cell && notOneOf.exec(messageText)?.[1]
  return wrong === undefined ? undefined : namesInstead(JSON.parse(wrong) as string, complaint, cell!)
}

/** A text in place of one of some names, which the compiler calls by their type alone. */
const notOneOf = /^(?:Type|Argument of type) '("(?:[^"\\]|\\.)*")' is not assignable to (?:parameter of )?type '(?!")/

function namesInstead(wrong: string, { start }: Diagnostic, { source, namesAt }: ComplainedCell): string | undefined {
  const lines = source.split('\n').slice(0, start.line)
  const from = lines.join('\n').length + (start.line > 0 ? 1 : 0) + start.character
  const places = [`'${wrong}'`, `"${wrong}"`].map((text) => source.indexOf(text, from)).filter((place) => place >= 0)
  if (places.length === 0) return undefined
  const names = namesAt(Math.min(...places) + 1)
  return names.length === 0 || names.length > 30 ? undefined : `there are: ${names.join(', ')}`
}

function aboutFile(name: string, folder: string): string | undefined {
  const place = resolve(folder, name)
  const stem = stemOf(basename(place))
  const isAlike = (file: string) => {
    const other = stemOf(file)
    return other !== '' && (other.startsWith(stem) || stem.startsWith(other))
  }
  const files = existsSync(dirname(place)) ? readdirSync(dirname(place)).filter(isAlike) : []
  const shown = files.slice(0, 3).map((file) => relative(folder, join(dirname(place), file)))
  return shown.length > 0 ? `there is ${shown.join(', ')}` : undefined
}

function aboutPackage(name: string, folder: string): string | undefined {
  const called = /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*/.exec(name)?.[0]
  if (called === undefined) return undefined
  const isThere = ancestors(folder).some((above) => existsSync(join(above, 'node_modules', called, 'package.json')))
  if (isThere) return `${called} is installed, and its package.json offers no ${name}`
  return `it is not installed where the notebook looks: npm install ${called}; or "paths" in tsconfig.json tells where it is`
}

/** `stats` for `Stats.test.ts` */
function stemOf(file: string): string {
  return file.split('.', 1)[0]!.toLowerCase()
}
