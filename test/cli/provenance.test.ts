import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { command, type Done, notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { read, textOf } from '../helpers/pages.ts'

const test = suite('cli: what a page knows of its verifying')

const text = '{"cell_type":"markdown","id":"t","metadata":{},"source":"# T"},'
const good = notebookFile([
  ['print a', 'a\n'],
  ['print b', 'b\n'],
]).replace('"cells": [', `"cells": [${text}`)
const differs = good.replace('"a\\n"', '"old\\n"')

interface Place {
  cwd: string
  done(...argv: string[]): Promise<Done>
  /** The page of `a.ipynb`, made now. */
  page(...words: string[]): Promise<ReturnType<typeof read>>
  write(notebook: string): void
}

function withNotebook(notebook: string, body: (place: Place) => Promise<void>): Promise<void> {
  return withFolder({ 'a.ipynb': notebook }, async (cwd) => {
    const env = { CI: 'true', ACKBOOK_CACHE_DIR: join(cwd, '.kept') }
    const done = (...argv: string[]) => command(argv, { cwd, env })
    await body({
      cwd,
      done,
      page: async (...words) => {
        await done('render', 'a.ipynb', '--out', 'site', ...words)
        return read(readFileSync(join(cwd, 'site', 'a.html'), 'utf8'))
      },
      write: (now) => writeFileSync(join(cwd, 'a.ipynb'), now),
    })
  })
}

/** A commit with these files, in a repository that is made where there is none: its id. */
async function committed(cwd: string, ...files: string[]): Promise<string> {
  const git = (...words: string[]) => execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd })
  await git('init', '--quiet')
  if (files.length > 0) await git('add', ...files)
  await git('commit', '--quiet', '--allow-empty', '--message', 'Add')
  return (await git('rev-parse', 'HEAD')).stdout
}

const stampOf = (page: ReturnType<typeof read>) => textOf(page.one('p', 'stamp'))
const toldOf = (page: ReturnType<typeof read>) => page.all('p', 'found').map(textOf)

for (const [what, notebook, code, stamp] of [
  ['green', good, 0, '✓ Verified 1970-01-01, scripted'],
  ['red', differs, 1, '✗ Not verified 1970-01-01: 1 finding'],
] as const) {
  test(`render right after a ${what} verify → the page that render --verify makes`, () =>
    withNotebook(notebook, async ({ done, page }) => {
      assert.is((await done('verify', 'a.ipynb', '--no-rerun')).code, code)
      const after = await page()
      assert.is(stampOf(after), stamp)
      assert.is(after.html, (await page('--verify', '--no-rerun')).html)
    }))
}

test('never verified → each output as it is stored, nothing said of it', () =>
  withNotebook(good, async ({ page }) => {
    const made = await page()
    assert.match(stampOf(made), /^The outputs are those stored/)
    assert.equal(toldOf(made), [])
    assert.is(
      textOf(made.one('footer')),
      'Made by ackbook from the notebook, a TypeScript one. Its outputs are not verified.',
    )
  }))

test('the text is another by now → verified still; the code → not from there on', () =>
  withNotebook(good, async ({ done, page, write }) => {
    await done('verify', 'a.ipynb')
    write(good.replace('# T', '# Other'))
    const retold = await page()
    assert.match(stampOf(retold), /^✓ Verified/)
    assert.equal(toldOf(retold), ['✓ Verified', '✓ Verified'])
    write(good.replace('print b', 'print b // x'))
    const recoded = await page()
    assert.is(stampOf(recoded), '✗ Not verified 1970-01-01: 1 code cell has changed since')
    assert.equal(toldOf(recoded), ['✓ Verified', '○ Not verified: this cell, or code before it, has changed since.'])
  }))

test('verified again and red, though nothing in it has changed → the green verdict is gone', () =>
  withNotebook(good, async ({ cwd, done, page }) => {
    await done('verify', 'a.ipynb')
    const env = { CI: 'true', ACKBOOK_CACHE_DIR: join(cwd, '.kept') }
    await command(['verify', 'a.ipynb', '--no-rerun'], {
      ...{ cwd, env },
      runNotebook: async (notebook, path, options) => {
        const { scriptedRun } = await import('../helpers/command.ts')
        const run = await scriptedRun(notebook, path, options)
        return { ...run, cells: run.cells.map((cell) => ({ ...cell, outputs: [] })) }
      },
    })
    assert.is(stampOf(await page()), '✗ Not verified 1970-01-01: 2 findings')
  }))

