import { spawn } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunNotebook } from '../../lib/run/index.ts'
import { command, type Done, notebookFile, scriptedRun } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cli: cache')

const good = notebookFile([['print a', 'a\n']])
const source = [
  "import { help } from './helper'",
  "import type { Kind } from 'linked/kinds'",
  "import { sum } from 'installed'",
  "const table = require('./table.json')",
  'print a',
].join('\n')
const importing = notebookFile([
  ['print b', 'b\n'],
  [source, 'a\n'],
])

/** A project that has one of each thing that a result may hang on. */
const project: Record<string, string> = {
  'package.json': '{ "name": "mine" }',
  'package-lock.json': '{ "lockfileVersion": 3 }',
  'n/a.ipynb': importing,
  'n/helper.ts': "import { more } from './more.js'\nexport const help = more",
  'n/more.js': 'export const more = 1',
  'n/table.json': '[1]',
  'n/unrelated.txt': 'x',
  'packages/linked/package.json': '{ "name": "linked", "exports": { "./*": { "default": "./dist/*.js" } } }',
  'packages/linked/dist/kinds.js': "export * from './deep/kind.js'",
  'packages/linked/dist/kinds.d.ts': "export * from './deep/kind.ts'",
  'packages/linked/dist/deep/kind.js': 'export const kind = 1',
  'packages/linked/dist/deep/kind.d.ts': 'export type Kind = 1',
  'packages/linked/dist/other.js': 'export const other = 1',
  'node_modules/installed/package.json': '{ "name": "installed", "version": "1.2.3" }',
  'node_modules/installed/index.js': 'exports.sum = 1',
}

interface Place {
  cwd: string
  /** How many runs there were. */
  runs(): number
  verify(...words: string[]): Promise<Done>
  in(env: Record<string, string>, ...words: string[]): Promise<Done>
  write(path: string, text: string): void
  read(path: string): string
}

function withProject(files: Record<string, string>, body: (place: Place) => Promise<void>): Promise<void> {
  return withFolder(files, async (cwd) => {
    if ('packages/linked/package.json' in files) symlinkSync('../packages/linked', join(cwd, 'node_modules/linked'))
    let count = 0
    const runNotebook: RunNotebook = (...args) => {
      count += 1
      return scriptedRun(...args)
    }
    const run = (env: Record<string, string>, words: readonly string[]) =>
      command(words, { cwd, runNotebook, env: { ACKBOOK_CACHE_DIR: join(cwd, '.kept'), ...env } })
    await body({
      cwd,
      runs: () => count,
      verify: (...words) => run({}, ['verify', ...words]),
      in: (env, ...words) => run(env, words),
      write: (path, text) => writeFileSync(join(cwd, path), text),
      read: (path) => readFileSync(join(cwd, path), 'utf8'),
    })
  })
}

/** What `--why` says of the only notebook. */
async function whyOf({ verify }: Pick<Place, 'verify'>): Promise<string> {
  const { out } = await verify('--why', '--no-rerun', 'n')
  return /^ · \S+ +(.*)$/m.exec(out)?.[1] ?? out
}

test('verified before, nothing changed → not run, counted apart with its day, 0', () =>
  withProject(project, async ({ verify, runs }) => {
    const first = await verify('n')
    assert.is(first.out, ' ✓ a    2 cells    0.1 s\n\n 1 verified · 2 cells · 0.0 s (1 kernel)\n')
    const { code, out, err } = await verify('n')
    assert.equal([code, err, runs()], [0, '', 1])
    assert.is(out, ' = a    2 cells            unchanged since 1970-01-01\n\n 1 unchanged since 1970-01-01 · 0.0 s\n')
  }))

test('one unchanged beside one that is new → each for itself', () =>
  withProject({ 'n/a.ipynb': good }, async ({ verify, runs, write }) => {
    await verify('n')
    write('n/b.ipynb', good)
    const { out } = await verify('n')
    assert.is(runs(), 2)
    assert.match(out, /\n 1 verified · 1 unchanged since 1970-01-01 · 1 cell · 0\.0 s \(1 kernel\)\n$/)
  }))

