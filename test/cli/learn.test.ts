/** `ackbook learn`. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseNotebook } from '../../lib/notebook/index.ts'
import { command, notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cli: learn')

const one = notebookFile([['print a', 'a\n']])
const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8')
const copyOf = (folder: string, path: string) => parseNotebook(read(folder, path), path).metadata.ackbook?.copyOf
const nothing = 'Nothing was written.'

test('no folder named → copies beside notebooks/, which say of what; the folder keeps itself out of git; the originals as they were', () =>
  withFolder({ 'notebooks/a.ipynb': one, 'notebooks/sub/b.ipynb': one }, async (cwd) => {
    const { code, out, err } = await command(['learn'], { cwd })
    assert.equal([code, err], [0, ''])
    assert.is(out, ' ✓ learn/a.ipynb\n ✓ learn/sub/b.ipynb\n\n 2 copies     ackbook jupyter learn opens them\n')
    assert.is(read(cwd, 'learn/.gitignore'), '*\n')
    assert.is(copyOf(cwd, 'learn/a.ipynb'), '../notebooks/a.ipynb')
    assert.is(copyOf(cwd, 'learn/sub/b.ipynb'), '../../notebooks/sub/b.ipynb')
    assert.not.match(read(cwd, 'learn/a.ipynb'), '"a\\n"')
    for (const path of ['notebooks/a.ipynb', 'notebooks/sub/b.ipynb']) assert.is(read(cwd, path), one)
    assert.equal(readdirSync(join(cwd, 'learn')).sort(), ['.gitignore', 'a.ipynb', 'sub'])
  }))

test('a copy that is there → kept, byte for byte, said; a new notebook gets one; deleted, it is made afresh', () =>
  withFolder({ 'notebooks/a.ipynb': one }, async (cwd) => {
    await command(['learn'], { cwd })
    const fresh = read(cwd, 'learn/a.ipynb')
    const mine = fresh.replace('print a', 'my work')
    writeFileSync(join(cwd, 'learn/a.ipynb'), mine)
    writeFileSync(join(cwd, 'notebooks/b.ipynb'), one)
    const { code, out } = await command(['learn'], { cwd })
    assert.is(code, 0)
    assert.match(out, ' - learn/a.ipynb   kept: you may have worked in it\n ✓ learn/b.ipynb\n\n 1 copy · 1 kept ')
    assert.match(out, 'for a fresh copy, rename or delete the one that was kept, and say this again')
    assert.is(read(cwd, 'learn/a.ipynb'), mine)
    rmSync(join(cwd, 'learn/a.ipynb'))
    await command(['learn'], { cwd })
    assert.is(read(cwd, 'learn/a.ipynb'), fresh)
  }))

test('sources, data and settings beside notebooks → copied; what is hidden, packages, made pages and environments → not', () =>
  withFolder(
    {
      'notebooks/a.ipynb': one,
      'notebooks/helper.ts': 'export {}',
      'notebooks/tsconfig.json': '{}',
      'notebooks/data/x.csv': '1,2',
      'notebooks/.env': 'SECRET=1',
      'notebooks/.hidden/x': '',
      'notebooks/node_modules/p/index.js': '',
      'notebooks/venv/pyvenv.cfg': 'home = /usr',
      'notebooks/site/index.html': '<!doctype html><meta name="generator" content="ackbook">',
      'notebooks/out/.gitignore': '*\n',
      'notebooks/out/b.txt': '',
    },
    async (cwd) => {
      chmodSync(join(cwd, 'notebooks/helper.ts'), 0o755)
      const { out } = await command(['learn'], { cwd })
      assert.match(out, '1 copy · 3 other files')
      const all = readdirSync(join(cwd, 'learn'), { recursive: true, encoding: 'utf8' }).sort()
      assert.equal(all, ['.gitignore', 'a.ipynb', 'data', join('data', 'x.csv'), 'helper.ts', 'tsconfig.json'])
      assert.is(read(cwd, 'learn/data/x.csv'), '1,2')
      assert.is(statSync(join(cwd, 'learn/helper.ts')).mode & 0o111, 0o111)
      writeFileSync(join(cwd, 'learn/helper.ts'), 'export const mine = 1')
      const again = await command(['learn'], { cwd })
      assert.match(again.out, '1 other file kept, which is not as beside the originals')
      assert.is(read(cwd, 'learn/helper.ts'), 'export const mine = 1')
    },
  ))

test('a link inside of the folder → what it leads to; one that leads out → the same link; one in a circle, one to nowhere → nothing', () =>
  withFolder({ 'notebooks/a.ipynb': one, 'notebooks/data/x.csv': '1', 'shared/big.csv': '2' }, async (cwd) => {
    const link = (target: string, name: string) => symlinkSync(target, join(cwd, 'notebooks', name))
    link('data/x.csv', 'inside.csv')
    link('../shared', 'shared')
    link('..', 'data/circle')
    link('nowhere', 'nowhere.csv')
    const { code } = await command(['learn'], { cwd })
    assert.is(code, 0)
    assert.not.ok(lstatSync(join(cwd, 'learn/inside.csv')).isSymbolicLink())
    assert.is(read(cwd, 'learn/inside.csv'), '1')
    assert.is(readlinkSync(join(cwd, 'learn/shared')), join('..', 'shared'))
    assert.equal(readdirSync(join(cwd, 'learn/data')), ['x.csv'])
    assert.not.ok(existsSync(join(cwd, 'learn/nowhere.csv')))
  }))

test('a folder in the copies that is a link to elsewhere → 2, nothing written there', () =>
  withFolder({ 'notebooks/sub/a.ipynb': one, 'notebooks/b.ipynb': one, 'elsewhere/x': '' }, async (cwd) => {
    mkdirSync(join(cwd, 'learn'))
    symlinkSync(join(cwd, 'elsewhere'), join(cwd, 'learn/sub'))
    writeFileSync(join(cwd, 'learn/.gitignore'), '*\n')
    const { code, out, err } = await command(['learn'], { cwd })
    assert.is(code, 2)
    assert.match(err, 'link that leads out of the folder')
    assert.match(err, 'No copy was made of notebooks/sub/a.ipynb.')
    assert.match(out, ' ✓ learn/b.ipynb')
    assert.equal(readdirSync(join(cwd, 'elsewhere')), ['x'])
  }))

test("a folder of somebody else's, the originals' own, copies of copies → 2, nothing written", () =>
  withFolder({ 'notebooks/a.ipynb': one, 'learn/mine.txt': '', file: '' }, async (cwd) => {
    for (const [argv, says] of [
      [
        ['learn'],
        `learn is there and holds no learner's copies: have them elsewhere by "ackbook learn --out DIR". ${nothing}`,
      ],
      [['learn', '--out', 'notebooks'], `--out notebooks holds the originals: name another folder. ${nothing}`],
      [['learn', '--out', 'file/x'], `file/x cannot be written: `],
      [['learn', 'nowhere'], 'nowhere: cannot be read: it is not there.'],
    ] as const) {
      const { code, err } = await command(argv, { cwd })
      assert.is(code, 2, err)
      assert.ok(err.startsWith(`ackbook: ${says}`), err)
    }
    assert.equal(readdirSync(join(cwd, 'learn')), ['mine.txt'])
    await command(['learn', '--out', 'ours'], { cwd })
    const { code, err } = await command(['learn', 'ours', '--out', 'again'], { cwd })
    assert.equal([code, err], [2, `ackbook: ours has learner's copies: name the folder of the originals. ${nothing}\n`])
    assert.not.ok(existsSync(join(cwd, 'again')))
  }))

test('two folders of notebooks with one name → the second is refused where the first has its copy', () =>
  withFolder({ 'notebooks/a.ipynb': one, 'more/a.ipynb': one }, async (cwd) => {
    await command(['learn'], { cwd })
    const { code, err } = await command(['learn', 'more'], { cwd })
    assert.is(code, 2)
    assert.match(err, 'learn/a.ipynb: is kept, for it is a copy of ../notebooks/a.ipynb: name another folder by --out')
  }))

test('a notebook that is none → 2, said; the others are copied', () =>
  withFolder({ 'notebooks/a.ipynb': one, 'notebooks/b.ipynb': '{' }, async (cwd) => {
    const { code, out, err } = await command(['learn'], { cwd })
    assert.is(code, 2)
    assert.match(err, /^ackbook: notebooks\/b\.ipynb: .* No copy was made of it\.\n$/)
    assert.match(out, ' ✓ learn/a.ipynb\n\n 1 copy ')
  }))

test('the config says which notebooks → those, from the folder that they have in common; --no-config does without', () =>
  withFolder(
    {
      'ackbook.config.json': '{ "include": ["course/*.ipynb"], "exclude": ["course/draft.ipynb"] }',
      'package.json': '{}',
      'course/a.ipynb': one,
      'course/draft.ipynb': one,
      'notebooks/b.ipynb': one,
    },
    async (cwd) => {
      assert.match((await command(['learn'], { cwd })).out, ' ✓ learn/a.ipynb\n\n 1 copy')
      const { out } = await command(['learn', '--no-config', '--out', 'other'], { cwd })
      assert.match(out, ' ✓ other/b.ipynb\n\n 1 copy')
    },
  ))

test('the top of a project, and the folder that we are in → the copies are in it, and are no notebooks of it', () =>
  withFolder({ 'package.json': '{}', 'a.ipynb': one }, async (cwd) => {
    await command(['learn', '.'], { cwd })
    assert.is(copyOf(cwd, 'learn/a.ipynb'), '../a.ipynb')
    assert.match((await command(['learn', '.'], { cwd })).out, ' - learn/a.ipynb   kept')
    assert.equal(readdirSync(join(cwd, 'learn')).sort(), ['.gitignore', 'a.ipynb', 'package.json'])
  }))

for (const [what, argv] of [
  ['nothing named', ['verify']],
  ['a folder above', ['verify', '.']],
  ['render', ['render', '--out', 'site']],
] as const) {
  test(`copies are there, ${what} → the originals alone are looked for`, () =>
    withFolder(
      { 'ackbook.config.json': '{ "include": ["**/*.ipynb"] }', 'package.json': '{}', 'notebooks/a.ipynb': one },
      async (cwd) => {
        await command(['learn', 'notebooks'], { cwd })
        writeFileSync(join(cwd, 'notebooks/moved.ipynb'), read(cwd, 'learn/a.ipynb'))
        const { code, out, err } = await command(argv, { cwd })
        assert.equal([code, err], [0, ''])
        assert.not.match(out, /learn|moved/)
        assert.match(out, /1 (?:verified|page|notebook)/)
      },
    ))
}

