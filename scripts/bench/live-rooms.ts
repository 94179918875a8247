import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Plugin } from 'esbuild'
import { type Live, parseNotebook } from '../../lib/notebook/index.ts'
import { root } from '../worktree.ts'

/** A figure that a reader may make again, and whose it is. */
export interface LessonFigure {
  lesson: string
  live: Live
}

/** What a page loads apart: a room of the TCP wing, a chart, a lesson's own modules. Octets of its minified text by `gzip -9`. */
export interface RoomSize {
  name: string
  gzipped: number
  /** It should be no more. */
  limit?: number
}

/** All of the course, in its order. */
export function courseFigures(): LessonFigure[] {
  const folder = join(root, 'notebooks')
  const names = readdirSync(folder).filter((name) => name.endsWith('.ipynb'))
  return names.toSorted().flatMap((name) => {
    const { cells } = parseNotebook(readFileSync(join(folder, name), 'utf8'), name)
    return cells.flatMap(({ metadata }) => {
      const live = (metadata.ackbook as { live?: Live } | undefined)?.live
      return live ? [{ lesson: name.slice(0, -'.ipynb'.length), live }] : []
    })
  })
}

export function byLesson(figures: readonly LessonFigure[]): Map<string, LessonFigure[]> {
  const lessons = new Map<string, LessonFigure[]>()
  for (const figure of figures) {
    const own = lessons.get(figure.lesson)
    if (own) own.push(figure)
    else lessons.set(figure.lesson, [figure])
  }
  return lessons
}

/** One script, minified, that gives the figures to `figures`: by module and export, `ackbook/concepts/figures/bbr#lossCosts`. */
export async function bundleFigures(figures: readonly LessonFigure[]): Promise<string> {
  const members = [...exportsOf(figures)].flatMap(([module, names], at) =>
    [...names].map((name) => ({
      line: `import { ${name} as f${at}_${name} } from '${sourceOf(module)}'`,
      member: `${JSON.stringify(`${module}#${name}`)}: f${at}_${name}`,
    })),
  )
  const contents = `${members.map(({ line }) => line).join('\n')}
globalThis.figures = { ${members.map(({ member }) => member).join(', ')} }`
  return bundled(contents, { format: 'iife' })
}

const KILO = 1024
const LIMITS: Readonly<Record<string, number>> = {
  engine: 40 * KILO,
  sockets: 15 * KILO,
  chart: 12 * KILO,
  lesson: 8 * KILO,
}