const edit = (path: string, from: string, to: string) => (place: Place) => {
  assert.ok(place.read(path).includes(from), `${path} has no ${from}`)
  place.write(path, place.read(path).replace(from, to))
}

const changes: [what: string, change: (place: Place) => void, says: string][] = [
  ['a cell', edit('n/a.ipynb', 'print b', 'print b\\n//'), 'cell 1 (id cell-1) changed'],
  [
    'what is stored',
    (place) => {
      edit('n/a.ipynb', '"a\\n"', '"c\\n"')(place)
    },
    'what is stored of cell 2 (id cell-2) changed',
  ],
  [
    'a count',
    edit('n/a.ipynb', '"execution_count": 2', '"execution_count": 3'),
    'what is stored of cell 2 (id cell-2) changed',
  ],
  [
    'metadata of a cell',
    edit('n/a.ipynb', '"metadata": {}', '"metadata": { "a": 1 }'),
    'the metadata of cell 1 (id cell-1) changed',
  ],
  [
    'metadata of the notebook',
    edit('n/a.ipynb', '"display_name": "TypeScript"', '"display_name": "T"'),
    "the notebook's metadata changed",
  ],
  ['an id', edit('n/a.ipynb', '"cell-1"', '"cell-0"'), 'cell 1 (id cell-0) is new, and 6 more'],
  ['the layout of the file', edit('n/a.ipynb', '{', '{ '), "how the notebook's file is written changed"],
  ['a file beside it', edit('n/helper.ts', 'help', 'help '), 'n/helper.ts changed'],
  ['a file that a file imports', edit('n/more.js', '1', '2'), 'n/more.js changed'],
  ['data', edit('n/table.json', '1', '2'), 'n/table.json changed'],
  [
    'a linked package',
    edit('packages/linked/dist/deep/kind.js', '1', '2'),
    'packages/linked/dist/deep/kind.js changed',
  ],
  [
    'types of a linked package',
    edit('packages/linked/dist/deep/kind.d.ts', '1', '2'),
    'packages/linked/dist/deep/kind.d.ts changed',
  ],
  [
    "a linked package's package.json",
    edit('packages/linked/package.json', '{ "name"', '{  "name"'),
    'packages/linked/package.json changed',
  ],
  ['a file that goes before another', ({ write }) => write('n/more.ts', 'export const more = 2'), 'n/more.ts is new'],
  ['types beside a JavaScript file', ({ write }) => write('n/more.d.ts', 'export const more: 1'), 'n/more.d.ts is new'],
  ['a file that is gone', ({ cwd }) => rmSync(join(cwd, 'n/more.js')), 'n/more.js is gone, and 1 more'],
  ["a package's version", edit('node_modules/installed/package.json', '1.2.3', '1.3.0'), 'installed 1.2.3 → 1.3.0'],
  ['a file of a package', edit('node_modules/installed/index.js', '1', '2'), 'node_modules/installed/index.js changed'],
  ['the lock file', edit('package-lock.json', '3', '2'), 'package-lock.json changed'],
  ['the package.json', edit('package.json', 'mine', 'ours'), 'package.json changed'],
]
for (const [what, change, says] of changes) {
  test(`${what} changed → run again, and named; changed back → what was kept still stands`, () =>
    withProject(project, async (place) => {
      const before = Object.keys(project).map((path) => [path, place.read(path)] as const)
      await place.verify('n')
      change(place)
      assert.is(await whyOf(place), says)
      assert.is(place.runs(), 2)
      for (const [path, text] of before) place.write(path, text)
      for (const file of ['n/more.ts', 'n/more.d.ts']) rmSync(join(place.cwd, file), { force: true })
      const { out } = await place.verify('n')
      assert.match(out, /^ = a/, out)
      assert.is(place.runs(), 2)
    }))
}

test('what it does not hang on changed, files written again as they were → not run', () =>
  withProject(project, async ({ cwd, verify, runs, write, read }) => {
    await verify('n')
    write('n/unrelated.txt', 'y')
    write('packages/linked/dist/other.js', 'export const other = 2')
    write('n/more.js', read('n/more.js'))
    utimesSync(join(cwd, 'n/helper.ts'), 1, 1)
    const { out } = await verify('--why', '--timeout', '5', '--jobs', '1', 'n')
    assert.is(runs(), 1)
    assert.match(out, /unchanged since 1970-01-01: all \d+ things that it hangs on are the same\n/)
  }))

