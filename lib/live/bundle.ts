import { build, type Plugin, transform } from 'esbuild'
import { asLiveError, type BundleOptions, bundling, type ModuleGraph, moduleGraph, type PageEntry } from './graph.ts'
import { inOrder, type Rooms, roomsOf } from './rooms.ts'

/** The live figures of a page. */
export interface LivePage {
  /** What its own text is called. */
  name: string
  /** The folder of its notebook, absolute: modules are found from there. */
  folder: string
  /** The folder in which the project's modules lie, absolute. */
  within: string
  figures: readonly { cell: string; module: string; export: string }[]
  /** Modules that cells of the page import, with all that they export. */
  modules?: readonly string[]
}

export interface BundledPage {
  name: string
  /** The texts that its worker is made of, in this order. */
  texts: readonly string[]
}

export interface LiveBundle {
  /** Each a call of `define(name, function (require, exports, module) {…})`. */
  texts: ReadonlyMap<string, string>
  pages: readonly BundledPage[]
  /** The files that all of it is made of, absolute, in order. */
  files: readonly string[]
}

/**
 * The texts of which the workers of pages are made. A page's own exports `figures`, by the ids of their cells, and `modules`, by what
 * cells import; both only where there are some.
 *
 * @throws LiveError
 */
export async function bundlePages(pages: readonly LivePage[], options: BundleOptions = {}): Promise<LiveBundle> {
  const graph = await moduleGraph(pages.map(pageEntry), options)
  const { order, rooms } = inOrder(graph, roomsOf(graph))
  const texts = new Map<string, string>()
  const wishes = new Wishes()
  const needs = new Map<string, ReadonlySet<string>>()
  const byName = new Map(pages.map((page) => [page.name, page]))
  for (const room of order) {
    const page = byName.get(room)
    const source = page ? pageSource(page, graph, wishes.of(room)) : roomSource(wishes.of(room), graph)
    if (source === undefined) continue
    const code = await builtRoom(room, source, { graph, rooms, options })
    needs.set(room, wishes.note(code))
    texts.set(room, await asDefinition(room, code))
  }
  return {
    texts,
    pages: pages.map(({ name }) => ({ name, texts: textsFor(name, order, needs) })),
    files: [...graph.modules.keys()].sort(),
  }
}

function pageEntry({ name, folder, within, figures, modules = [] }: LivePage): PageEntry {
  return { name, folder, within, specifiers: [...new Set([...figures.map(({ module }) => module), ...modules])] }
}

/** What rooms ask of one another: by room, by module, which of its names; `*` for all. */
class Wishes {
  readonly #wishes = new Map<string, Map<number, Set<string>>>()

  of(room: string): ReadonlyMap<number, ReadonlySet<string>> {
    return this.#wishes.get(room) ?? new Map()
  }

  /** Reads the imports of a room that was built, as the bundler writes them. @returns the rooms that it needs */
  note(code: string): Set<string> {
    const needs = new Set<string>()
    for (const [, names = '', room = '', id] of code.matchAll(writtenImport)) {
      needs.add(room)
      const own = this.#wishes.get(room) ?? this.#wishes.set(room, new Map()).get(room)!
      const wished = own.get(Number(id)) ?? own.set(Number(id), new Set()).get(Number(id))!
      for (const name of namesIn(names)) wished.add(name)
    }
    return needs
  }
}

