/** What GitHub and GitLab are told. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  formatAnnotations,
  formatJobSummary,
  type NotebookReport,
  type Report,
  wholeReport,
} from '../../../lib/report/data/index.ts'
import { command } from '../../helpers/command.ts'
import { withFolder } from '../../helpers/folder.ts'
import { everyOutcome, placedRun } from '../../helpers/reports.ts'

const test = suite('ci reports')
const asIs = (path: string) => path

/** As GitHub's runner reads a line of a log. @see actions/runner, ActionCommand.TryParseV2 */
function commandIn(line: string): Record<string, string> | undefined {
  const [, name, given, data] = /^::([a-z-]+)(?: ([^:]*))?::(.*)$/.exec(line.trimStart()) ?? []
  if (name === undefined) return undefined
  const plain = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
  const properties = (given ?? '').split(',').map((pair) => {
    const [key, value = ''] = pair.split('=', 2)
    return [key, plain(value.replaceAll('%3A', ':').replaceAll('%2C', ','))]
  })
  return { name, message: plain(data!), ...(Object.fromEntries(properties) as Record<string, string>) }
}

async function onGithub(argv: string[], cwd: string, env: Record<string, string> = {}) {
  const all = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: cwd, ...env }
  return command(argv, { cwd, env: all, runNotebook: placedRun })
}