test('the same length and the same times, another content → run again', () =>
  withProject(project, async ({ cwd, verify, runs, write }) => {
    const file = join(cwd, 'n/more.js')
    utimesSync(file, 1000, 1000)
    await verify('n')
    write('n/more.js', 'export const more = 9')
    utimesSync(file, 1000, 1000)
    assert.is(statSync(file).mtimeMs, 1_000_000)
    await verify('n')
    assert.is(runs(), 2)
  }))

test('types that the compiler takes in unasked → one that is new, a version', () =>
  withProject({ 'n/a.ipynb': good, 'node_modules/@types/a/package.json': '{ "version": "1.0.0" }' }, async (place) => {
    await place.verify('n')
    place.write('node_modules/@types/a/package.json', '{ "version": "1.1.0" }')
    assert.is(await whyOf(place), '@types/a 1.0.0 → 1.1.0')
    mkdirSync(join(place.cwd, 'n/node_modules/@types/b'), { recursive: true })
    place.write('n/node_modules/@types/b/index.d.ts', 'declare const b: 1')
    assert.match(await whyOf(place), /^n\/node_modules\/@types\/b\/index\.d\.ts is new/)
  }))

test('a tslab that is worked on, by a link → its files', () => {
  const files = {
    'n/a.ipynb': good,
    'tslab/package.json': '{ "name": "tslab", "version": "1.0.22" }',
    'tslab/dist/main.js': "require('./executor')",
    'tslab/dist/executor.js': '1',
    'node_modules/x/package.json': '{}',
  }
  return withProject(files, async (place) => {
    symlinkSync('../tslab', join(place.cwd, 'node_modules/tslab'))
    await place.verify('n')
    assert.match((await place.verify('n')).out, /^ = a/)
    place.write('tslab/dist/executor.js', '2')
    assert.is(await whyOf(place), 'tslab/dist/executor.js changed')
  })
})

test('cells that took longer than they may now → run again; those whose own limit is longer → not', () => {
  const own = notebookFile([['print a', 'a\n']], { ackbook: { timeout: 60 } })
  return withProject({ 'n/a.ipynb': good, 'n/b.ipynb': own }, async ({ cwd, in: run }) => {
    let runs = 0
    const slow: RunNotebook = async (...all) => {
      runs += 1
      const done = await scriptedRun(...all)
      return { ...done, cells: done.cells.map((cell) => ({ ...cell, milliseconds: 8000 })) }
    }
    const env = { ACKBOOK_CACHE_DIR: join(cwd, '.kept') }
    await command(['verify', 'n'], { cwd, env, runNotebook: slow })
    const { out } = await command(['verify', '--why', '--timeout', '5', 'n'], { cwd, env, runNotebook: slow })
    assert.match(out, /^ · a +cell 1 \(id cell-1\) took 8 s, and may take 5 s$/m)
    assert.match(out, /^ = b/m)
    assert.is(runs, 3)
    assert.match((await run({}, 'verify', '--timeout', '10', 'n')).out, /^ 2 unchanged/m)
  })
})

test('another kernel, variables, versions → run again, and named', () =>
  withProject({ 'n/a.ipynb': good }, async ({ in: run, runs }) => {
    const why = async (env: Record<string, string>, ...words: string[]) =>
      /^ · \S+ +(.*)$/m.exec((await run(env, 'verify', '--why', ...words, 'n')).out)?.[1]
    assert.is(await why({ TZ: 'UTC' }), 'nothing is kept of it')
    assert.is(await why({ TZ: 'UTC' }), undefined)
    assert.is(await why({ TZ: 'Asia/Tokyo' }), 'the variable TZ changed')
    assert.match((await why({ TZ: 'UTC' }, '--kernel', 'jslab'))!, /^the kernel tslab → jslab, and \d more$/)
    assert.is(await why({ TZ: 'UTC' }), undefined)
    assert.is(runs(), 3)
    for (const name of ['LC_MESSAGES', 'NODE_ICU_DATA', 'NODE_OPTIONS']) {
      // As it stood when it was last looked at.
      assert.is(await why({ TZ: 'UTC' }), undefined)
      assert.is(await why({ TZ: 'UTC', [name]: 'x' }), `the variable ${name} changed`)
    }
  }))

