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
]

test('every room of the package, read by the compiler of tslab → no error, and nothing is `any`', async () => {
  const concepts = readdirSync(join(root, 'lib', 'concepts')).map((file) => `concepts/${file.replace(/\.ts$/, '')}`)
  const subpaths = [...rooms, ...concepts.filter((path) => !path.endsWith('/index'))]
  const imports = subpaths.map((path, index) => `import * as room${index} from 'ackbook/${path}'`)
  // `any` is assignable to both; a namespace to neither.
  const checks = subpaths.map(
    (_, index) => `const check${index}: 0 extends 1 & typeof room${index} ? never : true = true`,
  )
  const probe = [
    `import { openListener } from 'ackbook/concepts/client-server'`,
    `type Returned = ReturnType<typeof openListener>`,
    `const socket: 0 extends 1 & Returned ? never : true = true`,
    `export { socket, ${subpaths.flatMap((_, index) => [`room${index}`, `check${index}`]).join(', ')} }`,
  ]
  const { all, exitCode } = await compile([...imports, ...checks, ...probe].join('\n'))
  assert.is(exitCode, 0, all)
})

test('a cell that takes a listener for a number → the compiler of tslab says so', async () => {
  const { all } = await compile(
    `import { openListener } from 'ackbook/concepts/client-server'\nexport const wrong: number = openListener`,
  )
  assert.match(all, "is not assignable to type 'number'")
})

async function compile(source: string): Promise<{ all: string; exitCode: number | undefined }> {
  const folder = mkdtempSync(join(tmpdir(), 'ackbook-declarations-'))
  try {
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(join(root, 'lib'), join(folder, 'node_modules', 'ackbook'))
    writeFileSync(join(folder, 'cell.ts'), source)
    const options = ['--noEmit', '--strict', '--target', 'es2021', '--module', 'commonjs', '--moduleResolution', 'node']
    const args = [...options, '--typeRoots', types, '--types', 'node', join(folder, 'cell.ts')]
    const { all, exitCode } = await execa(process.execPath, [compiler, ...args], {
      cwd: folder,
      all: true,
      reject: false,
    })
    return { all, exitCode }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test.run()