test('a copy that is named, or its folder → run: what nobody has run is no difference, what was stored is compared', () =>
  withFolder({ 'notebooks/a.ipynb': one, 'notebooks/b.ipynb': one }, async (cwd) => {
    await command(['learn'], { cwd })
    const named = await command(['verify', 'learn/a.ipynb'], { cwd })
    assert.equal([named.code, named.err], [0, ''])
    assert.match(named.out, ' ✓ a     1 cell')
    assert.match((await command(['verify', 'learn'], { cwd })).out, '2 verified')
    const { out } = await command(['run', 'learn/b.ipynb'], { cwd })
    assert.match(out, '1 cell')
    writeFileSync(join(cwd, 'learn/b.ipynb'), read(cwd, 'learn/b.ipynb').replace('"a\\n"', '"b\\n"'))
    assert.is((await command(['verify', 'learn/b.ipynb'], { cwd })).code, 1)
    rmSync(join(cwd, 'notebooks'), { recursive: true })
    writeFileSync(join(cwd, 'ackbook.config.json'), '{ "include": ["learn"] }')
    const alone = await command(['verify'], { cwd })
    assert.is(alone.code, 2)
    assert.match(
      alone.err,
      "learn/a.ipynb: is a learner's copy, and there are no other notebooks: name it where it is meant",
    )
  }))

test.run()
