import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { buildSync } from 'esbuild'

/** Whole numbers from 0 up to below one, the same for a seed. */
export type Draw = (below: number) => number

export function drawing(seed: number): Draw {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** Where there may be sources: some mean the same name, or come before one another. */
const sources = [
  ...['lib/u.ts', 'lib/u.js', 'lib/u.tsx', 'lib/u/index.ts', 'lib/v.ts', 'lib/v.mts', 'lib/w.js', 'lib/w.ts'],
  ...[
    'lib/dir/index.ts',
    'lib/dir/deep/index.js',
    'lib/dir/deep.ts',
    'n/near.ts',
    'n/deep/near.ts',
    'n/deep/near/index.ts',
  ],
  ...['src/p.ts', 'src/q.ts', 'other/p.ts', 'other/q/index.ts', 'gen/g.ts', 'lib/real.ts', 'n/shared/s.ts', 'far/s.ts'],
  ...[
    'node_modules/pkg/main.js',
    'node_modules/pkg/other.js',
    'node_modules/pkg/dist/a.js',
    'n/node_modules/pkg/main.js',
  ],
  ...['packages/linked/one.ts', 'packages/linked/two.ts', 'node_modules/loose.js', 'node_modules/@s/q/index.js'],
]

/** What a build makes into the folder `made`, which git passes over. */
const parts = ['parts/one.ts', 'parts/two.ts', 'parts/in/three.ts', 'parts/in/index.ts', 'parts/entry.ts']

/** What sources and cells may import. */
const names = [
  ...[
    './u',
    '../lib/u',
    '../../lib/u',
    '../lib/u.js',
    './v',
    '../lib/v',
    '../../lib/v.mjs',
    './w.js',
    '../lib/w',
    '../lib/dir',
  ],
  ...[
    '../../lib/dir',
    './dir',
    './deep',
    './dir/deep',
    './near',
    './near.ts',
    '@/p',
    '@/q',
    '@/gone',
    'pkg',
    'pkg/a',
    'pkg/none',
    'linked',
  ],
  ...[
    'linked/two',
    'loose',
    '@s/q',
    '#inner',
    '../gen/g',
    '../../gen/g.ts',
    './table.json',
    '../n/table.json',
    './shared/s',
    './link',
  ],
  ...['../made/one.js', '../made/bundle.js'],
]

/** What a cell of the notebooks for that imports. */
const madeNames = ['one.js', 'two', 'in', 'in/three', 'bundle.js', 'all.js']

/** What what is built may import of itself. */
const partNames = ['./one', './two', './in', './in/three', '../two', './index', '../lib/u']

const built = ['n/built.ipynb', 'n/also-built.ipynb']
const notebooks = ['n/a.ipynb', 'n/b.ipynb', 'n/c.ipynb', 'n/deep/d.ipynb', 'n/deep/e.ipynb', ...built]
const plain = ['n/table.json', 'n/data/one.csv', 'n/data/two.csv', 'n/data/in/three.csv']
const configs = [
  'tsconfig.json',
  'n/deep/tsconfig.json',
  'package.json',
  'n/package.json',
  'ackbook.config.json',
  'n/ackbook.config.json',
]
const manifests = ['node_modules/pkg/package.json', 'n/node_modules/pkg/package.json', 'packages/linked/package.json']
const all = [...sources, ...parts, ...notebooks, ...plain, ...configs, ...manifests]
const folders = [
  'lib/dir',
  'lib/u',
  'n/data',
  'n/shared',
  'src',
  'other',
  'n/node_modules',
  'node_modules/pkg',
  'far',
  'n/deep/near',
  'parts/in',
]

/** A project of notebooks that changes at random. */
export class RandomProject {
  readonly folder: string
  readonly #draw: Draw
  #count = 0
  #isBuilt = false

  /** @param folder empty */
  constructor(folder: string, draw: Draw) {
    this.folder = folder
    this.#draw = draw
    this.git('init', '-q', '-b', 'main')
    for (const path of [...notebooks, ...plain, ...manifests, 'package.json', 'tsconfig.json']) this.#write(path)
    for (const path of sources) if (draw(2) === 0) this.#write(path)
    for (const path of ['ackbook.config.json', ...parts]) this.#write(path)
    this.#text('.gitignore', 'gen/\nmade/\n')
    this.#text('parts/kept.json', '1')
    this.build()
    this.#link('node_modules/linked', '../packages/linked')
    this.#link('n/link.ts', '../lib/real.ts')
    this.commit()
  }

  /** The notebooks that there are, as seen from the folder. */
  notebooks(): string[] {
    return notebooks.filter((path) => existsSync(join(this.folder, path)))
  }

  git(...words: string[]): string {
    const who = [
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@example.org',
      '-c',
      'commit.gpgsign=false',
      '-c',
      'core.hooksPath=',
    ]
    const { status, stdout, stderr } = spawnSync('git', [...who, ...words], { cwd: this.folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`)
    return stdout.trim()
  }

  /** @returns its id */
  commit(): string {
    this.git('add', '-A')
    this.git('commit', '-q', '--allow-empty', '-m', 'x')
    return this.git('rev-parse', 'HEAD')
  }

  /** Whether what is built was built since the last edit. */
  get isBuilt(): boolean {
    return this.#isBuilt
  }

  /**
   * Makes each part into what runs, where types of another part are written into it, one bundle of some and one file of all.
   *
   * @returns the paths at which a system tells that something was done
   */
  build(): string[] {
    const before = contentsBelow(join(this.folder, 'made'))
    const there = parts.filter((path) => existsSync(join(this.folder, path)))
    const made = new Map<string, string>()
    for (const path of there) made.set(path.replace('parts/', 'made/').replace(/ts$/, 'js'), this.#compiled(path))
    for (const [path, text] of this.#bundle(there.includes('parts/entry.ts'))) made.set(path, text)
    made.set('made/all.js', there.map((path) => `console.log(${this.#digest(path)})\n`).join(''))
    for (const path of before.keys()) if (!made.has(`made/${path}`)) rmSync(join(this.folder, 'made', path))
    const isNew = (path: string) => before.get(path.slice('made/'.length)) !== made.get(path)
    // A build writes something each time.
    for (const [path, text] of made) if (isNew(path) || path === 'made/all.js') this.#text(path, text)
    this.#isBuilt = true
    const told = new Set([...[...before.keys()].map((path) => `made/${path}`), ...made.keys()].filter(isNew))
    return [...new Set([...told].flatMap((path) => [path, ...aboveIn(path)]))].map((path) => join(this.folder, path))
  }

  /** With its source map; where it cannot be made, what is wrong. */
  #bundle(hasEntry: boolean): [path: string, text: string][] {
    if (!hasEntry) return []
    try {
      const { outputFiles } = buildSync({
        ...{ entryPoints: [join(this.folder, 'parts/entry.ts')], outfile: join(this.folder, 'made/bundle.js') },
        ...{ bundle: true, write: false, sourcemap: true, format: 'esm', logLevel: 'silent', external: ['../lib/*'] },
      })
      return outputFiles.map(({ path, text }) => [relative(this.folder, path), text])
    } catch (error) {
      return [['made/bundle.js', `throw new Error(${JSON.stringify(String(error))})`]]
    }
  }

  #compiled(path: string): string {
    const text = readFileSync(join(this.folder, path), 'utf8')
    return text.replace(/import type \* as \w+ from '(.*)'/g, (_, name: string) => {
      const place = join(dirname(path), name)
      const found = [`${place}.ts`, join(place, 'index.ts')].find((each) => existsSync(join(this.folder, each)))
      return `console.log(${found === undefined ? 0 : this.#digest(found)})`
    })
  }

  #digest(path: string): string {
    const text = readFileSync(join(this.folder, path))
    return JSON.stringify(createHash('sha256').update(text).digest('hex').slice(0, 8))
  }

  /** Does something to it. @returns what, and the paths at which a system tells that something was done */
  edit(): { what: string; paths: string[] } {
    const { what, paths } = this.#edit()
    this.#isBuilt = false
    if (this.#draw(6) === 0 || what.startsWith('take back')) return { what: `${what} (not built)`, paths }
    return { what, paths: [...paths, ...this.build()] }
  }

  #edit(): { what: string; paths: string[] } {
    const kind = this.#draw(20)
    if (kind < 4) return this.#edited('change', this.#existing(), (path) => this.#write(path))
    if (kind < 8) return this.#edited('change', this.#of(parts), (path) => this.#write(path))
    if (kind < 12) return this.#edited('write', this.#of(all), (path) => this.#write(path))
    if (kind === 12) return this.#edited('remove', this.#existing(), (path) => rmSync(join(this.folder, path)))
    if (kind === 13) return this.#edited('take back', this.#of(parts), (path) => this.#takeBack(path))
    if (kind === 14) return this.#edited('save as it is', this.#existing(), (path) => this.#again(path))
    if (kind === 15) return this.#edited('break', this.#of(sources), (path) => this.#text(path, 'export const x = ('))
    if (kind === 16) return this.#removeFolder(this.#of(folders))
    if (kind === 17) return this.#rename(this.#existing(), this.#of(sources))
    if (kind === 18) return this.#rename(this.#of(folders), this.#of([...folders, 'lib/moved']))
    return this.#relink()
  }

  #edited(verb: string, path: string, edit: (path: string) => void): { what: string; paths: string[] } {
    if (this.#isBlocked(path)) return { what: 'nothing', paths: [] }
    const before = existsSync(join(this.folder, dirname(path)))
    edit(path)
    const made = before ? [] : aboveIn(path)
    return { what: `${verb} ${path}`, paths: [path, ...made].map((each) => join(this.folder, each)) }
  }

  #removeFolder(path: string): { what: string; paths: string[] } {
    const place = join(this.folder, path)
    if (!existsSync(place) || lstatSync(place).isSymbolicLink()) return { what: 'nothing', paths: [] }
    const below = readdirSync(place, { recursive: true, encoding: 'utf8' }).map((name) => join(place, name))
    rmSync(place, { recursive: true })
    return { what: `remove ${path}/`, paths: [place, ...below] }
  }

  #rename(from: string, to: string): { what: string; paths: string[] } {
    const [old, now] = [join(this.folder, from), join(this.folder, to)]
    const isInside = `${to}/`.startsWith(`${from}/`) || `${from}/`.startsWith(`${to}/`)
    if (isInside || !existsSync(old) || existsSync(now) || this.#isBlocked(to)) return { what: 'nothing', paths: [] }
    const made = existsSync(dirname(now)) ? [] : aboveIn(to)
    mkdirSync(dirname(now), { recursive: true })
    renameSync(old, now)
    return { what: `rename ${from} ${to}`, paths: [old, now, ...made.map((each) => join(this.folder, each))] }
  }

  #relink(): { what: string; paths: string[] } {
    const [path, target] =
      this.#draw(2) === 0
        ? ['n/link.ts', this.#of(['../lib/real.ts', '../lib/v.ts', './near.ts'])]
        : ['n/shared', '../far']
    const place = join(this.folder, path)
    if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) return { what: 'nothing', paths: [] }
    rmSync(place, { force: true })
    this.#link(path, target)
    return { what: `link ${path} → ${target}`, paths: [place] }
  }

  /** A file stands where its folder would have to be, or a folder where it would. */
  #isBlocked(path: string): boolean {
    const isFile = (each: string) => lstatSync(join(this.folder, each), { throwIfNoEntry: false })?.isFile()
    const place = join(this.folder, path)
    if (existsSync(place) && lstatSync(place).isDirectory()) return true
    if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) return true
    return aboveIn(path).some((each) => isFile(each) || isLost(join(this.folder, each)))
  }

  #existing(): string {
    return this.#of(all.filter((path) => existsSync(join(this.folder, path))))
  }

  #of<Item>(items: readonly Item[]): Item {
    return items[this.#draw(items.length)]!
  }

  /** As it was committed. */
  #takeBack(path: string): void {
    const committed = this.git('ls-tree', '--name-only', 'HEAD', '--', path)
    if (committed !== '') this.git('checkout', '-q', 'HEAD', '--', path)
  }

  #again(path: string): void {
    writeFileSync(join(this.folder, path), readFileSync(join(this.folder, path)))
  }

  #write(path: string): void {
    this.#text(path, this.#contentFor(path))
  }

  #text(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true })
    writeFileSync(join(this.folder, path), text)
  }

  #link(path: string, target: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true })
    symlinkSync(target, join(this.folder, path))
  }

  #contentFor(path: string): string {
    this.#count += 1
    if (built.includes(path)) return this.#ofBuilt()
    if (path.endsWith('.ipynb')) return this.#notebook(path.startsWith('n/deep/') ? '../' : '')
    if (path.endsWith('tsconfig.json'))
      return JSON.stringify({
        compilerOptions: {
          paths: { '@/*': this.#of([['./src/*'], ['./other/*'], ['./other/*', './src/*'], ['../../src/*']]) },
        },
      })
    if (path.includes('ackbook.config')) {
      const way = path.startsWith('n/') ? '../' : ''
      return JSON.stringify({ tolerance: this.#draw(4) / 10, built: { [`${way}made`]: `${way}parts` } })
    }
    if (path.startsWith('parts/')) return this.#part()
    if (path.endsWith('pkg/package.json'))
      return JSON.stringify({
        name: 'pkg',
        version: `1.0.${this.#draw(3)}`,
        exports: this.#of([
          { '.': './main.js', './*': './dist/*.js' },
          { '.': { import: './other.js', require: './main.js' } },
        ]),
      })
    if (path.endsWith('linked/package.json'))
      return JSON.stringify({
        name: 'linked',
        version: '1.0.0',
        exports: { '.': this.#of(['./one.ts', './two.ts']), './*': './*.ts' },
      })
    if (path.endsWith('package.json'))
      return JSON.stringify({ name: 'top', imports: { '#inner': this.#of(['./lib/u.ts', './lib/v.ts', './near.ts']) } })
    if (path.endsWith('.json') || path.endsWith('.csv')) return `[${this.#count}]`
    return `${this.#imports(this.#draw(3))}\nconsole.log(${this.#count})\n`
  }

  #imports(count: number): string {
    return Array.from(
      { length: count },
      (_, at) => `import * as m${at} from '${this.#of(names)}'\nconsole.log(m${at})`,
    ).join('\n')
  }

  #part(): string {
    const lines = Array.from({ length: this.#draw(3) }, (_, at) => {
      const types = this.#draw(3) === 0 ? 'type ' : ''
      const used = types === '' ? `\nconsole.log(m${at})` : ''
      return `import ${types}* as m${at} from '${this.#of(partNames)}'${used}`
    })
    return `${lines.join('\n')}\nconsole.log(${this.#count})\n`
  }

  #ofBuilt(): string {
    const imports = Array.from({ length: 1 + this.#draw(2) }, () => `import '../made/${this.#of(madeNames)}'`)
    return notebookOf(imports.join('\n'), {})
  }

  /** @param way to the folder of data */
  #notebook(way: string): string {
    const source = `${this.#imports(1 + this.#draw(4))}\nconsole.log(${this.#draw(1000)})`
    const files = this.#of([
      ...[undefined, undefined, [`${way}data`], [`${way}data/*.csv`]],
      ...[
        [`${way}data/one.csv`, './near.ts'],
        [`${way}data`, `!${way}data/in`],
      ],
    ])
    return notebookOf(source, files && { ackbook: { cache: { files } } })
  }
}

function notebookOf(source: string, more: object | undefined): string {
  const cell = { cell_type: 'code', execution_count: null, id: 'a', metadata: {}, outputs: [], source }
  const metadata = { kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' }, ...more }
  return JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 })
}

function isLost(place: string): boolean {
  return lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true && !existsSync(place)
}

/** The folders above a path: `a/b/c` → `a/b`, `a`. */
function aboveIn(path: string): string[] {
  const above = dirname(path)
  return above === '.' ? [] : [above, ...aboveIn(above)]
}

/** The texts of all files in a folder, by their ways below it. */
function contentsBelow(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map()
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const files = entries.map((entry) => join(entry.parentPath, entry.name))
  return new Map(files.map((file) => [relative(folder, file), readFileSync(file, 'utf8')]))
}
