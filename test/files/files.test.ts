import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkWritable, type FoundInputs, findNotebooks, readNotebook, writeWhole } from '../../lib/files/index.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('files')

const pathsOf = (found: FoundInputs) => found.notebooks.map(({ path }) => path)

test('a folder → its notebooks at any depth, numbers in order, without checkpoints, packages and hidden folders', () =>
  withFolder(
    {
      'n/10-z.ipynb': '',
      'n/2.1.ipynb': '',
      'n/2.1.3.ipynb': '',
      'n/1.ipynb': '',
      'n/.hidden.ipynb': '',
      'n/readme.md': '',
      'n/sub/a.ipynb': '',
      'n/.ipynb_checkpoints/1.ipynb': '',
      'n/node_modules/x/a.ipynb': '',
      'n/.git/a.ipynb': '',
    },
    async (cwd) => {
      const found = await findNotebooks(['n'], cwd)
      assert.equal(found.problems, [])
      assert.equal(pathsOf(found), ['n/1.ipynb', 'n/2.1.ipynb', 'n/2.1.3.ipynb', 'n/10-z.ipynb', 'n/sub/a.ipynb'])
      assert.is(found.notebooks.at(-1)!.below, 'sub/a.ipynb')
    },
  ))

test('a file named twice, and again by its folder → once, where it stood first', () =>
  withFolder({ 'n/a.ipynb': '', 'n/b.ipynb': '' }, async (cwd) => {
    const found = await findNotebooks(['./n/b.ipynb', 'n', join(cwd, 'n/a.ipynb')], cwd)
    assert.equal(pathsOf(found), ['n/b.ipynb', 'n/a.ipynb'])
  }))

test('a path that is not there, a folder without notebooks → problems in a sentence; the rest is found', () =>
  withFolder({ 'n/a.ipynb': '', 'empty/x.md': '' }, async (cwd) => {
    const found = await findNotebooks(['gone.ipynb', 'empty', 'n', 'n/a.ipynb/x'], cwd)
    assert.equal(pathsOf(found), ['n/a.ipynb'])
    assert.equal(
      found.problems.map((problem) => `${problem.path}: ${problem.message}`),
      [
        'gone.ipynb: cannot be read: it is not there',
        'empty: no notebooks in this folder (*.ipynb)',
        'n/a.ipynb/x: cannot be read: a part of its path is not a folder',
      ],
    )
  }))

test('a symbolic link to a folder above → not followed round and round', () =>
  withFolder({ 'n/a.ipynb': '', 'other/b.ipynb': '' }, async (cwd) => {
    symlinkSync('..', join(cwd, 'n/up'))
    // Two ways up: walked again and again they would double at every turn.
    symlinkSync('..', join(cwd, 'n/up2'))
    symlinkSync('../other', join(cwd, 'n/other'))
    const found = await findNotebooks(['n'], cwd)
    assert.equal(pathsOf(found), ['n/a.ipynb', 'n/other/b.ipynb'])
    assert.equal(found.problems, [])
  }))

const saidOf = (found: FoundInputs) => found.problems.map(({ path, message }) => `${path}: ${message}`)

test('what a folder holds under *.ipynb and cannot be opened → problems; the rest is found', () =>
  withFolder({ 'n/a.ipynb': '', 'n/z/b.ipynb': '' }, async (cwd) => {
    symlinkSync('gone.ipynb', join(cwd, 'n/dangling.ipynb'))
    symlinkSync('loop.ipynb', join(cwd, 'n/loop.ipynb'))
    symlinkSync('gone', join(cwd, 'n/no-notebook'))
    symlinkSync('gone.ipynb', join(cwd, 'n/.hidden.ipynb'))
    execFileSync('mkfifo', [join(cwd, 'n/z/pipe.ipynb')])
    const found = await findNotebooks(['n'], cwd)
    assert.equal(pathsOf(found), ['n/a.ipynb', 'n/z/b.ipynb'])
    assert.equal(saidOf(found), [
      'n/dangling.ipynb: cannot be read: it is a link to what is not there',
      'n/loop.ipynb: cannot be read: its symbolic links form a circle',
      'n/z/pipe.ipynb: cannot be read: it is neither a file nor a folder',
    ])
  }))

const asUser = process.getuid?.() === 0 ? test.skip : test
asUser('a folder below that may not be read → a problem; the rest is found', () =>
  withFolder({ 'n/a.ipynb': '', 'n/locked/b.ipynb': '', 'n/z.ipynb': '' }, async (cwd) => {
    chmodSync(join(cwd, 'n/locked'), 0)
    try {
      const found = await findNotebooks(['n'], cwd)
      assert.equal(pathsOf(found), ['n/a.ipynb', 'n/z.ipynb'])
      assert.equal(saidOf(found), ['n/locked: cannot be read: permission denied'])
    } finally {
      chmodSync(join(cwd, 'n/locked'), 0o755)
    }
  }),
)