/** What lies in which room; the rest of `lib/concepts` is the lessons' own. */
const ROOMS: readonly (readonly [name: string, path: RegExp])[] = [
  ['engine', /^lib\/(?:(?:tcp|network)\/|[a-z-]+\.ts$)/],
  ['sockets', /^lib\/socket\//],
  ['ladder', /^lib\/draw\/ladder\//],
  ['diagrams', /^lib\/draw\/diagrams\//],
  ['charts', /^lib\/draw\/charts\//],
  ['frame', /^lib\/draw\/|node_modules\//],
]

function roomOf(path: string): string {
  return ROOMS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'lesson'
}

/** Each room that the figures use, as far as they use it; then the charts one by one, beside what they share; then the lessons. */
export async function roomSizes(figures: readonly LessonFigure[]): Promise<RoomSize[]> {
  const all = entryOf(figures)
  const sizes: RoomSize[] = []
  for (const [room] of ROOMS) {
    const names = await namesOf(all, (path) => roomOf(path) === room)
    sizes.push(await sizeOf(room, reexports(names), (path) => roomOf(path) === room, room))
  }
  for (const size of await chartSizes()) sizes.push(size)
  for (const [lesson, own] of byLesson(figures))
    sizes.push(await sizeOf(lesson, entryOf(own), (path) => roomOf(path) === 'lesson', 'lesson'))
  return sizes
}

/** The charts by themselves: what two of them need is not theirs. */
async function chartSizes(): Promise<RoomSize[]> {
  const folder = 'lib/draw/charts'
  const files = readdirSync(join(root, folder)).filter(
    (file) => file.endsWith('-chart.ts') || file === 'time-sequence.ts',
  )
  const needs = await Promise.all(files.map((file) => inputsOf(`export * from './${folder}/${file}'`)))
  const isShared = (path: string): boolean => needs.filter((paths) => paths.has(path)).length > 1
  const everything = files.map((file) => `export * from './${folder}/${file}'`).join('\n')
  return Promise.all([
    sizeOf('charts: what they share', everything, (path) => roomOf(path) === 'charts' && isShared(path), 'shared'),
    ...files.map((file) => {
      const isOwn = (path: string): boolean => roomOf(path) === 'charts' && !isShared(path)
      return sizeOf(`charts: ${file.slice(0, -'.ts'.length)}`, `export * from './${folder}/${file}'`, isOwn, 'chart')
    }),
  ])
}

async function sizeOf(
  name: string,
  contents: string,
  isOwn: (path: string) => boolean,
  kind: string,
): Promise<RoomSize> {
  const text = await bundled(contents, { plugins: [besides((path) => !isOwn(path), roomOf)] })
  const limit = LIMITS[kind]
  return { name, gzipped: gzipSync(text, { level: 9 }).length, ...(limit !== undefined && { limit }) }
}

/** Which names of a room all the others import, by module. */
async function namesOf(contents: string, isIn: (path: string) => boolean): Promise<Map<string, Set<string>>> {
  const text = await bundled(contents, { minify: false, plugins: [besides(isIn, (path) => path)] })
  const found = new Map<string, Set<string>>()
  for (const [, names = '', path = ''] of text.matchAll(/^import \{([^}]*)\} from "([^"]+)"/gm)) {
    const some = found.get(path) ?? new Set()
    for (const name of names.split(',')) some.add(name.trim().split(' as ')[0]!)
    found.set(path, some)
  }
  return found
}

function reexports(names: ReadonlyMap<string, ReadonlySet<string>>): string {
  const exported = new Set<string>()
  return [...names]
    .map(([path, some]) => {
      // Some come by an index and by their own module: once is enough.
      const fresh = [...some].filter((name) => name !== '' && !exported.has(name))
      for (const name of fresh) exported.add(name)
      return `export { ${fresh.join(', ')} } from '${path.startsWith('lib/') ? `./${path}` : path}'`
    })
    .join('\n')
}

async function inputsOf(contents: string): Promise<Set<string>> {
  const { metafile } = await build({ ...settings(contents), metafile: true })
  const [output] = Object.values(metafile.outputs)
  return new Set(Object.keys(output!.inputs))
}

/** Modules that are not bundled: they are there already, under a name. */
function besides(isThere: (path: string) => boolean, nameOf: (path: string) => string): Plugin {
  return {
    name: 'besides',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /./ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
        if (pluginData === 'asked') return undefined
        const found = await resolve(path, { importer, kind, resolveDir, pluginData: 'asked' })
        const inside = found.path.slice(root.length).replaceAll('\\', '/').replace(/^\//, '')
        if (!isThere(inside)) return found
        const name = inside.startsWith('lib/') ? nameOf(inside) : nameOf(inside) === inside ? path : nameOf(inside)
        return { path: name, external: true, sideEffects: false }
      })
    },
  }
}

async function bundled(contents: string, options: Partial<ReturnType<typeof settings>>): Promise<string> {
  const { outputFiles } = await build({ ...settings(contents), ...options })
  return outputFiles[0]!.text
}

interface Settings {
  stdin: { contents: string; resolveDir: string; loader: 'ts' }
  bundle: true
  minify: boolean
  format: 'esm' | 'iife'
  target: string
  write: false
  logLevel: 'silent'
  absWorkingDir: string
  outfile: string
  plugins: Plugin[]
}

function settings(contents: string): Settings {
  return {
    stdin: { contents, resolveDir: root, loader: 'ts' },
    ...{ bundle: true, minify: true, format: 'esm', target: 'es2022', write: false, logLevel: 'silent' },
    ...{ absWorkingDir: root, outfile: 'live.js', plugins: [] },
  }
}

function entryOf(figures: readonly LessonFigure[]): string {
  return [...exportsOf(figures)]
    .map(([module, names]) => `export { ${[...names].join(', ')} } from '${sourceOf(module)}'`)
    .join('\n')
}

function exportsOf(figures: readonly LessonFigure[]): Map<string, Set<string>> {
  const modules = new Map<string, Set<string>>()
  for (const { live } of figures)
    modules.set(live.module, (modules.get(live.module) ?? new Set<string>()).add(live.export))
  return modules
}

function sourceOf(module: string): string {
  return `./${module.replace('ackbook/', 'lib/')}.ts`
}
