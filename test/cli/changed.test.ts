/** Notebooks that hang on what differs from a commit. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunNotebook } from '../../lib/run/index.ts'
import { command, type Done, notebookFile, scriptedRun } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cli: --changed')

const importing = (name: string) => notebookFile([[`import { x } from '${name}'\nprint a`, 'a\n']])
const declaring = (files: string[]) => notebookFile([['print d', 'd\n']], { ackbook: { cache: { files } } })
const project = {
  'package.json': '{ "name": "mine" }',
  '.gitignore': 'gen/\n',
  'n/a.ipynb': importing('../lib/x'),
  'n/b.ipynb': notebookFile([['print b', 'b\n']]),
  'n/data.ipynb': declaring(['data/*.csv']),
  'n/data/one.csv': '1',
  'lib/x.ts': "export * from './y'",
  'lib/y.ts': 'export const x = 1',
}

interface Repository {
  cwd: string
  git(...words: string[]): string
  /** Names of the notebooks that it runs, sorted. */
  runs(...words: string[]): Promise<string[]>
  verify(...words: string[]): Promise<Done>
}

function withRepository(files: Record<string, string>, body: (repository: Repository) => Promise<void>): Promise<void> {
  return withFolder(files, async (cwd) => {
    const git = (...words: string[]) => {
      const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false']
      const { status, stdout, stderr } = spawnSync('git', [...who, ...words], { cwd, encoding: 'utf8' })
      assert.is(status, 0, stderr)
      return stdout.trim()
    }
    git('init', '-q', '-b', 'main')
    git('add', '-A')
    git('commit', '-q', '-m', 'first')
    let names: string[] = []
    const runNotebook: RunNotebook = (notebook, path, options) => {
      names.push(path.replace(/.*\//, '').replace('.ipynb', ''))
      return scriptedRun(notebook, path, options)
    }
    const verify = (...words: string[]) => command(['verify', ...words, 'n'], { cwd, runNotebook })
    const runs = async (...words: string[]) => {
      names = []
      await verify(...words)
      return names.sort()
    }
    await body({ cwd, git, runs, verify })
  })
}

const edits: readonly (readonly [what: string, edit: (repository: Repository) => unknown, runs: readonly string[]])[] =
  [
    ['nothing', () => undefined, []],
    ['what nothing hangs on', ({ cwd }) => writeFileSync(join(cwd, 'lib/z.ts'), ''), []],
    ['a source behind another', ({ cwd }) => writeFileSync(join(cwd, 'lib/y.ts'), ''), ['a']],
    ['a source that is gone', ({ cwd }) => rmSync(join(cwd, 'lib/y.ts')), ['a']],
    ['a source that was renamed', ({ cwd }) => renameSync(join(cwd, 'lib/y.ts'), join(cwd, 'lib/z.ts')), ['a']],
    ['what is staged', ({ git }) => git('rm', '-q', 'lib/y.ts'), ['a']],
    ['a new file that a name means too', ({ cwd }) => writeFileSync(join(cwd, 'lib/x.js'), ''), ['a']],
    [
      'a new folder in place of a file',
      ({ cwd }) => {
        rmSync(join(cwd, 'lib/x.ts'))
        mkdirSync(join(cwd, 'lib/x'))
        writeFileSync(join(cwd, 'lib/x/index.ts'), '')
      },
      ['a'],
    ],
    [
      'a link in place of a source',
      ({ cwd }) => {
        rmSync(join(cwd, 'lib/x.ts'))
        symlinkSync('y.ts', join(cwd, 'lib/x.ts'))
      },
      ['a'],
    ],
    ['a notebook', ({ cwd }) => writeFileSync(join(cwd, 'n/b.ipynb'), notebookFile([['print x', 'x\n']])), ['b']],
    ['a new notebook', ({ cwd }) => writeFileSync(join(cwd, 'n/c.ipynb'), project['n/b.ipynb']), ['c']],
    ['what is declared', ({ cwd }) => writeFileSync(join(cwd, 'n/data/one.csv'), '2'), ['data']],
    ['what would be declared', ({ cwd }) => writeFileSync(join(cwd, 'n/data/two.csv'), '2'), ['data']],
    ['what would not', ({ cwd }) => writeFileSync(join(cwd, 'n/data/two.txt'), '2'), []],
    [
      'a nearer config of the language',
      ({ cwd }) => writeFileSync(join(cwd, 'n/tsconfig.json'), '{}'),
      ['a', 'b', 'data'],
    ],
    ['a config', ({ cwd }) => writeFileSync(join(cwd, 'n/ackbook.config.json'), '{}'), ['a', 'b', 'data']],
    ['a lock file', ({ cwd }) => writeFileSync(join(cwd, 'yarn.lock'), ''), ['a', 'b', 'data']],
    ['a file that is called strangely', ({ cwd }) => writeFileSync(join(cwd, 'lib/ä "\n.ts'), ''), []],
  ]
for (const [what, edit, expected] of edits) {
  test(`changed: ${what} → ${expected.length > 0 ? expected.join(', ') : 'none'}`, () =>
    withRepository(project, async (repository) => {
      edit(repository)
      assert.equal(await repository.runs('--changed'), expected)
    }))
}

test('of a branch → what was committed on it, and the working tree; not what the other one did since', () =>
  withRepository(project, async ({ cwd, git, runs, verify }) => {
    git('checkout', '-q', '-b', 'mine')
    writeFileSync(join(cwd, 'lib/y.ts'), 'export const x = 2')
    git('commit', '-q', '-a', '-m', 'mine')
    git('checkout', '-q', 'main')
    writeFileSync(join(cwd, 'n/data/one.csv'), '7')
    git('commit', '-q', '-a', '-m', 'theirs')
    git('checkout', '-q', 'mine')
    assert.equal(await runs('--changed'), [])
    assert.equal(await runs('--changed=main'), ['a'])
    writeFileSync(join(cwd, 'n/data/two.csv'), '2')
    assert.equal(await runs('--changed=main'), ['a', 'data'])
    const { out, code } = await verify('--changed=main', '--why')
    assert.is(code, 0)
    assert.match(out, '2 of 3 notebooks are touched by what differs since main and HEAD parted')
    assert.match(out, 'lib/y.ts changed')
  }))

test('what git does not tell → it is run', () =>
  withRepository(
    {
      ...project,
      'n/made.ipynb': importing('../gen/made.ts'),
      'gen/made.ts': '',
      'n/lost.ipynb': importing('../gen/lost.ts'),
      'n/free.ipynb': notebookFile([['print f', 'f\n']], { ackbook: { cache: false } }),
      'n/open.ipynb': notebookFile([['await import(name)\nprint o', 'o\n']]),
      'lib/quiet.ts': '',
      'n/quiet.ipynb': importing('../lib/quiet.ts'),
    },
    async ({ cwd, git, runs }) => {
      assert.equal(await runs('--changed'), ['free', 'lost', 'made', 'open'])
      git('update-index', '--assume-unchanged', 'lib/quiet.ts')
      writeFileSync(join(cwd, 'lib/quiet.ts'), '1')
      assert.equal(await runs('--changed'), ['free', 'lost', 'made', 'open', 'quiet'])
    },
  ))

const built = {
  'package.json': '{ "name": "mine", "exports": { "./*": "./dist/*.js" } }',
  '.gitignore': 'dist/\nsrc/gen/\n',
  'n/ackbook.config.json': '{ "built": { "../dist": ["../src", "../build.js"] } }',
  'n/a.ipynb': importing('mine/a'),
  'n/b.ipynb': importing('mine/b'),
  'n/map.ipynb': importing('mine/map'),
  'n/none.ipynb': importing('mine/none'),
  'n/folder.ipynb': importing('../dist/deep'),
  'n/other.ipynb': notebookFile([['print b', 'b\n']]),
  'build.js': '',
  'src/a.ts': "import type { C } from './c'\nexport { x } from './deep/d'\nexport const c: C = 1",
  'src/b.ts': 'export const x = 1',
  'src/c.ts': 'export type C = number',
  'src/deep/d.ts': 'export const x = 1',
  'src/deep/e.ts': "export * from './f'",
  'src/deep/f.ts': 'export const x = 1',
  'src/deep/index.ts': 'export const x = 1',
}
const made = {
  'dist/a.js': "export { x } from './deep/d.js'\nexport const c = 1",
  'dist/b.js': 'export const x = 1',
  'dist/deep/d.js': 'export const x = 1',
  'dist/deep/index.js': 'export const x = 1',
  'dist/map.js': 'export const x = 1\n//# sourceMappingURL=map.js.map\n',
  'dist/map.js.map': '{ "version": 3, "sources": ["../src/deep/e.ts", "webpack:///x"], "mappings": "" }',
  'dist/none.js': 'export const x = 1',
}
/** Everything was saved long ago, and built a little later. */
const saved = new Date(1_700_000_000_000)
const builtThen = new Date(1_700_000_100_000)

function withBuild(body: (repository: Repository) => Promise<void>, files: Record<string, string> = {}): Promise<void> {
  const all = { ...built, ...files }
  return withRepository(all, async (repository) => {
    const at = (name: string) => join(repository.cwd, name)
    for (const name of Object.keys(all)) utimesSync(at(name), saved, saved)
    mkdirSync(at('dist/deep'), { recursive: true })
    for (const [name, text] of Object.entries(made)) {
      writeFileSync(at(name), text)
      utimesSync(at(name), builtThen, builtThen)
    }
    await body(repository)
  })
}

const buildEdits: readonly (readonly [
  what: string,
  edit: (at: (name: string) => string) => unknown,
  runs: string[],
])[] = [
  ['nothing', () => undefined, []],
  ['a source', (at) => writeFileSync(at('src/b.ts'), ''), ['b', 'none']],
  ['one of which the types alone are used', (at) => writeFileSync(at('src/c.ts'), ''), ['a', 'none']],
  ['one behind another', (at) => writeFileSync(at('src/deep/d.ts'), ''), ['a', 'none']],
  ['one that a source map names', (at) => writeFileSync(at('src/deep/e.ts'), ''), ['map', 'none']],
  ['one behind that', (at) => writeFileSync(at('src/deep/f.ts'), ''), ['map', 'none']],
  ['one that goes', (at) => rmSync(at('src/b.ts')), ['b', 'none']],
  ['a new one', (at) => writeFileSync(at('src/z.ts'), ''), ['none']],
  ['what the build reads', (at) => writeFileSync(at('build.js'), '1'), ['a', 'b', 'folder', 'map', 'none']],
  ['its config', (at) => writeFileSync(at('src/tsconfig.json'), '{}'), ['a', 'b', 'folder', 'map', 'none']],
  ['what was made', (at) => rmSync(at('dist/deep/d.js')), ['a']],
  [
    'what was made, of a name without an ending',
    (at) => {
      rmSync(at('dist/deep/index.js'))
    },
    ['folder'],
  ],
  ['what git passes over beside the sources', (at) => mkdirSync(at('src/gen')), []],
  [
    'a file there',
    (at) => {
      mkdirSync(at('src/gen'))
      writeFileSync(at('src/gen/x.ts'), '')
      utimesSync(at('src/gen/x.ts'), saved, saved)
    },
    ['none'],
  ],
]
for (const [what, edit, runs] of buildEdits) {
  test(`built folders that git passes over, changed: ${what} → ${runs.join(', ') || 'none'}`, () =>
    withBuild(async (repository) => {
      const at = (name: string) => join(repository.cwd, name)
      edit(at)
      for (const name of Object.keys(made)) if (existsSync(at(name))) utimesSync(at(name), new Date(), new Date())
      assert.equal(await repository.runs('--changed'), runs)
    }))
}

test('a source was saved as git knows it, and not built since → what hangs on it is run, and why is told', () =>
  withBuild(async ({ cwd, runs, verify }) => {
    utimesSync(join(cwd, 'src/c.ts'), new Date(), new Date())
    assert.equal(await runs('--changed'), ['a', 'none'])
    assert.match((await verify('--changed', '--why')).out, 'dist is older than src/c.ts: build it')
  }))

test('no source of what was made is there, by no rule → run; what it is built from is not there → exit code 2', async () => {
  await withBuild(async ({ runs }) => assert.equal(await runs('--changed'), ['a', 'b', 'folder', 'map', 'none']), {
    'n/ackbook.config.json': '{}',
  })
  await withBuild(
    async ({ verify }) => {
      const { code, err } = await verify('--changed')
      assert.is(code, 2)
      assert.match(
        err,
        'ackbook.config.json: "built" names "../sources", which is not there: name what ../dist is built from',
      )
    },
    { 'n/ackbook.config.json': '{ "built": { "../dist": "../sources" } }' },
  )
})

test('before the first commit → all', () =>
  withFolder({ 'n/b.ipynb': project['n/b.ipynb'] }, async (cwd) => {
    spawnSync('git', ['init', '-q'], { cwd })
    const { code, out } = await command(['verify', '--changed', 'n'], { cwd })
    assert.is(code, 0)
    assert.match(out, '1 of 1 notebook is touched')
  }))

test('a repository in this one → as a whole', () =>
  withRepository({ ...project, 'n/c.ipynb': importing('../inner/z.ts') }, async ({ cwd, git, runs }) => {
    mkdirSync(join(cwd, 'inner'))
    writeFileSync(join(cwd, 'inner/z.ts'), '')
    git('init', '-q', 'inner')
    git('-C', 'inner', 'add', '-A')
    git('-C', 'inner', 'commit', '-q', '-m', 'inner')
    assert.equal(await runs('--changed'), ['c'])
    git('-c', 'advice.addEmbeddedRepo=false', 'add', 'inner')
    git('commit', '-q', '-m', 'inner')
    assert.equal(await runs('--changed'), [])
    writeFileSync(join(cwd, 'inner/z.ts'), '1')
    assert.equal(await runs('--changed'), ['c'])
  }))

test('no commit of that name, an option, nothing, no history in common → refused by name, exit code 2', () =>
  withRepository(project, async ({ git, verify }) => {
    git('checkout', '-q', '--orphan', 'alone')
    git('commit', '-q', '-m', 'alone')
    for (const [rev, said] of [
      ['nowhere', '--changed=nowhere names no commit'],
      ['-p', "'-p' is invalid"],
      ['', "'' is invalid"],
      ['main', 'no commit in common'],
    ] as const) {
      const { code, err } = await verify(`--changed=${rev}`)
      assert.is(code, 2, rev)
      assert.match(err, said)
    }
  }))

test('no repository → refused with a way out, exit code 2; the word behind is a notebook', () =>
  withFolder({ 'a.ipynb': project['n/b.ipynb'] }, async (cwd) => {
    const { code, err } = await command(['verify', '--changed', 'a.ipynb'], { cwd })
    assert.is(code, 2)
    assert.match(err, 'a.ipynb is in no git repository')
  }))

test('run → only those too', () =>
  withRepository(project, async ({ cwd }) => {
    writeFileSync(join(cwd, 'lib/y.ts'), '')
    const { out } = await command(['run', '--changed', 'n'], { cwd })
    assert.match(out, '1 of 3 notebooks is touched')
    assert.match(out, '✓ a')
    assert.not.match(out, '✓ b')
  }))

test.run()
