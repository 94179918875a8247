/** `ackbook kernels check`, on a kernel that does what its cells say. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { command } from '../helpers/command.ts'
import { surround } from '../helpers/environment.ts'
import { withFolder } from '../helpers/folder.ts'
import { input } from '../helpers/runs.ts'

const test = suite('cli: kernels check')

const temporary = surround(test as never, (folder) => ({ TMPDIR: folder, JUPYTER_PATH: input('jupyter') }))
const stdout = JSON.stringify([['print', 'stdout', 'ackbook']])
const error = JSON.stringify([['fail', 'Error', 'ackbook']])
const check = (cwd: string, ...args: string[]) =>
  command(['kernels', 'check', ...args], { cwd, env: { NO_COLOR: '1' } })

test('what is needed is there → a line each, and 0; as JSON the same', () =>
  withFolder({ 's.json': JSON.stringify({ stdout, error }) }, async (cwd) => {
    const { code, out, err } = await check(cwd, 'fake', '--source', 's.json', '--json', 'out.json')
    assert.equal([code, err], [0, ''])
    const lines = out.split('\n')
    assert.match(lines[0]!, /^ fake {3}fake {3}\/.*\/kernels\/fake$/)
    assert.match(out, /^ ✓ stdout {16}is told, and compared$/m)
    assert.match(out, /^ – stderr {16}no source for it in "actions": --source FILE has it$/m)
    assert.match(out, /\n all that verifying needs is there · \d+ of \d+, \d+ not tried\n$/)
    const said = JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'))
    assert.equal([said.kernel, said.isFit, said.checks.length], ['fake', true, lines.length - 4])
    assert.equal(
      said.checks.find(({ what }: { what: string }) => what === 'stdout'),
      {
        ...{ what: 'stdout', does: 'yes', says: 'is told, and compared', isNeeded: true },
      },
    )
  }))

test('a failure that is answered "ok" → not enough, and 1', () =>
  withFolder({ 's.json': JSON.stringify({ stdout, error: '[]' }) }, async (cwd) => {
    const { code, out, err } = await check(cwd, 'fake', '--source', 's.json', '--json', '-')
    assert.is(code, 1)
    assert.match(err, /^ ✗ error .*it would pass$/m)
    assert.match(err, /\n not enough to verify notebooks: error · /)
    assert.is(JSON.parse(out).isFit, false)
  }))

test('a kernel that does not start → 1, with what it said', () =>
  withFolder({}, async (cwd) => {
    const { code, out } = await check(cwd, 'dies-at-start')
    assert.is(code, 1)
    assert.match(out, /^ ✗ start .*exit code 7.*no licence/m)
  }))

const refusals: [string, string[], RegExp][] = [
  [
    'an unknown kernel',
    ['no-such-kernel'],
    /no kernel is named "no-such-kernel"; there are .*fake.*\. Nothing was tried/,
  ],
  ['a source that is not there', ['fake', '--source', 'none.json'], /none\.json.*not there/],
  ['a source that is no JSON', ['fake', '--source', 'bad.json'], /--source bad\.json is not JSON: .*Nothing was tried/],
  ['a source that is a list', ['fake', '--source', 'list.json'], /--source list\.json is no object/],
  [
    'a source for what is not tried',
    ['fake', '--source', 'odd.json'],
    /has "stdoot", which nothing is tried with: stdout, /,
  ],
  ['a source that is no text', ['fake', '--source', 'three.json'], /has no text under "stdout"/],
  ['a report into a folder', ['fake', '--json', '.'], /--json \. is a folder/],
  ['two names', ['fake', 'fake'], /too many arguments/],
]
for (const [title, args, says] of refusals) {
  test(`${title} → 2, in a sentence`, () =>
    withFolder(
      { 'bad.json': '{', 'list.json': '[]', 'odd.json': '{"stdoot":"x"}', 'three.json': '{"stdout":3}' },
      async (cwd) => {
        const { code, out, err } = await check(cwd, ...args)
        assert.equal([code, out], [2, ''])
        assert.match(err, says)
        assert.is(err.trimEnd().split('\n').length, 1)
      },
    ))
}

test('Ctrl-C → 130, and nothing is left', () =>
  withFolder({ 's.json': JSON.stringify({ stdout, error: JSON.stringify([['wait']]) }) }, async (cwd) => {
    let interrupt = () => {}
    let out = ''
    const done = await command(['kernels', 'check', 'fake', '--source', 's.json'], {
      cwd,
      stdout: {
        write: (text: string) => {
          out += text
          if (text.includes('stdout')) setTimeout(() => interrupt(), 100)
          return true
        },
      },
      onInterrupt: (act) => {
        interrupt = act
        return () => undefined
      },
    })
    assert.is(done.code, 130)
    assert.is(done.err, 'ackbook: interrupted: the kernel is ended\n')
    assert.not.match(out, / error /)
    assert.equal(
      readdirSync(temporary).filter((name) => /^ackbook-(?:check|kernel)-/.test(name)),
      [],
    )
  }))

test.run()