test('what a notebook declares → files, patterns, folders and variables count', () => {
  const cache = { files: ['data', '*.csv', '!no.csv', '../shared.txt'], env: ['API_URL'] }
  const files = {
    'n/a.ipynb': notebookFile([['print a', 'a\n']], { ackbook: { cache } }),
    'n/data/deep/x.bin': '1',
    'n/t.csv': '1',
    'n/no.csv': '1',
    'shared.txt': '1',
  }
  return withProject(files, async (place) => {
    await place.verify('n')
    place.write('n/no.csv', '2')
    assert.match((await place.verify('n')).out, /^ = a/)
    for (const path of ['n/data/deep/x.bin', 'n/t.csv', 'shared.txt']) {
      place.write(path, '2')
      assert.match(await whyOf(place), new RegExp(`(^|/)${path.replaceAll('.', '\\.')} changed$`))
    }
    place.write('n/data/new', '')
    assert.is(await whyOf(place), 'n/data/new is new')
    const { out } = await place.in({ API_URL: 'http://a' }, 'verify', '--why', 'n')
    assert.match(out, /^ · a +the variable API_URL changed$/m)
    // What may be a secret stands nowhere.
    const kept = join(place.cwd, '.kept', 'verified-1')
    for (const name of readdirSync(kept)) assert.not(readFileSync(join(kept, name), 'utf8').includes('http://a'))
    rmSync(join(place.cwd, 'n/t.csv'))
    rmSync(join(place.cwd, 'n/no.csv'))
    assert.is(await whyOf(place), '"*.csv" under "cache.files" of its metadata is no file')
  })
})

const unknowable: [what: string, text: string, says: RegExp][] = [
  [
    'says not to',
    notebookFile([['print a', 'a\n']], { ackbook: { cache: false } }),
    /^its metadata says "cache": false$/,
  ],
  [
    'imports what is put together',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the case
    notebookFile([['print a\nawait import(`./${name}.js`)', 'a\n']]),
    /^a cell imports what is only known when it runs; .*"cache": \{ "files": \[…\] \}/,
  ],
]
for (const [what, text, says] of unknowable) {
  test(`a notebook that ${what} → run each time, and said`, () =>
    withProject({ 'n/a.ipynb': text }, async (place) => {
      assert.is((await place.verify('n')).code, 0)
      assert.match(await whyOf(place), says)
      assert.is(place.runs(), 2)
    }))
}

test('a source that is declared → what it imports counts too', () => {
  const files = {
    'n/a.ipynb': notebookFile([['print a\nawait import(name)', 'a\n']], { ackbook: { cache: { files: ['x.mjs'] } } }),
    'n/x.mjs': "import './y.mjs'",
    'n/y.mjs': '1',
  }
  return withProject(files, async (place) => {
    await place.verify('n')
    place.write('n/y.mjs', '2')
    assert.is(await whyOf(place), 'n/y.mjs changed')
    place.write('n/x.mjs', "import './y.mjs' ")
    assert.is(await whyOf(place), 'n/x.mjs changed')
  })
})

test('a kernel of which nothing is known → run each time, unless the notebook says what it reads', () =>
  withFolder({ 'share/kernels/other/kernel.json': '{ "argv": ["/bin/true"], "language": "x" }' }, async (share) => {
    const kernelspec = { name: 'other' }
    const before = process.env.JUPYTER_PATH
    process.env.JUPYTER_PATH = join(share, 'share')
    try {
      await withProject({ 'n/a.ipynb': notebookFile([['print a', 'a\n']], { kernelspec }) }, async (place) => {
        await place.verify('n')
        assert.match(await whyOf(place), /^the imports of a notebook for other are not known; its metadata can say/)
        place.write('n/a.ipynb', notebookFile([['print a', 'a\n']], { kernelspec, ackbook: { cache: {} } }))
        await place.verify('n')
        const { out } = await place.verify('n')
        assert.match(out, /^ = a/)
        writeFileSync(
          join(share, 'share/kernels/other/kernel.json'),
          '{ "argv": ["/bin/true", "-x"], "language": "x" }',
        )
        assert.is(await whyOf(place), 'how other is started changed')
      })
    } finally {
      if (before === undefined) delete process.env.JUPYTER_PATH
      else process.env.JUPYTER_PATH = before
    }
  }))