test('on GitHub → an error at the line and column of the file for each that is wrong, causes alone', () =>
  withFolder(everyOutcome, async (cwd) => {
    const { out } = await onGithub(['verify', 'n'], cwd)
    const told = out
      .split('\n')
      .map(commandIn)
      .filter((each) => each?.name === 'error')
    assert.equal(
      told.map((each) => [each!.file, each!.title]),
      [
        ['n/broken.ipynb', 'ackbook'],
        ['n/differs.ipynb', 'cell 2 of 7 (id cell-2) differs'],
        ['n/fails.ipynb', 'cell 2 of 3 (id cell-2) failed'],
        ['n/differs.ipynb', 'cell 6 of 7 (id cell-6): never executed: nothing is stored to compare with (and 1 more)'],
      ],
    )
    const [, differs, fails] = told
    const textAt = ({ file, line, col }: Record<string, string>) =>
      readFileSync(join(cwd, file!), 'utf8')
        .split('\n')
        [Number(line) - 1]!.slice(Number(col) - 1)
    assert.match(textAt(differs!), /^"print new/)
    assert.is(textAt(fails!), 'fail"')
    assert.ok(differs!.message!.includes('+ new & <b>%0A::error::|`*\n'), differs!.message)
    assert.ok(fails!.message!.startsWith('n/fails.ipynb:2:2:1  Error: <no> & "this",␇ either: 5 %\n'), fails!.message)
  }))

test('what a notebook prints that looks like a command → stands where commands are not heeded', () =>
  withFolder(everyOutcome, async (cwd) => {
    const { out } = await onGithub(['verify', 'n'], cwd)
    const lines = out.split('\n')
    const [, word] = /^::stop-commands::([0-9a-f]{32})$/.exec(lines[0]!) ?? []
    const end = lines.indexOf(`::${word}::`)
    assert.ok(end > 0, out)
    assert.is(lines.slice(end).filter((line) => line.startsWith('::error')).length, 4)
    assert.not(lines.slice(1, end).some((line) => line.startsWith('::')))
    assert.not((await onGithub(['verify', 'n'], cwd)).out.includes(word!))
  }))

test('the folder is a part of the repository → paths from its root; --no-annotations → none', () =>
  withFolder({ 'part/a.ipynb': everyOutcome['n/fails.ipynb']! }, async (folder) => {
    const cwd = join(folder, 'part')
    const { out } = await onGithub(['verify', 'a.ipynb'], cwd, { GITHUB_WORKSPACE: folder })
    assert.match(out, /^::error file=part\/a\.ipynb,line=\d+,col=\d+,title=cell 2 of 3 \(id cell-2\) failed::/m)
    const summary = join(folder, 'summary.md')
    const without = await onGithub(['verify', '--no-annotations', 'a.ipynb'], cwd, { GITHUB_STEP_SUMMARY: summary })
    assert.not(/^::error/m.test(without.out))
    assert.not(existsSync(summary))
  }))

test('more is wrong than GitHub shows → ten, the last of which says how many more, a notebook each first', () => {
  const notebooks = Array.from({ length: 9 }, (_, at) => wrong(`n${at}.ipynb`, at === 0 ? 20 : 1))
  const lines = formatAnnotations(reportWith(notebooks), asIs).trimEnd().split('\n')
  assert.is(lines.length, 10)
  assert.equal(
    lines.slice(0, 9).map((line) => commandIn(line)!.file),
    notebooks.map(({ path }) => path),
  )
  assert.match(lines[9]!, /::19 more findings: see the log of this step$/)
  const problems = Array.from({ length: 30 }, (_, at) => ({ path: `p${at}`, message: 'no' }))
  const all = formatAnnotations({ ...reportWith(notebooks), problems }, asIs)
    .trimEnd()
    .split('\n')
  assert.is(all.length, 10)
  assert.match(all[9]!, /::49 more findings/)
})

test('the summary → appended, a table with the wrong ones first, and how each is wrong', () =>
  withFolder({ ...everyOutcome, 'summary.md': '# before\n' }, async (cwd) => {
    const file = join(cwd, 'summary.md')
    await onGithub(['verify', 'n'], cwd, { GITHUB_STEP_SUMMARY: file })
    const text = readFileSync(file, 'utf8')
    assert.ok(text.startsWith('# before\n### ❌ ackbook verify: 1 verified · 1 differs · 1 failed · '), text)
    assert.equal(
      text
        .split('\n')
        .filter((line) => line.startsWith('| '))
        .slice(1)
        .map((line) => line.split(' | ').slice(1, 4)),
      [
        ['n/differs.ipynb', 'differs', '2 of 7'],
        ['n/fails.ipynb', 'failed', '1 of 3'],
        ['n/good.ipynb', 'verified', '1 of 1'],
        ['n/nothing.ipynb', 'nothing', '0 of 1'],
      ],
    )
    assert.ok(text.includes('  + new &amp; &lt;b&gt;%0A::error::|`*\n'), text)
  }))

test('names and texts that mean something to Markdown → mean nothing', () => {
  const evil = '|<img src=x onerror=alert(1)>|`a`_*b*_[c](d)\n# e @user'
  const text = formatJobSummary(reportWith([wrong(evil, 1, '</pre>\n\n<script>x</script>\n\n# no')]), 1e6)
  for (const sign of ['<img', '<script', '`', '[c]', '\n# ', '@user', '*b*']) {
    assert.not(
      text
        .replace('### ', '')
        .replace(/<pre>[\s\S]*?<\/pre>/g, '')
        .includes(sign),
      sign,
    )
  }
  assert.is(text.split('</pre>').length, 2)
})

test('more than there is room for → cut between pieces, below the limit, and said', () => {
  const notebooks = Array.from({ length: 400 }, (_, at) => wrong(`n${at}.ipynb`, 1, 'é'.repeat(20_000)))
  const text = formatJobSummary(reportWith(notebooks), 1024 * 1024)
  assert.ok(Buffer.byteLength(text) <= 1024 * 1024)
  assert.ok(Buffer.byteLength(text) > 900_000)
  assert.match(text, /… and 100 more notebooks\./)
  assert.match(text, /<\/details>\n\n\n… there is no room for more here: the log of this step has all\.\n$/)
})

test('a summary that cannot be written → 2, said', () =>
  withFolder(everyOutcome, async (cwd) => {
    mkdirSync(join(cwd, 'folder'))
    const { code, err } = await onGithub(['verify', 'n/good.ipynb'], cwd, { GITHUB_STEP_SUMMARY: join(cwd, 'folder') })
    assert.equal([code, err], [2, 'ackbook: GITHUB_STEP_SUMMARY: the summary cannot be written: it is a folder\n'])
  }))

test('--gitlab → an entry each, with a fingerprint that stays though cells and lines move', () =>
  withFolder(everyOutcome, async (cwd) => {
    const read = async () => {
      await command(['verify', 'n', '--gitlab', 'q.json'], { cwd, runNotebook: placedRun })
      return JSON.parse(readFileSync(join(cwd, 'q.json'), 'utf8')) as Record<string, unknown>[]
    }
    const found = await read()
    assert.equal(
      found.map(({ check_name, severity, description }) => [check_name, severity, String(description).slice(0, 30)]),
      [
        ['problem', 'blocker', 'not a notebook: not JSON ("}" '],
        ['output-differs', 'major', 'cell 2 of 7 (id cell-2) differ'],
        ['never-executed', 'major', 'cell 6 of 7 (id cell-6): never'],
        ['cell-failed', 'critical', 'cell 2 of 3 (id cell-2) failed'],
      ],
    )
    const places = found.map(({ location }) => location as { path: string; lines: { begin: number } })
    assert.equal(
      places.map(({ path }) => path.slice(2)),
      ['broken.ipynb', 'differs.ipynb', 'differs.ipynb', 'fails.ipynb'],
    )
    assert.match(
      readFileSync(join(cwd, 'n/differs.ipynb'), 'utf8').split('\n')[places[1]!.lines.begin - 1]!,
      /print new/,
    )
    const marks = new Set(found.map(({ fingerprint }) => fingerprint))
    assert.is(marks.size, 4)
    const file = join(cwd, 'n/differs.ipynb')
    const moved = JSON.parse(readFileSync(file, 'utf8'))
    moved.cells.unshift({ cell_type: 'markdown', metadata: {}, source: '# new\n\n', id: 'new' })
    writeFileSync(file, JSON.stringify(moved, undefined, 1))
    assert.equal(new Set((await read()).map(({ fingerprint }) => fingerprint)), marks)
  }))

function wrong(path: string, findings: number, detail = 'how'): NotebookReport {
  return {
    ...{ path, name: path, outcome: 'failed', kernel: 'k', milliseconds: 1, cells: [], normalised: [], notes: [] },
    findings: Array.from({ length: findings }, (_, at) => ({
      kind: 'cell-failed',
      cell: at,
      ordinal: at + 1,
      message: 'm',
      detail,
    })),
  }
}

function reportWith(notebooks: NotebookReport[]): Report {
  const facts = {
    ackbook: '1',
    command: 'verify',
    exitCode: 1,
    interrupted: false,
    started: '',
    milliseconds: 1,
  } as const
  return wholeReport({ ...facts, notebooks, problems: [] })
}

test.run()