test('new outputs stored by --update → nothing is known of them until they are verified', () =>
  withNotebook(differs, async ({ done, page }) => {
    await done('verify', 'a.ipynb', '--update')
    assert.match(stampOf(await page()), /^The outputs are those stored/)
    await done('verify', 'a.ipynb')
    assert.match(stampOf(await page()), /^✓ Verified/)
  }))

test('a verdict that was changed by hand → passed over with a word, the page made', () =>
  withNotebook(differs, async ({ cwd, done, page }) => {
    await done('verify', 'a.ipynb', '--no-rerun')
    const folder = join(cwd, '.ackbook', 'verdicts')
    const file = join(folder, readdirSync(folder)[0]!)
    writeFileSync(file, readFileSync(file, 'utf8').replace('"verdict":"differs"', '"verdict":"verified"'))
    const { code, err } = await done('render', 'a.ipynb', '--out', 'site')
    assert.is(code, 0)
    assert.match(
      err,
      /^ackbook: a\.ipynb: what was left of its verifying .* is passed over\. ackbook verify leaves it anew\.\n$/,
    )
    assert.match(stampOf(await page()), /^The outputs are those stored/)
  }))

test('verified from the cache on a later day → the day and the commit of its run; the day alone, where what was left is gone', () =>
  withFolder({ 'a.ipynb': good }, async (cwd) => {
    const env = { ACKBOOK_CACHE_DIR: join(cwd, '.kept') }
    const on = (day: string, ...argv: string[]) => command(argv, { cwd, env, date: () => new Date(day) })
    const facts = async () => {
      await on('2026-11-30', 'render', 'a.ipynb', '--out', 'site')
      const page = read(readFileSync(join(cwd, 'site', 'a.html'), 'utf8'))
      return [stampOf(page), /Commit [\da-f]{12}/.exec(textOf(page.one('footer')))?.[0]]
    }
    const id = await committed(cwd, 'a.ipynb')
    await on('2026-11-28', 'verify', 'a.ipynb')
    assert.match((await on('2026-11-30', 'verify', 'a.ipynb')).out, /1 unchanged since 2026-11-28/)
    assert.equal(await facts(), ['✓ Verified 2026-11-28, scripted', `Commit ${id.slice(0, 12)}`])
    rmSync(join(cwd, '.ackbook'), { recursive: true })
    await on('2026-11-30', 'verify', 'a.ipynb')
    assert.equal(await facts(), ['✓ Verified 2026-11-28, scripted', undefined])
  }))

test('a project in which nothing can be left → said once, verified all the same', () =>
  withFolder({ 'a.ipynb': good, 'b.ipynb': good, '.ackbook': '' }, async (cwd) => {
    const { code, err } = await command(['verify', '.'], { cwd })
    assert.is(code, 0)
    assert.match(
      err,
      /^ackbook: \.ackbook.*: cannot be written: .* Pages made later will not tell what was verified\.\n$/,
    )
    assert.is(err.trimEnd().split('\n').length, 1)
  }))

test('in a repository → its commit, and whether a file of it was another; none of a notebook that it does not have', () =>
  withNotebook(good, async ({ cwd, done, page, write }) => {
    await committed(cwd)
    const commitOn = async () => {
      await done('verify', 'a.ipynb')
      return /Commit (.*?) · /.exec(textOf((await page()).one('footer')))?.[1]
    }
    assert.is(await commitOn(), undefined)
    const id = await committed(cwd, 'a.ipynb')
    assert.is(await commitOn(), id.slice(0, 12))
    write(good.replace('# T', '# Other'))
    assert.is(await commitOn(), `${id.slice(0, 12)}, with changes`)
    assert.not.ok(existsSync(join(cwd, '.git', 'index.lock')))
  }))

test.run()
