/** What a notebook sees of the package's types: tslab's compiler (5.0.4, Node10 resolution) hides errors in declarations and makes them `any`. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const root = fileURLToPath(new URL('..', import.meta.url))
const compiler = join(root, 'node_modules', '@tslab', 'typescript-for-tslab', 'bin', 'tsc')
const types = dirname(dirname(createRequire(join(root, 'lib', 'package.json')).resolve('@types/node/package.json')))
const rooms = [
  'bytes',
  'tcp',
  'network',
  'draw',
  'socket',
  'socket/system',
  'socket/simulated',
  'notebook',
  'kernel',
  'run',
  'config',
  'test',
]

let errors: string[]

// One compilation has all: it takes seconds, and the two do not meet.
test.before(async () => {
  errors = await compile({ 'cell.ts': cell(), 'wrong.ts': wrong })
})

const wrong = `import { openListener } from 'ackbook/concepts/client-server'\nexport const wrong: number = openListener`

test('every room of the package, read by the compiler of tslab → no error, and nothing is `any`', () => {
  assert.equal(
    errors.filter((line) => !line.startsWith('wrong.ts')),
    [],
  )
})

test('a cell that takes a listener for a number → the compiler of tslab says so', () => {
  const [error, ...others] = errors.filter((line) => line.startsWith('wrong.ts'))
  assert.match(error!, /^wrong\.ts\(2,14\): .* is not assignable to type 'number'/)
  assert.equal(others, [])
})

/** Imports every room, and fails to compile where one of them is `any`. */
function cell(): string {
  const modulesIn = (room: string): string[] =>
    readdirSync(join(root, 'lib', room))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${room}/${file.replace(/\.ts$/, '')}`)
  const concepts = [...modulesIn('concepts'), ...modulesIn('concepts/figures'), ...modulesIn('concepts/twins')]
  const subpaths = [...rooms, ...concepts.filter((path) => !path.endsWith('/index'))]
  const imports = subpaths.map((path, index) => `import * as room${index} from 'ackbook/${path}'`)
  imports.push(`import { verify } from 'ackbook'`, `import { notebooks } from 'ackbook/test'`)
  // `any` is assignable to both; a namespace to neither.
  const checks = subpaths.map(
    (_, index) => `const check${index}: 0 extends 1 & typeof room${index} ? never : true = true`,
  )
  const probe = [
    `import { openListener } from 'ackbook/concepts/client-server'`,
    `type Returned = ReturnType<typeof openListener>`,
    `const socket: 0 extends 1 & Returned ? never : true = true`,
    `type Verified = Awaited<ReturnType<typeof verify>>`,
    `const report: 0 extends 1 & Verified['notebooks'][number]['outcome'] ? never : true = true`,
    `const tested: 0 extends 1 & ReturnType<typeof notebooks> ? never : true = true`,
    `export { report, tested, socket, ${subpaths.flatMap((_, index) => [`room${index}`, `check${index}`]).join(', ')} }`,
  ]
  return [...imports, ...checks, ...probe].join('\n')
}

/** @returns what the compiler says of these files, and of all that they import: a line an error */
async function compile(files: Record<string, string>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ackbook-declarations-'))
  try {
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(join(root, 'lib'), join(folder, 'node_modules', 'ackbook'))
    for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source)
    const options = ['--noEmit', '--strict', '--target', 'es2021', '--module', 'commonjs', '--moduleResolution', 'node']
    const args = [...options, '--typeRoots', types, '--types', 'node', ...Object.keys(files)]
    const { all } = await execa(process.execPath, [compiler, ...args], { cwd: folder, all: true, reject: false })
    return all.split('\n').filter((line) => /^\S/.test(line))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test.run()