const writtenImport = /^(?:import|export)\s*(?:([^;"']*?)\s*from\s*)?"room:([^"?]+)\?(\d+)";/gm

/** `a, { b, c as d }` → `default`, `b`, `c`; `* as e` → `*`. */
function namesIn(clause: string): string[] {
  if (clause.includes('*')) return ['*']
  const [, before = '', braced = ''] = /^([^{]*)(?:\{([\s\S]*)\})?$/.exec(clause) ?? []
  const named = braced.split(',').map((each) =>
    each
      .trim()
      .split(/\s+as\s+/)[0]!
      .replaceAll('"', ''),
  )
  return [...(before.replace(',', '').trim() === '' ? [] : ['default']), ...named].filter((name) => name !== '')
}

/** A room's modules by their numbers, of each what is asked of it: as it is then, for what a module exports may change. */
function roomSource(wishes: ReadonlyMap<number, ReadonlySet<string>>, { modules }: ModuleGraph): string | undefined {
  if (wishes.size === 0) return undefined
  const paths = [...modules.keys()]
  const imports: string[] = []
  const members: string[] = []
  for (const [id, names] of [...wishes].sort(([one], [other]) => one - other)) {
    const path = JSON.stringify(paths[id])
    if (names.has('*')) {
      imports.push(`import * as m${id} from ${path}`)
      members.push(`${id}: wholeModule(m${id})`)
      continue
    }
    const own = [...names].sort().map((name, at) => [name, `m${id}_${at}`] as const)
    imports.push(`import { ${own.map(([name, local]) => `${name} as ${local}`).join(', ')} } from ${path}`)
    const getters = own.map(([name, local]) => `get ${JSON.stringify(name)}() { return ${local} }`)
    members.push(`${id}: { __esModule: true, ${getters.join(', ')} }`)
  }
  return `${imports.join('\n')}
const wholeModule = (module) => Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(module), __esModule: { value: true } })
export const rooms = { ${members.join(', ')} }
`
}

function pageSource(
  { name, figures, modules = [] }: LivePage,
  graph: ModuleGraph,
  wishes: ReadonlyMap<number, ReadonlySet<string>>,
): string {
  const led = graph.entries.get(name)!
  const from = (specifier: string) => JSON.stringify(led.get(specifier))
  return [
    ...figures.map(({ module, export: own }, at) => `import { ${own} as f${at} } from ${from(module)}`),
    ...modules.map((module, at) => `import * as c${at} from ${from(module)}`),
    `export const figures = { ${figures.map(({ cell }, at) => `${JSON.stringify(cell)}: f${at}`).join(', ')} }`,
    `export const modules = { ${modules.map((module, at) => `${JSON.stringify(module)}: c${at}`).join(', ')} }`,
    roomSource(wishes, graph) ?? '',
  ].join('\n')
}

interface Building {
  graph: ModuleGraph
  rooms: Rooms
  options: BundleOptions
}

async function builtRoom(
  room: string,
  contents: string,
  { graph: { modules }, rooms, options: { given = [], keepsNames = false } }: Building,
): Promise<string> {
  const ids = new Map([...modules.keys()].map((path, id) => [path, id]))
  const others: Plugin = {
    name: 'rooms',
    setup({ onResolve }) {
      onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
        if (kind === 'entry-point') return undefined
        const file = modules.get(importer)?.imports.get(path) ?? (ids.has(path) ? path : undefined)
        if (file === undefined) return undefined
        const other = rooms.get(file) ?? room
        if (other === room) return { path: file }
        return { path: `room:${other}?${ids.get(file)}`, external: true, sideEffects: false }
      })
    },
  }
  try {
    const { outputFiles } = await build({
      ...bundling,
      stdin: { contents, resolveDir: '/', sourcefile: room, loader: 'js' },
      external: [...given],
      keepNames: keepsNames,
      plugins: [others],
    })
    return outputFiles[0]!.text
  } catch (error) {
    throw asLiveError(error)
  }
}

/** `require("room:engine?12")` gives what is asked of that module. */
async function asDefinition(room: string, code: string): Promise<string> {
  const { code: text } = await transform(code, { format: 'cjs', minify: true, target: 'es2022', charset: 'utf8' })
  return `define(${JSON.stringify(room)},function(require,exports,module){${text}});\n`
}

/** Those that a page's own text leads to, each behind those that it needs. */
function textsFor(name: string, order: readonly string[], needs: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const needed = new Set([name])
  for (const room of order) if (needed.has(room)) for (const other of needs.get(room) ?? []) needed.add(other)
  return order.filter((room) => needed.has(room)).reverse()
}
