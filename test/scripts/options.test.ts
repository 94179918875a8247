import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { complaint, headOf } from '../../scripts/options.ts'
import { SETTINGS_FILE } from '../../scripts/settings/table.ts'

const test = suite('options of scripts')
const root = fileURLToPath(new URL('../..', import.meta.url))

const config = { options: { seeds: { type: 'string' }, prove: { type: 'boolean' } } } as const

const complaints: [title: string, argv: string[], positionals: boolean, said: string][] = [
  [
    'an option with a slip → what was meant',
    ['--sedes', '3'],
    true,
    "some: Unknown option '--sedes' (did you mean --seeds?): it takes --seeds, --prove, --help and words of its own. See: npm run some -- --help",
  ],
  [
    'an option that is like none → what there is',
    ['--zzzzz=1'],
    false,
    "some: Unknown option '--zzzzz': it takes --seeds, --prove and --help. See: npm run some -- --help",
  ],
  [
    'an option without its value → which',
    ['--seeds'],
    false,
    "some: Option '--seeds <value>' argument missing: it takes --seeds, --prove and --help. See: npm run some -- --help",
  ],
  [
    'a word where none goes → which',
    ['word'],
    false,
    "some: Unexpected argument 'word': it takes --seeds, --prove and --help. See: npm run some -- --help",
  ],
]
for (const [title, args, allowPositionals, said] of complaints) {
  test(title, () => {
    const whole = { ...config, allowPositionals, args }
    try {
      parseArgs(whole)
    } catch (error) {
      return assert.is(complaint('some', whole, error as Error, args), said)
    }
    assert.unreachable()
  })
}

test('a script → its head, without the stars', () => {
  assert.is(
    headOf('/**\n * Does it.\n *\n *     npm run it\n */\nimport …\n/** not this */'),
    'Does it.\n\n    npm run it',
  )
})

async function run(script: string, ...words: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const args = ['--import', 'tsx', `scripts/${script}.ts`, ...words]
  const { exitCode = -1, stdout, stderr } = await execa(process.execPath, args, { cwd: root, reject: false })
  return { exitCode, stdout, stderr }
}

for (const script of ['bench', 'compare', 'settings', 'watch']) {
  test(`npm run ${script}, an option that it has not → one sentence, exit code 2`, async () => {
    const before = readFileSync(SETTINGS_FILE, 'utf8')
    const { exitCode, stdout, stderr } = await run(script, '--nope')
    assert.is(exitCode, 2)
    assert.is(stdout, '')
    assert.match(stderr, new RegExp(`^${script}: [^\n]*'--nope'[^\n]* See: [^\n]*${script}[^\n]* --help\n?$`))
    assert.is(readFileSync(SETTINGS_FILE, 'utf8'), before)
  })
}

test('npm run watch -- --help → what it does, exit code 0', async () => {
  const { exitCode, stdout, stderr } = await run('watch', '--help')
  assert.is(exitCode, 0)
  assert.match(stdout, 'npm run watch -- tcp/undo draw')
  assert.is(stderr, '')
})

test.run()