test('a link that comes before the file itself, by name or in the order of folders → the file once, by its own way', () =>
  withFolder({ 'n/z/x.ipynb': '', 'n/c.ipynb': '' }, async (cwd) => {
    symlinkSync('z/x.ipynb', join(cwd, 'n/a.ipynb'))
    symlinkSync('z', join(cwd, 'n/b'))
    const found = await findNotebooks(['n'], cwd)
    assert.equal(found.notebooks, [
      { path: 'n/z/x.ipynb', below: 'z/x.ipynb' },
      { path: 'n/c.ipynb', below: 'c.ipynb' },
    ])
    assert.equal(pathsOf(await findNotebooks(['n/a.ipynb', 'n/z/x.ipynb'], cwd)), ['n/z/x.ipynb'])
    assert.equal(pathsOf(await findNotebooks(['n/a.ipynb'], cwd)), ['n/a.ipynb'])
  }))

test('an output folder inside the folder that is given → no input, however it is reached; given itself it is', () =>
  withFolder({ 'n/a.ipynb': '', 'n/out/a.ipynb': '', 'n/out/sub/b.ipynb': '', 'm/out/c.ipynb': '' }, async (cwd) => {
    symlinkSync('out', join(cwd, 'n/again'))
    const found = (output: string, ...paths: string[]) => findNotebooks(paths, cwd, output).then(pathsOf)
    assert.equal(await found('n/out', 'n'), ['n/a.ipynb'])
    assert.equal(await found(join(cwd, 'n/again'), 'n'), ['n/a.ipynb'])
    assert.equal(await found('n/out', 'n/out'), ['n/out/a.ipynb', 'n/out/sub/b.ipynb'])
    assert.equal(await found('n', 'n', 'm'), ['n/a.ipynb', 'n/out/a.ipynb', 'n/out/sub/b.ipynb', 'm/out/c.ipynb'])
    assert.equal(saidOf(await findNotebooks(['m'], cwd, 'm/out')), [
      'm: no notebooks in this folder (*.ipynb) but those in the output folder',
    ])
  }))

test('a hidden folder that is named → its notebooks', () =>
  withFolder({ '.drafts/a.ipynb': '' }, async (cwd) => {
    assert.equal(pathsOf(await findNotebooks(['.drafts'], cwd)), ['.drafts/a.ipynb'])
  }))

test('bytes that are not UTF-8 → no notebook', () =>
  withFolder({}, async (cwd) => {
    writeFileSync(join(cwd, 'x.ipynb'), Buffer.from([0xff, 0xfe, 0x7b, 0x00]))
    try {
      await readNotebook('x.ipynb', cwd)
      assert.unreachable()
    } catch (error) {
      assert.is((error as Error).message, 'not a notebook: not JSON (it is not UTF-8 text)')
    }
  }))

test('written whole: mode kept, symbolic link kept, nothing left beside it', () =>
  withFolder({ 'real/x.ipynb': 'old' }, async (cwd) => {
    chmodSync(join(cwd, 'real/x.ipynb'), 0o666)
    mkdirSync(join(cwd, 'links'))
    symlinkSync('../real/x.ipynb', join(cwd, 'links/x.ipynb'))
    await writeWhole(join(cwd, 'links/x.ipynb'), 'new')
    assert.is(readFileSync(join(cwd, 'real/x.ipynb'), 'utf8'), 'new')
    assert.is(statSync(join(cwd, 'real/x.ipynb')).mode & 0o777, 0o666)
    assert.ok(lstatSync(join(cwd, 'links/x.ipynb')).isSymbolicLink())
    assert.equal(readdirSync(join(cwd, 'real')), ['x.ipynb'])
    assert.equal(readdirSync(join(cwd, 'links')), ['x.ipynb'])
  }))

test('a new file in folders that are missing → made', () =>
  withFolder({}, async (cwd) => {
    await writeWhole(join(cwd, 'a/b/c.html'), 'page')
    assert.is(readFileSync(join(cwd, 'a/b/c.html'), 'utf8'), 'page')
  }))

test('many new files at once in folders that are missing → all made', () =>
  withFolder({}, async (cwd) => {
    const names = Array.from({ length: 20 }, (_, at) => `a/${'b/'.repeat(at % 4)}c/${at}.html`)
    await Promise.all(names.map((name) => writeWhole(join(cwd, name), name)))
    for (const name of names) assert.is(readFileSync(join(cwd, name), 'utf8'), name)
  }))

/** Writes in a process of its own, whose shell runs `setUp` first. */
function writeInChild(setUp: string, path: string, size: number): { out: string; status: number | null } {
  const program = `
    import { writeWhole } from ${JSON.stringify(new URL('../../lib/dist/files/index.js', import.meta.url).href)}
    await writeWhole(process.argv[1], 'x'.repeat(Number(process.argv[2]))).then(() => console.log('written'), (error) => console.log(error.message))
  `
  const node = `"${process.execPath}" --input-type=module -e "$PROGRAM" "$1" "$2"`
  const child = spawnSync('sh', ['-c', `${setUp}\nexec ${node}`, 'sh', path, String(size)], {
    env: { ...process.env, PROGRAM: program },
    encoding: 'utf8',
  })
  return { out: child.stdout + child.stderr, status: child.status }
}