test('a notebook that differs, fails, has nothing to verify, or needed a second run → never kept', () => {
  const files = {
    'n/differs.ipynb': notebookFile([['print new', 'old\n']]),
    'n/failing.ipynb': notebookFile([['fail', '']]),
    'n/nothing.ipynb': notebookFile([[' ', '']]),
  }
  return withProject(files, async ({ verify, runs, cwd }) => {
    for (const round of [1, 2]) {
      const { out } = await verify('--why', '--no-rerun', 'n')
      assert.is(out.match(/nothing is kept of it/g)?.length, 3)
      assert.is(runs(), 3 * round)
    }
    assert.equal(
      readdirSync(join(cwd, '.kept', 'verified-1')).filter((name) => name.startsWith('kept-')),
      [],
    )
  })
})

test('run and --update → run each time; what --update finds good is kept', () =>
  withProject({ 'n/a.ipynb': good }, async ({ verify, in: run, runs }) => {
    await verify('--update', 'n')
    await verify('n')
    assert.is(runs(), 1)
    const { out } = await verify('--update', '--why', 'n')
    assert.match(out, /^ · a +it is run because of --update$/m)
    assert.is((await run({}, 'run', 'n')).code, 0)
    assert.is(runs(), 3)
  }))

test('verified before, wrong when it is run for --update → forgotten: run again', () =>
  withProject({ 'n/a.ipynb': good }, async ({ cwd, verify, runs }) => {
    await verify('n')
    const failing: RunNotebook = async (notebook, ...rest) => {
      const cells = notebook.cells.map((cell) => ({ ...cell, source: 'fail' }))
      return scriptedRun({ ...notebook, cells } as typeof notebook, ...rest)
    }
    const env = { ACKBOOK_CACHE_DIR: join(cwd, '.kept') }
    const { code } = await command(['verify', '--update', 'n'], { cwd, env, runNotebook: failing })
    assert.is(code, 1)
    assert.is((await verify('n')).code, 0)
    assert.is(runs(), 2)
  }))

test('--no-cache → run, and neither read nor written; CI → the same, unless --cache', () =>
  withProject({ 'n/a.ipynb': good }, async ({ cwd, verify, in: run, runs }) => {
    await verify('--no-cache', 'n')
    await run({ CI: 'true' }, 'verify', 'n')
    // By the secret what is left for pages is known.
    assert.equal(readdirSync(join(cwd, '.kept', 'verified-1')), ['secret'])
    await run({ CI: 'true' }, 'verify', '--cache', 'n')
    assert.is(runs(), 3)
    for (const CI of ['', 'false', '0']) await run({ CI }, 'verify', 'n')
    await run({ CI: '1' }, 'verify', '--cache', 'n')
    assert.is(runs(), 3)
    assert.match(
      (await run({ CI: '1' }, 'verify', '--why', 'n')).out,
      /it is run because of CI, which is set \(--cache lets stand what is kept\)\n/,
    )
    assert.match((await verify('--no-cache', '--why', 'n')).out, /it is run because of --no-cache/)
    assert.is(runs(), 5)
  }))

test('--cache-dir → there', () =>
  withProject({ 'n/a.ipynb': good }, async ({ cwd, verify, runs }) => {
    await verify('--cache-dir', 'mine', 'n')
    await verify('--cache-dir', join(cwd, 'mine'), 'n')
    assert.is(runs(), 1)
    assert.equal(readdirSync(cwd).sort(), ['mine', 'n'])
  }))

test('a folder that cannot be used → run, and said once; the exit code is that of the notebooks', () =>
  withProject({ 'n/a.ipynb': good, 'n/b.ipynb': good, file: '' }, async ({ verify, runs }) => {
    const { code, err, out } = await verify('--cache-dir', 'file', 'n')
    assert.is(code, 0, out + err)
    assert.is(runs(), 2)
    assert.match(
      err,
      /^ackbook: .*file\/verified-1: nothing can be kept there: a part of its path is not a folder\. What is found is not kept; .*--no-cache does without\.\n$/,
    )
  }))

