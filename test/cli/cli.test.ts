import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunNotebook, RunOptions } from '../../lib/run/index.ts'
import { Times } from '../../lib/schedule/index.ts'
import { command, notebookFile, scriptedRun } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { deadLinks } from '../helpers/links.ts'

const test = suite('cli')

const good = notebookFile([['print a', 'a\n']])
const differs = notebookFile([['print new', 'old\n']])
const failing = notebookFile([
  ['print a', 'stale\n'],
  ['fail', ''],
  ['print never', 'left over\n'],
])
const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8')
const neverRuns: RunNotebook = () => Promise.reject(new Error('must not run'))
const nothing = 'Nothing was run or written.'

test('verify: everything as stored → 0, a line a notebook, a summary, nothing written', () =>
  withFolder({ 'notebooks/a.ipynb': good, 'notebooks/sub/b.ipynb': good }, async (cwd) => {
    const { code, out, err } = await command(['verify'], { cwd })
    assert.equal([code, err], [0, ''])
    assert.is(out, ' ✓ a     1 cell    0.1 s\n ✓ b     1 cell    0.1 s\n\n 2 verified · 2 cells · 0.0 s (2 kernels)\n')
    assert.is(read(cwd, 'notebooks/a.ipynb'), good)
  }))

test('times of the last run are known → the longest runs first, and the new ones are kept', () =>
  withFolder({ 'a.ipynb': good, 'b.ipynb': good, 'c.ipynb': good }, async (cwd) => {
    const folder = join(cwd, 'cache')
    mkdirSync(folder)
    writeFileSync(join(folder, 'times.json'), JSON.stringify({ [join(cwd, 'b.ipynb')]: 9, [join(cwd, 'c.ipynb')]: 99 }))
    const order: string[] = []
    const runNotebook: RunNotebook = (notebook, path, options) => {
      order.push(path.replace(/^.*\//, ''))
      return scriptedRun(notebook, path, options)
    }
    const { out } = await command(['verify', '.', '--jobs', '1'], { cwd, runNotebook, times: () => Times.in(folder) })
    // Of the first nothing is known, but it is as large as the others.
    assert.equal(order, ['c.ipynb', 'a.ipynb', 'b.ipynb'])
    assert.match(out, /✓ c .*\n ✓ a .*\n ✓ b /)
    const kept = JSON.parse(read(folder, 'times.json'))
    assert.equal(Object.values(kept), [100, 100, 100])
  }))

test('--verbose → the summary says how long the processors worked', () =>
  withFolder({ 'a.ipynb': good }, async (cwd) => {
    let seconds = 1
    let now = 0
    const { out } = await command(['verify', 'a.ipynb', '--verbose'], {
      cwd,
      clock: { now: () => (now += 1000), every: () => () => undefined },
      processorSeconds: async () => (seconds *= 3),
    })
    assert.match(out, /\d\.0 s \(1 kernel; 6\.0 s of processors, \d\.\d at once\)\n$/)
  }))

test('verify: an output differs → 1, the diff, the notebook as it was', () =>
  withFolder({ 'a.ipynb': differs }, async (cwd) => {
    const { code, out } = await command(['verify', 'a.ipynb'], { cwd })
    assert.is(code, 1)
    assert.ok(out.startsWith(' ✗ a   cell 1 of 1 (id cell-1) differs\n     stdout\n       - old\n       + new\n'), out)
    assert.is(read(cwd, 'a.ipynb'), differs)
  }))

test('verify: nothing at all is verified → 1, said; among others → 0, with a mark of its own', () => {
  const skipped = notebookFile([['print a', 'a\n']]).replace(
    '"metadata": {}',
    '"metadata": { "tags": ["skip-execution"] }',
  )
  const files = {
    'a.ipynb': notebookFile([]),
    'b.ipynb': notebookFile([[' ', '']]),
    'c.ipynb': skipped,
    'd.ipynb': good,
  }
  return withFolder(files, async (cwd) => {
    const vain = await command(['verify', 'a.ipynb', 'b.ipynb', 'c.ipynb'], { cwd })
    assert.is(vain.code, 1)
    assert.is(vain.err, 'ackbook: nothing was verified: every cell is empty or skipped\n')
    assert.ok(vain.out.startsWith(' ○ '), vain.out)
    assert.match(vain.out, /^ ○ c {2}.*0 cells .*nothing to verify {3}1 skipped$/m)
    assert.not(vain.out.includes('✓'))
    const { code, out, err } = await command(['verify', '.'], { cwd })
    assert.equal([code, err], [0, ''])
    assert.match(out, /^ ✓ d/m)
    assert.ok(
      out.endsWith('\n 1 verified · 3 without anything to verify · 1 cell · 1 skipped · 0.0 s (2 kernels)\n'),
      out,
    )
  })
})

test('verify: cells that are skipped or whose outputs are ignored → in the line and in the summary', () =>
  withFolder(
    {
      'a.ipynb': notebookFile([
        ['print a', 'a\n'],
        ['// NBVAL_SKIP\nprint b', 'c\n'],
        ['// NBVAL_IGNORE_OUTPUT\nprint d', 'e\n'],
      ]),
    },
    async (cwd) => {
      const { code, out } = await command(['verify', 'a.ipynb'], { cwd })
      assert.is(code, 0)
      assert.match(out, /^ ✓ a {4}2 cells {4}0\.1 s {3}1 skipped {3}1 ignored$/m)
      assert.match(out, / 1 verified · 2 cells · 1 skipped · 1 ignored · /)
    },
  ))

test('verify: stored by a run out of order → 0, with a note', () =>
  withFolder(
    {
      'a.ipynb': notebookFile([
        ['print a', 'a\n'],
        ['print b', 'b\n'],
      ]).replace('"execution_count": 2', '"execution_count": 1'),
    },
    async (cwd) => {
      const { code, out } = await command(['verify', 'a.ipynb'], { cwd })
      assert.is(code, 0)
      assert.match(out, /0\.1 s {3}stored by a run that did not go from top to bottom \(counts 1, 1\)$/m)
    },
  ))

test('verify: never run → 1, and both ways on are named', () =>
  withFolder({ 'a.ipynb': notebookFile([['print a']]) }, async (cwd) => {
    const { code, out } = await command(['verify', 'a.ipynb'], { cwd })
    assert.is(code, 1)
    assert.match(
      out,
      /never executed.*\n {5}ackbook run, or verify --update, stores its outputs; ackbook run --output-dir DIR/,
    )
  }))

test('settings without meaning, a tag a letter off → 2, nothing run, the others verified', () =>
  withFolder(
    {
      'a.ipynb': notebookFile([['print a', 'a\n']], { ackbook: { timeout: '3' } }),
      'b.ipynb': good.replace('"metadata": {}', '"metadata": { "tags": ["raises_excpetion"] }'),
      'c.ipynb': good,
    },
    async (cwd) => {
      const { code, out, err } = await command(['verify', '.'], { cwd })
      assert.is(code, 2)
      assert.equal(err.split('\n'), [
        'ackbook: a.ipynb: metadata of the notebook: "timeout" is "3", not a number of seconds above 0, or null for no limit. Nothing of it was run.',
        'ackbook: b.ipynb: metadata of cell 1 (id cell-1): the tag "raises_excpetion" is not known: did you mean "raises-exception"? Nothing of it was run.',
        '',
      ])
      assert.match(out, /^ ✓ c/m)
    },
  ))

test('an output folder inside the folder that is run or rendered → what lies there is no input', () =>
  withFolder({ 'n/a.ipynb': good }, async (cwd) => {
    for (const round of [1, 2]) {
      const { code, err } = await command(['run', 'n', '--output-dir', 'n/out'], { cwd })
      assert.equal([code, err], [0, ''], `round ${round}`)
    }
    assert.equal(readdirSync(join(cwd, 'n/out')), ['a.ipynb'])
    const rendered = await command(['render', 'n', '--out', 'n/out'], { cwd })
    assert.is(rendered.code, 0)
    assert.equal(readdirSync(join(cwd, 'n/out')).sort(), ['a.html', 'a.ipynb', 'ackbook'])
  }))

test('verify: a cell fails → 1', () =>
  withFolder({ 'a.ipynb': failing }, async (cwd) => {
    const { code, out } = await command(['verify', 'a.ipynb'], { cwd })
    assert.is(code, 1)
    assert.ok(out.includes('cell 2 of 3 (id cell-2): the cell failed: scripted'), out)
  }))

test('verify: files that are no notebooks beside a good one and a wrong one → each said, the others verified, 2', () =>
  withFolder(
    {
      'n/a.ipynb': good,
      'n/b.ipynb': '{"cells": [}',
      'n/c.ipynb': '{"nbformat": 4}',
      'n/d.ipynb': '{"nbformat": 3, "worksheets": []}',
      'n/e.ipynb': differs,
      'n/f.ipynb': notebookFile([], { ackbook: { normalise: ['prot'] } }),
      'n/g.ipynb': notebookFile([['print a', 'a\n']], { kernelspec: { name: 'no-such-kernel' } }),
      'n/h.ipynb': notebookFile([['print a', 'a\n']], { kernelspec: undefined }),
      'empty/x.md': '',
    },
    async (cwd) => {
      const { code, out, err } = await command(['verify', 'n', 'gone.ipynb', 'empty'], { cwd })
      assert.is(code, 2)
      const lines = err.trimEnd().split('\n')
      assert.equal(lines.slice(0, 5), [
        `ackbook: gone.ipynb: cannot be read: it is not there. Nothing of it was run.`,
        `ackbook: empty: no notebooks in this folder (*.ipynb). Nothing of it was run.`,
        `ackbook: n/b.ipynb: not a notebook: not JSON ("}" stands where a value should be, line 1, column 12). Nothing of it was run.`,
        `ackbook: n/c.ipynb: not a notebook: "cells" is missing (nbformat 4 wants a list). Nothing of it was run.`,
        `ackbook: n/d.ipynb: nbformat 3 is too old to read (4 is wanted): open it in Jupyter and save it, which upgrades it. Nothing of it was run.`,
      ])
      assert.match(
        lines[5]!,
        /^ackbook: n\/f\.ipynb: metadata of the notebook: "normalise" names "prot"; there are uuid, /,
      )
      assert.match(
        lines[6]!,
        /^ackbook: n\/g\.ipynb: no kernel is named "no-such-kernel"; name one with --kernel: tslab/,
      )
      assert.match(lines[7]!, /^ackbook: n\/h\.ipynb: the notebook names neither a kernel nor a language; .*--kernel/)
      assert.is(lines.length, 8)
      assert.ok(
        out.endsWith(
          ' 1 verified · 1 differs · 8 not usable · 2 cells · 0.0 s (2 kernels)     ackbook verify --update accepts\n',
        ),
        out,
      )
    },
  ))

test('verify without a path where there is no folder notebooks → 2, and what to name', () =>
  withFolder({}, async (cwd) => {
    const { code, out, err } = await command(['verify'], { cwd })
    assert.equal([code, out], [2, ''])
    assert.is(
      err,
      `ackbook: notebooks: cannot be read: it is not there; name the notebooks or their folder. ${nothing}\n`,
    )
  }))

test('verify --update: differs → 0 and the new outputs stored, which then verify', () =>
  withFolder({ 'a.ipynb': differs, 'b.ipynb': good, 'c.ipynb': notebookFile([['quiet']]) }, async (cwd) => {
    chmodSync(join(cwd, 'b.ipynb'), 0o444)
    const { code, out } = await command(['verify', '--update', '.'], { cwd })
    assert.is(code, 0)
    assert.ok(out.includes(' ✓ a     1 cell    0.1 s   updated (1 cell)\n'), out)
    assert.is(read(cwd, 'a.ipynb'), differs.replace('"text": "old\\n"', '"text": [\n      "new\\n"\n     ]'))
    assert.is(read(cwd, 'b.ipynb'), good, 'one that did not differ is not written')
    assert.is((await command(['verify', '.'], { cwd })).code, 0)
  }))

test('verify --update: a cell fails, another differs → 1, the notebook as it was', () =>
  withFolder({ 'a.ipynb': failing }, async (cwd) => {
    assert.is((await command(['verify', '--update', 'a.ipynb'], { cwd })).code, 1)
    assert.is(read(cwd, 'a.ipynb'), failing)
  }))

test('verify --update: a read-only notebook differs → 2, said, the notebook as it was', () =>
  withFolder({ 'a.ipynb': differs }, async (cwd) => {
    chmodSync(join(cwd, 'a.ipynb'), 0o444)
    const { code, err } = await command(['verify', '--update', 'a.ipynb'], { cwd })
    assert.is(code, 2)
    assert.is(
      err,
      'ackbook: a.ipynb: is read-only: make it writable (chmod u+w) or leave it out. It was not updated.\n',
    )
    assert.is(read(cwd, 'a.ipynb'), differs)
  }))

test('verify --update: someone saves the notebook while it runs → 2, their version stays', () =>
  withFolder({ 'a.ipynb': differs }, async (cwd) => {
    const runNotebook: RunNotebook = async (...args) => {
      writeFileSync(join(cwd, 'a.ipynb'), good)
      return scriptedRun(...args)
    }
    const { code, err } = await command(['verify', '--update', 'a.ipynb'], { cwd, runNotebook })
    assert.is(code, 2)
    assert.is(err, 'ackbook: a.ipynb: was changed by someone else while it ran. It was not updated.\n')
    assert.is(read(cwd, 'a.ipynb'), good)
  }))

test('verify: a pattern that does not come to an end → 2, said, nothing hangs', () =>
  withFolder(
    {
      'a.ipynb': notebookFile([[`print ${'a'.repeat(60_000)}`, 'b\n']], {
        ackbook: { normalise: [{ pattern: 'a*a*a*a*c', replace: '' }] },
      }),
    },
    async (cwd) => {
      const { code, err } = await command(['verify', 'a.ipynb'], { cwd })
      assert.is(code, 2)
      assert.is(
        err,
        'ackbook: a.ipynb: the pattern "a*a*a*a*c" took longer than 2 s on an output: make it simpler. Nothing was written.\n',
      )
    },
  ))

test('verify: the run breaks in a way nobody foresaw → 2, one line; with --verbose the stack and the cause', () =>
  withFolder({ 'a.ipynb': good }, async (cwd) => {
    const runNotebook: RunNotebook = () => Promise.reject(new Error('broken', { cause: new Error('deeper') }))
    const terse = await command(['verify', 'a.ipynb'], { cwd, runNotebook })
    assert.equal([terse.code, terse.err], [2, 'ackbook: a.ipynb: unexpected: broken. Nothing was written.\n'])
    const { err } = await command(['verify', '--verbose', 'a.ipynb'], { cwd, runNotebook })
    assert.match(err, /\n {2}Error: broken\n {6}at /)
    assert.match(err, /\n {2}caused by Error: deeper\n$/)
  }))

test('verify --kernel with a name that nobody has → 2, said once, nothing run', () =>
  withFolder({ 'a.ipynb': good, 'b.ipynb': good }, async (cwd) => {
    const { code, out, err } = await command(['verify', '--kernel', 'nope', '.'], { cwd, runNotebook: neverRuns })
    assert.equal([code, out], [2, ''])
    assert.match(
      err,
      /^ackbook: no kernel is named "nope"; name one with --kernel: tslab, .*Nothing was run or written\.\n$/,
    )
    assert.is(err.split('\n').length, 2)
  }))

test('render --verify with a kernel that nobody has → 2, a page that is not verified, and no word of nothing written', () => {
  const file = JSON.stringify({ ...JSON.parse(good), metadata: { kernelspec: { name: 'nope' } } })
  return withFolder({ 'a.ipynb': file }, async (cwd) => {
    const argv = ['render', 'a.ipynb', '--out', 'site', '--verify']
    const { code, out, err } = await command(argv, { cwd, runNotebook: neverRuns })
    assert.equal([code, out], [2, ' ✓ 1 page: site/a.html\n'])
    assert.match(err, /no kernel is named "nope".*\. Nothing of it was run\.\n$/)
  })
})

test('options → handed to the run', () =>
  withFolder({ 'a.ipynb': good }, async (cwd) => {
    const seen: RunOptions[] = []
    const runNotebook: RunNotebook = (notebook, path, options = {}) => {
      assert.is(path, join(cwd, 'a.ipynb'))
      seen.push(options)
      return scriptedRun(notebook, path, options)
    }
    await command(['verify', '--timeout', '1.5', '--kernel', 'jslab', 'a.ipynb'], { cwd, runNotebook })
    assert.equal([seen[0]!.timeout, seen[0]!.kernel], [1.5, 'jslab'])
  }))

test('--jobs 1 → one notebook after another, though there are two processors', () =>
  withFolder({ 'a.ipynb': good, 'b.ipynb': good, 'c.ipynb': good }, async (cwd) => {
    let active = 0
    let most = 0
    const runNotebook: RunNotebook = async (...args) => {
      active += 1
      most = Math.max(most, active)
      await new Promise((resolve) => setImmediate(resolve))
      active -= 1
      return scriptedRun(...args)
    }
    await command(['verify', '--jobs', '1', '.'], { cwd, runNotebook })
    assert.is(most, 1)
    const { out } = await command(['verify', '.'], { cwd, runNotebook })
    assert.is(most, 2)
    assert.ok(out.includes('(2 kernels)'))
  }))

test('Ctrl-C → no further notebook, those under way are waited for, 130; once more → at once', () =>
  withFolder({ 'a.ipynb': good, 'b.ipynb': good }, async (cwd) => {
    let interrupted = () => {}
    const exits: number[] = []
    const runs: string[] = []
    const runNotebook: RunNotebook = (_, path, options = {}) =>
      new Promise((_resolve, reject) => {
        runs.push(path)
        options.signal!.addEventListener('abort', () => setImmediate(() => reject(options.signal!.reason)))
        interrupted()
        interrupted()
      })
    const { code, out, err } = await command(['verify', '--jobs', '1', '.'], {
      cwd,
      runNotebook,
      onInterrupt: (call) => {
        interrupted = call
        return () => {
          interrupted = () => {}
        }
      },
      exit: (exit) => exits.push(exit),
    })
    assert.equal([code, exits, runs.length], [130, [130], 1])
    assert.is(err, 'ackbook: interrupted: stopping the kernels (once more to stop at once)\n')
    assert.is(out, '\n 2 not run · 0 cells · 0.0 s (1 kernel)\n')
  }))

test('run: in place → outputs and counts stored, the rest of the bytes as they were; again → not written', () =>
  withFolder({ 'a.ipynb': differs }, async (cwd) => {
    const { code, out } = await command(['run', 'a.ipynb'], { cwd })
    assert.is(code, 0)
    assert.is(out, ' ✓ a     1 cell    0.1 s\n\n 1 ran · 1 cell · 0.0 s (1 kernel)\n')
    const written = read(cwd, 'a.ipynb')
    assert.is(written, differs.replace('"text": "old\\n"', '"text": [\n      "new\\n"\n     ]'))
    chmodSync(join(cwd, 'a.ipynb'), 0o444)
    assert.is((await command(['run', 'a.ipynb'], { cwd })).code, 0)
  }))

test('run: in place, a cell fails → 1, nothing written', () =>
  withFolder({ 'a.ipynb': failing }, async (cwd) => {
    assert.is((await command(['run', 'a.ipynb'], { cwd })).code, 1)
    assert.is(read(cwd, 'a.ipynb'), failing)
  }))

test('run --output-dir: what ran, also of one that failed; what did not run has no output; folders kept; originals as they were', () =>
  withFolder({ 'n/a.ipynb': failing, 'n/sub/b.ipynb': differs }, async (cwd) => {
    const { code } = await command(['run', 'n', '--output-dir', 'out/deep'], { cwd })
    assert.is(code, 1)
    const cells = JSON.parse(read(cwd, 'out/deep/a.ipynb')).cells
    assert.equal(
      cells.map(({ execution_count, outputs }: { execution_count: number; outputs: { text: string[] }[] }) => [
        execution_count,
        outputs.flatMap(({ text }) => text),
      ]),
      [
        [1, ['a\n']],
        [2, []],
        [null, []],
      ],
    )
    assert.ok(read(cwd, 'out/deep/sub/b.ipynb').includes('new'))
    assert.equal([read(cwd, 'n/a.ipynb'), read(cwd, 'n/sub/b.ipynb')], [failing, differs])
  }))

test('run --output-dir: two notebooks of one name → 2 before anything runs', () =>
  withFolder({ 'a/x.ipynb': good, 'b/X.ipynb': good }, async (cwd) => {
    const { code, err } = await command(['run', 'a', 'b', '--output-dir', 'out'], { cwd, runNotebook: neverRuns })
    assert.is(code, 2)
    assert.is(
      err,
      `ackbook: a/x.ipynb and b/X.ipynb would both be written to ${join(cwd, 'out/X.ipynb')}: run them into two folders. ${nothing}\n`,
    )
    assert.not.ok(existsSync(join(cwd, 'out')))
  }))

test("run --output-dir: the notebooks' own folder → 2 before anything runs", () =>
  withFolder({ 'a/x.ipynb': good }, async (cwd) => {
    const { code, err } = await command(['run', 'a', '--output-dir', 'a'], { cwd, runNotebook: neverRuns })
    assert.is(code, 2)
    assert.is(err, `ackbook: a/x.ipynb: --output-dir a is its own folder: leave it out to run in place. ${nothing}\n`)
  }))

test('render: pages in their folders and an index that links them; nothing is said to be verified', () =>
  withFolder({ 'n/1-a.ipynb': good, 'n/sub/2-b.ipynb': good }, async (cwd) => {
    const { code, out } = await command(['render', 'n', '--out', 'site', '--title', 'My <notes>'], { cwd })
    assert.equal([code, out], [0, ` ✓ 2 pages and an index: ${join('site', 'index.html')}\n`])
    const index = read(cwd, 'site/index.html')
    assert.ok(index.includes('href="1-a.html"') && index.includes('href="sub/2-b.html"'), index)
    assert.ok(index.includes('My &lt;notes&gt;'))
    assert.not.ok(/✓ verified/.test(index))
    const page = read(cwd, 'site/sub/2-b.html')
    assert.ok(page.includes('href="../1-a.html"') && page.includes('href="../index.html"'))
    assert.equal(readdirSync(join(cwd, 'site')).sort(), ['1-a.html', '404.html', 'ackbook', 'index.html', 'sub'])
  }))

test('render: a cell with a figure for the index → it stands above the list; made again only when it is another', () => {
  const withFigure = (lead: string, svg: string) => {
    const notebook = JSON.parse(good)
    const data = { 'image/svg+xml': `<svg><title>${svg}</title><path d="M0 0h9"/></svg>` }
    const [output] = [{ output_type: 'display_data', metadata: {}, data }]
    return JSON.stringify({
      ...notebook,
      cells: [{ ...notebook.cells[0], metadata: { ackbook: { lead } }, outputs: [output] }],
    })
  }
  return withFolder({ 'n/1-a.ipynb': good, 'n/2-b.ipynb': withFigure('index', 'Seen first') }, async (cwd) => {
    const index = async () => {
      await command(['render', 'n', '--out', 'site'], { cwd })
      return read(cwd, 'site/index.html')
    }
    assert.ok(/class="lead"[\s\S]*Seen first[\s\S]*<nav/.test(await index()))
    assert.not.ok((await index()).includes('Seen then'))
    writeFileSync(join(cwd, 'n/2-b.ipynb'), withFigure('index', 'Seen then'))
    assert.ok((await index()).includes('Seen then'))
    writeFileSync(join(cwd, 'n/2-b.ipynb'), withFigure('page', 'Seen then'))
    assert.not.ok((await index()).includes('Seen then'))
  })
})

test('render: names with #, blanks and colons → each link of each page opens a page', () =>
  withFolder({ 'n/Lab #1.ipynb': good, 'n/50% of: what?/b.ipynb': good, 'n/index.ipynb': good }, async (cwd) => {
    const { code, out } = await command(['render', 'n', '--out', 'site'], { cwd })
    assert.equal([code, out], [0, ` ✓ 3 pages: ${join('site', 'index.html')}\n`])
    const files = ['Lab #1', '50% of: what?/b', 'index'].flatMap((name) => [
      `${name}.html`,
      `ackbook/files/${name}.ipynb`,
    ])
    assert.equal(deadLinks(new Map(files.map((file) => [file, read(cwd, `site/${file}`)]))), [])
  }))

test('render: one notebook → one page and no index', () =>
  withFolder({ 'a.ipynb': good }, async (cwd) => {
    const { code, out } = await command(['render', 'a.ipynb', '--out', 'site'], { cwd })
    assert.equal([code, out], [0, ` ✓ 1 page: ${join('site', 'a.html')}\n`])
    assert.equal(readdirSync(join(cwd, 'site')).sort(), ['a.html', 'ackbook'])
  }))

test('render: a file that is no notebook → the others rendered, 2', () =>
  withFolder({ 'a.ipynb': good, 'b.ipynb': '{}' }, async (cwd) => {
    const { code, err } = await command(['render', '.', '--out', 'site'], { cwd })
    assert.is(code, 2)
    assert.match(
      err,
      /^ackbook: b\.ipynb: not a notebook: JSON, but "nbformat" is missing .*No page was made of it\.\n$/,
    )
    assert.ok(existsSync(join(cwd, 'site/a.html')))
  }))

test('render: a page that cannot be written → the index counts and links only the others, 2', () =>
  withFolder({ 'a.ipynb': good, 'b.ipynb': good, 'site/b.html/taken': '' }, async (cwd) => {
    const { code, out, err } = await command(['render', '.', '--out', 'site'], { cwd })
    assert.equal([code, out], [2, ` ✓ 1 page and an index: ${join('site', 'index.html')}\n`])
    assert.match(err, /^ackbook: site\/b\.html: cannot be written: .*No page was made of b\.ipynb\.\n$/)
    const index = read(cwd, 'site/index.html')
    assert.ok(index.includes('href="a.html"') && !index.includes('href="b.html"'), index)
  }))

test('render: two pages of one name, a file as folder → 2, nothing written', () =>
  withFolder({ 'a/x.ipynb': good, 'b/x.ipynb': good, file: '' }, async (cwd) => {
    const two = await command(['render', 'a', 'b', '--out', 'site'], { cwd })
    assert.equal(
      [two.code, two.err],
      [
        2,
        'ackbook: a/x.ipynb and b/x.ipynb would both become x.html: render them into two folders. Nothing was written.\n',
      ],
    )
    const file = await command(['render', 'a', '--out', 'file'], { cwd })
    assert.equal([file.code, file.err], [2, 'ackbook: --out file is a file: name a folder. Nothing was written.\n'])
    assert.not.ok(existsSync(join(cwd, 'site')))
  }))

const lacking = notebookFile([['print a', 'a\n']]).replace(
  '"cells": [',
  '"cells": [{"cell_type": "raw", "id": "r1", "metadata": {"format": "text/latex"}, "source": "\\\\section{\\u001b[2Jx}"},',
)

test('render: what a page lacks → listed by notebook and cell; the pages are written, 0', () =>
  withFolder({ 'a.ipynb': lacking, 'b.ipynb': good }, async (cwd) => {
    const { code, out } = await command(['render', '.', '--out', 'site'], { cwd })
    assert.equal(
      [code, out],
      [
        0,
        ` ! a.ipynb   1 thing is not on its page as the notebook has it
     cell 1 of 2 (id r1)   cell \\section{␛[2Jx}: a raw cell of text/latex is for print
 ✓ 2 pages and an index: ${join('site', 'index.html')}
`,
      ],
    )
  }))

test('render --strict: a page that lacks something, or that nobody verified → 1, nothing written', () =>
  withFolder({ 'a.ipynb': lacking, 'b.ipynb': good }, async (cwd) => {
    const verified = await command(['render', '.', '--out', 'site', '--verify', '--strict'], { cwd })
    assert.is(verified.code, 1)
    assert.match(verified.out, '\n ✗ 1 page lacks something (see above). Nothing was written.\n')
    rmSync(join(cwd, '.ackbook'), { recursive: true })
    const unverified = await command(['render', 'b.ipynb', '--out', 'site', '--strict'], { cwd })
    assert.equal(
      [unverified.code, unverified.out],
      [1, ' ✗ b.ipynb is not verified (--verify runs notebooks first). Nothing was written.\n'],
    )
    assert.not.ok(existsSync(join(cwd, 'site')))
  }))

test('render --strict --verify: all verified, nothing left out → the pages, 0; one that differs → 1, none', () =>
  withFolder({ 'a.ipynb': good, 'b.ipynb': notebookFile([['print a', 'b\n']]) }, async (cwd) => {
    const first = await command(['render', 'a.ipynb', '--out', 'site', '--verify', '--strict'], { cwd })
    assert.is(first.code, 0)
    assert.match(read(cwd, 'site/a.html'), '✓ Verified')
    const second = await command(['render', 'b.ipynb', '--out', 'other', '--verify', '--strict'], { cwd })
    assert.is(second.code, 1)
    assert.match(second.out, /b\.ipynb is not verified/)
    assert.not.ok(existsSync(join(cwd, 'other')))
  }))

test('render --strict: a notebook that cannot be read → 2, nothing written, also of the others', () =>
  withFolder({ 'a.ipynb': notebookFile([]), 'b.ipynb': '{}' }, async (cwd) => {
    const { code, err } = await command(['render', '.', '--out', 'site', '--strict'], { cwd })
    assert.is(code, 2)
    assert.match(err, /^ackbook: b\.ipynb: not a notebook: .*Nothing was written\.\n$/)
    assert.not.ok(existsSync(join(cwd, 'site')))
  }))

test('kernels → tslab first, marked as the one a TypeScript notebook gets; broken specs are shown with the reason', () =>
  withFolder({ 'share/kernels/broken/kernel.json': '{' }, async (cwd) => {
    const before = process.env.JUPYTER_PATH
    process.env.JUPYTER_PATH = join(cwd, 'share')
    try {
      const { code, out } = await command(['kernels'], { cwd })
      assert.is(code, 0)
      assert.match(out, /^ ▸ tslab +TypeScript \(tslab\) +bundled +\S+main\.js\n {3}jslab +JavaScript /)
      assert.match(out, /\n ✗ broken .*not JSON/)
    } finally {
      if (before === undefined) delete process.env.JUPYTER_PATH
      else process.env.JUPYTER_PATH = before
    }
  }))

test('kernels install, then uninstall, for an environment → there, then gone; each says what it did', () =>
  withFolder({}, async (cwd) => {
    const installed = await command(['kernels', 'install', '--prefix', 'venv', '--no-prepare'], { cwd })
    const place = join(cwd, 'venv/share/jupyter/kernels/tslab')
    assert.is(installed.code, 0)
    assert.match(installed.out, `the TypeScript kernel is installed in ${place}\n`)
    assert.equal(readdirSync(place), ['kernel.json'])
    const removed = await command(['kernels', 'uninstall', '--prefix', 'venv'], { cwd })
    assert.equal([removed.code, removed.out], [0, `${place} is removed\n`])
    const again = await command(['kernels', 'uninstall', '--prefix', 'venv'], { cwd })
    assert.is(again.code, 2)
    assert.match(again.err, /^ackbook: .*tslab is not there: "ackbook kernels" lists what is installed, and where\n$/)
  }))

test('jupyter without Jupyter → 2, one line that says how to get it, nothing written', () =>
  withFolder({ 'package.json': '{}' }, async (cwd) => {
    const { code, err } = await command(['jupyter'], { cwd, env: { PATH: cwd } })
    assert.is(code, 2)
    assert.match(err, /^ackbook: Jupyter is not on the PATH: get it with "pipx install jupyterlab" .*\n$/)
    assert.is(err.split('\n').length, 2)
    assert.equal(readdirSync(cwd), ['package.json'])
  }))

/** A Jupyter that notes what it was started with, and ends with code 7. */
const spyJupyter = '#!/bin/sh\nprintf "%s|" "$0" "$@" "$JUPYTER_PATH" > "$SPY"\nexit 7\n'

const starts: [args: string[], started: string][] = [
  [[], 'jupyter-lab|'],
  [['--no-browser', 'notebooks'], 'jupyter-lab|--no-browser|notebooks|'],
  [['notebooks'], 'jupyter-lab|notebooks|'],
  [['nbconvert', '--execute', '--help'], 'jupyter|nbconvert|--execute|--help|'],
]
for (const [args, started] of starts) {
  test(`jupyter ${args.join(' ')} → ${started} with a kernel spec of the project's own, and its exit code`, () =>
    withFolder({ 'p/package.json': '{}', 'p/notebooks/a.ipynb': good }, async (cwd) => {
      mkdirSync(join(cwd, 'bin'))
      for (const name of ['jupyter', 'jupyter-lab']) writeFileSync(join(cwd, 'bin', name), spyJupyter, { mode: 0o755 })
      const env = {
        PATH: `${join(cwd, 'bin')}:${process.env.PATH}`,
        SPY: join(cwd, 'spy'),
        JUPYTER_PATH: '/elsewhere',
        // To make one would take longer than all the rest.
        ACKBOOK_SNAPSHOT: 'off',
      }
      const { code } = await command(['jupyter', ...args], { cwd: join(cwd, 'p'), env })
      assert.is(code, 7)
      const share = join(cwd, 'p/.ackbook/share/jupyter')
      assert.is(read(cwd, 'spy'), `${join(cwd, 'bin')}/${started}${share}:/elsewhere|`)
      const spec = JSON.parse(readFileSync(join(share, 'kernels/tslab/kernel.json'), 'utf8'))
      assert.is(spec.argv.at(-1), '{connection_file}')
      // Git sees none of it.
      assert.is(read(cwd, 'p/.ackbook/.gitignore'), '*\n')
    }))
}

const usage: [string[], string][] = [
  [['verfy'], "ackbook: unknown command 'verfy' (Did you mean verify?). See: ackbook --help\n"],
  [['verify', '--updat'], "ackbook: unknown option '--updat' (Did you mean --update?). See: ackbook verify --help\n"],
  [['render'], "ackbook: required option '--out <DIR>' not specified. See: ackbook render --help\n"],
  [
    ['verify', '--timeout', '0'],
    "ackbook: option '--timeout <SECONDS>' argument '0' is invalid. Seconds are a number above 0, like 90. See: ackbook verify --help\n",
  ],
  [
    ['run', '--jobs', '1.5'],
    "ackbook: option '--jobs <NUMBER>' argument '1.5' is invalid. It is a whole number from 1 on. See: ackbook run --help\n",
  ],
  [
    ['kernels', 'x'],
    "ackbook: too many arguments for 'kernels'. Expected 0 arguments but got 1. See: ackbook kernels --help\n",
  ],
]
for (const [argv, message] of usage) {
  test(`${argv.join(' ')} → 2, one line: ${message.slice(9, 60)}`, async () => {
    assert.equal(await command(argv, { cwd: '/' }), { code: 2, out: '', err: message })
  })
}

test('no command → the help on stderr, 2; --help and --version → stdout, 0', async () => {
  const none = await command([], { cwd: '/' })
  assert.equal([none.code, none.out], [2, ''])
  assert.match(none.err, /^Usage: ackbook/)
  const { version } = JSON.parse(readFileSync(new URL('../../lib/package.json', import.meta.url), 'utf8'))
  assert.equal(await command(['--version'], { cwd: '/' }), { code: 0, out: `${version}\n`, err: '' })
  for (const name of ['verify', 'run', 'render', 'kernels', 'jupyter']) {
    const { code, out, err } = await command([name, '--help'], { cwd: '/' })
    assert.equal([code, err], [0, ''])
    if (name === 'verify') assert.match(out, /Names: uuid, .*port.*ansi\./)
    assert.match(out, new RegExp(`^Usage: ackbook ${name}[^]*\nExamples:\n  ackbook ${name}`))
  }
})

test('verify --update where a cell fails → no word of --update', () =>
  withFolder({ 'a.ipynb': notebookFile([['print a'], ['print new', 'old\n'], ['fail', '']]) }, async (cwd) => {
    const { code, out } = await command(['verify', '--update', 'a.ipynb'], { cwd })
    assert.is(code, 1)
    assert.match(out, /never executed/)
    assert.not(out.includes('--update'), out)
  }))

test('run --output-dir where a folder is in the place → that file is named, and the notebook counts as one that ran', () =>
  withFolder({ 'a.ipynb': good }, async (cwd) => {
    mkdirSync(join(cwd, 'out/a.ipynb'), { recursive: true })
    const { code, out, err } = await command(['run', 'a.ipynb', '--output-dir', 'out'], { cwd })
    assert.is(code, 2)
    assert.match(err, /^ackbook: out\/a\.ipynb: cannot be written: .*\. The outputs of a\.ipynb were not stored\.\n$/)
    assert.match(out, / 1 ran · 1 not written · 1 cell · /)
  }))

test('render: pages cannot be written, all for one reason → one line, which names the file', () =>
  withFolder({ 'n/a.ipynb': good, 'n/b.ipynb': good, 'n/c.ipynb': good, file: '' }, async (cwd) => {
    const below = await command(['render', 'n', '--out', 'file/site'], { cwd })
    assert.is(below.code, 2)
    assert.is(
      below.err,
      `ackbook: --out file/site cannot be written: ${join(cwd, 'file')} is a file, not a folder. Nothing was written.\n`,
    )
    for (const name of ['a', 'b']) mkdirSync(join(cwd, `site/${name}.html`), { recursive: true })
    const { code, err, out } = await command(['render', 'n', '--out', 'site'], { cwd })
    assert.is(code, 2)
    assert.is(
      err,
      'ackbook: site/a.html: cannot be written: it is a folder. The file is as it was. No page was made of n/a.ipynb. Nor of 1 more notebook, for the same reason.\n',
    )
    assert.match(out, / 1 page and an index: site\/index\.html/)
  }))

test.run()