test('larger than the largest file allowed → refused in a sentence, the old file whole, nothing left beside it', () =>
  withFolder({ 'x.ipynb': 'old' }, (cwd) => {
    const { out } = writeInChild('ulimit -f 8', join(cwd, 'x.ipynb'), 1_000_000)
    assert.is(out, 'cannot be written: it would be larger than the largest file allowed here. The file is as it was\n')
    assert.is(readFileSync(join(cwd, 'x.ipynb'), 'utf8'), 'old')
    const { out: aboutNew } = writeInChild('ulimit -f 8', join(cwd, 'new.ipynb'), 1_000_000)
    assert.match(aboutNew, /^cannot be written: .* No file was made\n$/)
    assert.equal(readdirSync(cwd), ['x.ipynb'])
  }))

const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0
const mountTest = canMount ? test : test.skip
mountTest('the disk fills up in the middle → refused in a sentence, the old file whole', () =>
  withFolder({}, (cwd) => {
    const inside = `
      set -e
      mount -t tmpfs -o size=64k none "${cwd}"
      printf old > "${cwd}/x.ipynb"
      sh -c "$INNER"
      cat "${cwd}/x.ipynb"; echo; ls -A "${cwd}"
    `
    const program = `
      import { writeWhole } from ${JSON.stringify(new URL('../../lib/dist/files/index.js', import.meta.url).href)}
      await writeWhole(process.argv[1], 'x'.repeat(100000)).then(() => console.log('written'), (error) => console.log(error.message))
    `
    const out = execFileSync('unshare', ['-rm', 'sh', '-c', inside], {
      env: {
        ...process.env,
        PROGRAM: program,
        INNER: `"${process.execPath}" --input-type=module -e "$PROGRAM" "${cwd}/x.ipynb"`,
      },
      encoding: 'utf8',
    })
    assert.is(out, 'cannot be written: the disk is full. The file is as it was\nold\nx.ipynb\n')
  }),
)

mountTest('a read-only file system → named as such, for a file that is there, a new one and one in new folders', () =>
  withFolder({}, (cwd) => {
    const inside = `
      set -e
      mount -t tmpfs none "${cwd}"
      printf old > "${cwd}/x.ipynb"
      mount -o remount,ro none "${cwd}"
      sh -c "$INNER"
    `
    const program = `
      import { checkWritable, writeWhole } from ${JSON.stringify(new URL('../../lib/dist/files/index.js', import.meta.url).href)}
      const tell = (error) => console.log(error.message)
      for (const name of ['x.ipynb', 'new.html', 'a/b/c.html']) await writeWhole(process.argv[1] + '/' + name, '').catch(tell)
      await checkWritable(process.argv[1] + '/x.ipynb').catch(tell)
    `
    const out = execFileSync('unshare', ['-rm', 'sh', '-c', inside], {
      env: {
        ...process.env,
        PROGRAM: program,
        INNER: `"${process.execPath}" --input-type=module -e "$PROGRAM" "${cwd}"`,
      },
      encoding: 'utf8',
    })
    assert.equal(out.split('\n'), [
      'cannot be written: its file system is read-only. The file is as it was',
      'cannot be written: its file system is read-only. No file was made',
      'cannot be written: its file system is read-only. No file was made',
      'cannot be written: its file system is read-only: copy it to where it can be written, or leave it out',
      '',
    ])
  }),
)

test('a read-only file → refused, also for an administrator; one that is not there → no obstacle', () =>
  withFolder({ 'x.ipynb': 'old' }, async (cwd) => {
    await checkWritable(join(cwd, 'x.ipynb'))
    await checkWritable(join(cwd, 'gone.ipynb'))
    chmodSync(join(cwd, 'x.ipynb'), 0o444)
    try {
      await checkWritable(join(cwd, 'x.ipynb'))
      assert.unreachable()
    } catch (error) {
      assert.is((error as Error).message, 'is read-only: make it writable (chmod u+w) or leave it out')
    }
  }))

mountTest('a file system that is read-only → named as such: for a notebook there, and for a page in a new folder', () =>
  withFolder({ 'x.ipynb': 'old' }, (cwd) => {
    const program = `
      import { checkWritable, writeWhole } from ${JSON.stringify(new URL('../../lib/dist/files/index.js', import.meta.url).href)}
      const [x, page] = process.argv.slice(1)
      const say = (error) => console.log(error.message)
      await checkWritable(x).catch(say)
      await writeWhole(page, 'page').catch(say)
    `
    const inside = `mount --bind "${cwd}" "${cwd}" && mount -o remount,ro,bind "${cwd}" && exec sh -c "$INNER"`
    const out = execFileSync('unshare', ['-rm', 'sh', '-c', inside], {
      env: {
        ...process.env,
        PROGRAM: program,
        INNER: `"${process.execPath}" --input-type=module -e "$PROGRAM" "${cwd}/x.ipynb" "${cwd}/a/b/page.html"`,
      },
      encoding: 'utf8',
    })
    assert.is(
      out,
      'cannot be written: its file system is read-only: copy it to where it can be written, or leave it out\ncannot be written: its file system is read-only. No file was made\n',
    )
  }),
)

test.run()