const entriesIn = (cwd: string) => {
  const folder = join(cwd, '.kept', 'verified-1')
  return readdirSync(folder)
    .filter((name) => name.startsWith('kept-'))
    .map((name) => join(folder, name))
}

const damages: [what: string, damage: (file: string) => void][] = [
  ['cut', (file) => writeFileSync(file, readFileSync(file).subarray(0, -100))],
  ['emptied', (file) => writeFileSync(file, '')],
  ['edited', (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('"verified"', '"verifies"'))],
  ['continued', (file) => appendFileSync(file, ' ')],
  [
    'replaced by a folder',
    (file) => {
      rmSync(file)
      mkdirSync(file)
    },
  ],
]
for (const [what, damage] of damages) {
  test(`an entry that was ${what} → run again, and good again afterwards`, () =>
    withProject({ 'n/a.ipynb': good }, async (place) => {
      await place.verify('n')
      const [entry] = entriesIn(place.cwd)
      damage(entry!)
      assert.is(await whyOf(place), 'what was kept of it is damaged')
      assert.match((await place.verify('n')).out, /^ = a/)
      assert.is(place.runs(), 2)
    }))
}

test('an entry of another notebook under this one’s name, one made with another secret → run again', () =>
  withProject({ 'n/a.ipynb': good, 'm/a.ipynb': good }, async (place) => {
    await place.verify('n')
    const [entry] = entriesIn(place.cwd)
    await place.verify('m')
    const other = entriesIn(place.cwd).find((each) => each !== entry)!
    renameSync(other, entry!)
    assert.is(await whyOf(place), 'what was kept of it is damaged')
    writeFileSync(join(place.cwd, '.kept/verified-1/secret'), 'x'.repeat(32))
    assert.is(await whyOf(place), 'what was kept of it is damaged')
    assert.is(place.runs(), 4)
  }))

test('something changed while the notebook ran → not kept', () =>
  withFolder({ 'n/a.ipynb': notebookFile([["import './x.js'\nprint a", 'a\n']]), 'n/x.js': '1' }, async (cwd) => {
    let runs = 0
    const runNotebook: RunNotebook = async (...args) => {
      runs += 1
      writeFileSync(join(cwd, 'n/x.js'), String(runs))
      return scriptedRun(...args)
    }
    const surroundings = { cwd, runNotebook, env: { ACKBOOK_CACHE_DIR: join(cwd, '.kept') } }
    writeFileSync(join(cwd, 'n/x.js'), '0')
    for (let round = 1; round <= 3; round += 1) await command(['verify', 'n'], surroundings)
    assert.is(runs, 3)
  }))

test('two at once on real kernels, from nothing → both good, and afterwards nothing is run', () => {
  const bin = fileURLToPath(new URL('../../lib/ackbook.js', import.meta.url))
  return withFolder({ 'n/a.ipynb': notebookFile([['console.log("a")', 'a\n']]) }, async (cwd) => {
    const { CI: _, ...rest } = process.env
    const env = { ...rest, NO_COLOR: '1' }
    // Beside it the kernels' snapshot stays where it is.
    const argv = [bin, 'verify', 'n', '--cache-dir', '.kept']
    const start = () =>
      new Promise<{ code: number | null; out: string }>((resolve) => {
        const child = spawn(process.execPath, argv, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
        let out = ''
        child.stdout.setEncoding('utf8').on('data', (text) => (out += text))
        child.on('close', (code) => resolve({ code, out }))
      })
    const both = await Promise.all([start(), start()])
    for (const { code, out } of both) {
      assert.is(code, 0, out)
      assert.match(out, / 1 verified /)
    }
    // Of two secrets made at once one is left, and with it what one of them kept.
    await start()
    const { code, out } = await start()
    assert.is(code, 0)
    assert.match(out, /^ = a +1 cell +unchanged since \d{4}-\d\d-\d\d\n/, out)
  })
})

test.run()
