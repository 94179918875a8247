/** One kernel as our launcher starts it, and what it answers and publishes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Kernel,
  type Message,
  type RequestExchange,
  startKernel,
  tslabKernelJson,
} from '../../lib/kernel/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'ackbook-test-'))
const published: Message[] = []
let kernel: Kernel

const listener = { onPublished: (message: Message) => void published.push(message), onInputRequest: () => {} }

test.before(async () => {
  const spec = tslabKernelJson()
  kernel = await startKernel(
    { name: 'x', spec, origin: 'installed', place: folder },
    { cwd: folder, timeout: 120_000, ...listener },
  )
})
test.after(async () => {
  await kernel.kill()
  rmSync(folder, { recursive: true })
})

interface Done {
  id: string
  reply: Record<string, unknown>
  /** What was published for it, by type and content, without `status`. */
  said: [type: string, content: Record<string, unknown>][]
  text: string
}

async function done(exchange: RequestExchange): Promise<Done> {
  const { content } = await exchange.reply
  await exchange.idle
  // Whatever the cell left undone has been told by the time that this is answered.
  const fence = kernel.request('kernel_info_request')
  await Promise.all([fence.reply, fence.idle])
  const own = published.filter(({ parent_header, header }) => {
    return parent_header.msg_id === exchange.id && header.msg_type !== 'status'
  })
  const said = own.map(({ header, content }): [string, Record<string, unknown>] => [header.msg_type, content])
  const text = said.map(([type, { text }]) => (type === 'stream' ? text : '')).join('')
  return { id: exchange.id, reply: content, said, text }
}

const execute = (code: string, more = {}) => done(kernel.request('execute_request', { code, ...more }))
const types = ({ said }: Done) => said.map(([type]) => type)
const errorOf = ({ said }: Done) => said.find(([type]) => type === 'error')?.[1]

test('kernel_info_request → a status, and the language as tslab has it', async () => {
  const { reply } = await done(kernel.request('kernel_info_request'))
  assert.is(reply.status, 'ok')
  assert.is(reply.implementation, 'tslab')
  assert.is((reply.language_info as { name: string }).name, 'typescript')
})

test('a cell → busy, execute_input, its output, reply, idle, with one count', async () => {
  const cell = await execute("console.log('one'); 2")
  assert.equal(types(cell), ['execute_input', 'stream', 'stream'])
  assert.is(cell.said[0]![1].execution_count, cell.reply.execution_count)
  assert.is(cell.text, 'one\n2\n')
  const states = published.flatMap(({ header, parent_header, content }) => {
    return header.msg_type === 'status' && parent_header.msg_id === cell.id ? [content.execution_state] : []
  })
  assert.equal(states, ['busy', 'idle'])
})

test('a cell that throws → an error message and a reply that say the same, with places in the source alone', async () => {
  await execute('const twice = (text: any) => {\n  return text.repeat(2)\n}')
  const cell = await execute('// first\ntwice(\n  3)')
  const error = errorOf(cell)!
  assert.is(error.ename, 'TypeError')
  assert.is(error.evalue, 'text.repeat is not a function')
  const { traceback } = error as { traceback: string[] }
  assert.match(traceback.join('\n'), /^> 2 \| {3}return text\.repeat\(2\)\n {4}\| {15}\^$/m)
  const frames = traceback.filter((line) => line.startsWith('    at '))
  assert.match(frames.join('\n'), /^ {4}at twice \(In\[\d+\]:2:15\)\n {4}at In\[\d+\]:2:1$/)
  assert.equal(
    [cell.reply.status, cell.reply.ename, cell.reply.evalue, cell.reply.traceback],
    ['error', error.ename, error.evalue, traceback],
  )
  assert.not.match(traceback.join('\n'), /node_modules|evalmachine|dist/)
})

test('thrown in a file, called by a cell → the file by its place from the notebook on, and the cell', async () => {
  mkdirSync(join(folder, 'node_modules', 'own'), { recursive: true })
  writeFileSync(join(folder, 'node_modules', 'own', 'index.js'), 'exports.fails = () => { throw new Error("own") }')
  writeFileSync(join(folder, 'beside.cjs'), 'exports.calls = (f) => f()')
  const { traceback } = errorOf(
    await execute('import { fails } from "own"\ndeclare const require: any\nrequire("./beside.cjs").calls(fails)'),
  ) as { traceback: string[] }
  const frames = traceback.filter((line) => line.startsWith('    at '))
  assert.match(frames[0]!, /node_modules\/own\/index\.js:1:\d+\)$/)
  assert.match(frames[1]!, /\(beside\.cjs:1:\d+\)$/)
  assert.match(frames[2]!, /at In\[\d+\]:3:/)
  assert.not.match(traceback.join('\n'), new RegExp(folder))
})

test("thrown in this package's own code → what the cell called, without its place, and the cell's own frames", async () => {
  await execute('import { Network } from "ackbook/network"\nconst network = new Network()')
  const { traceback } = errorOf(await execute('\nnetwork.run({ until: -1 })')) as { traceback: string[] }
  const frames = traceback.filter((line) => line.startsWith('    at '))
  assert.match(frames.join('\n'), /^ {4}at Network\.run \(ackbook\)\n {4}at In\[\d+\]:2:9$/)
})

test('thrown in a cell, called by this package, called by a module of the user → a frame of each', async () => {
  writeFileSync(join(folder, 'mine.cjs'), 'exports.mine = (network) => network.run()')
  const { traceback } = errorOf(
    await execute(
      'declare const require: any\nnetwork.at(1, () => {\n  throw new Error("own")\n})\nrequire("./mine.cjs").mine(network)',
    ),
  ) as { traceback: string[] }
  const frames = traceback.filter((line) => line.startsWith('    at ')).map((line) => line.slice(7))
  const [thrown, called, mine, cell] = frames as [string, string, string, string]
  assert.match(thrown, /^In\[\d+\]:3:9$/)
  assert.is(called, 'Network.run (ackbook)')
  assert.match(mine, /^exports\.mine \(mine\.cjs:1:\d+\)$/)
  assert.match(cell, /^In\[\d+\]:5:/)
  assert.is(frames.length, 4)
})

test('ACKBOOK_STACKS=all → every frame of the package, with its place', async () => {
  const whole = await startKernel(
    { name: 'x', spec: tslabKernelJson(), origin: 'installed', place: folder },
    { cwd: folder, timeout: 120_000, env: { ...process.env, ACKBOOK_STACKS: 'all' }, ...listener },
  )
  try {
    const { content } = await whole.execute(
      'import { Network } from "ackbook/network"\nnew Network().run({ until: -1 })',
    ).reply
    assert.match((content.traceback as string[]).join('\n'), /at Network\.run \(.*network\.[jt]s:\d+:\d+\)/)
  } finally {
    await whole.kill()
  }
})

test('ladder(trace) as a last expression → the picture, and no text of it', async () => {
  const cell = await execute(
    'import { transfer } from "ackbook/concepts/flow-control"\nimport { ladder } from "ackbook/draw"\nladder(transfer({ rate: 10e6, delay: 10 }, { window: 2, segments: 2 }).trace)',
  )
  assert.equal(types(cell), ['execute_input', 'display_data'])
  assert.match((cell.said[1]![1].data as Record<string, string>)['image/svg+xml']!, /^<svg /)
})

test('a last expression that is a picture → a display; the same text printed → text', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
  const shown = await execute(`'${svg}'`)
  assert.equal(types(shown), ['execute_input', 'display_data'])
  assert.equal(shown.said[1]![1].data, { 'image/svg+xml': svg })
  assert.equal(types(await execute(`console.log('${svg}')`)), ['execute_input', 'stream'])
})

test('what a cell prints of a stack of its own → places in the source, and no frame of the kernel', async () => {
  const { text } = await execute(
    '\nawait null\nfunction inner() {\n  return new Error("x").stack\n}\nconsole.log(inner())',
  )
  assert.match(text, /^Error: x\n {4}at inner \(In\[\d+\]:4:10\)\n {4}at In\[\d+\]:6:13\n/)
  assert.not.match(text, /evalmachine|node:vm|kernel|tslab/)
})

test('type errors → an error message; each with its code and its lines, what explains it below', async () => {
  const error = errorOf(
    await execute(
      'const fine = 1\nconst x: { y: number } = { y: { z: fine } } as { y: { z: number } }\nlet v = nowhere',
    ),
  )!
  assert.is(error.ename, 'CompileError')
  const lines = error.traceback as string[]
  const heads = lines.filter((line) => / - error TS/.test(line))
  assert.is(heads.length, 2)
  assert.match(heads[0]!, /^In\[\d+\]:2:7 - error TS2322: Type .* is not assignable/)
  assert.match(lines[1]!, /^ {2}Types of property 'y' are incompatible/)
  assert.match(heads[1]!, /^In\[\d+\]:3:9 - error TS2304: Cannot find name 'nowhere'\.$/)
})

test('a module of the notebook that throws → the place in its own source', async () => {
  await execute('/** @module own */\nexport function fails(): never {\n  throw new RangeError("own")\n}')
  const cell = await execute('import { fails } from "./own"\nfails()')
  assert.match((errorOf(cell)!.traceback as string[]).join('\n'), /at fails \(own\.ts:3:9\)\n.*at In\[\d+\]:2:/s)
})

test('a file of TypeScript that throws → the place in that file, also where it holds types alone above', async () => {
  writeFileSync(
    join(folder, 'beside.ts'),
    'export interface Unit {\n  name: string\n}\n\nexport function fails(unit: Unit): never {\n  throw new RangeError(unit.name)\n}\n',
  )
  const cell = await execute('import { fails as failsBeside } from "./beside"\nfailsBeside({ name: "m" })')
  assert.match((errorOf(cell)!.traceback as string[]).join('\n'), /at fails \(beside\.ts:6:9\)\n.*at In\[\d+\]:2:/s)
})

test('a type error in a file, explained by others → told of that file, with its lines', async () => {
  writeFileSync(
    join(folder, 'typed.ts'),
    'export const fine = 1\n\nexport const x: { y: { z: string } } = { y: { z: fine } } as { y: { z: number } }\n',
  )
  const error = errorOf(await execute('import { x as typed } from "./typed"\ntyped'))!
  assert.match(String(error.evalue), /^typed\.ts Type '.*' is not assignable to type '.*'\.$/)
  assert.match(
    (error.traceback as string[]).join('\n'),
    /^typed\.ts:3:14 - error TS2322: [^\n]*\n +The types of 'y\.z' [^\n]*\n +Type 'number'[^\n]*\n {2}1 \| export const fine[^\n]*\n {2}2 \|\n> 3 \| export const x/,
  )
})

test('a type error in a module of the notebook → its own lines', async () => {
  const { traceback } = errorOf(await execute('/** @module wrong */\nexport const a: number = "text"'))!
  assert.match(
    (traceback as string[]).join('\n'),
    /^wrong\.ts:2:14 - error TS2322: .*\n {2}1 \| .*\n> 2 \| export const a: number/,
  )
})

test('a name that there is not, of a type that has a name → the names that there are', async () => {
  await execute(
    "type Colour = 'red' | 'green'\ninterface Paint {\n  colour?: Colour\n}\nfunction paint(it: Paint, other?: Colour) {}",
  )
  const error = async (code: string) => (errorOf(await execute(code))!.traceback as string[]).at(-1)
  assert.is(await error("paint({\n  colour: 'blue' })"), '  there are: green, red')
  assert.is(await error('paint({ colour: "red" }, "blue")'), '  there are: green, red')
  assert.is.not(await error('paint({ colour: 5 })'), '  there are: green, red')
})

test('a cell that lacks its end → told at the end of its source', async () => {
  const { traceback } = errorOf(await execute('const open = 1\nconst more = ('))!
  assert.match((traceback as string[]).join('\n'), /^In\[\d+\]:2:15 - error TS1109: .*\n.*\n> 2 \| const more = \(\n/)
})

test('code made while running → the place in the cell where it was made', async () => {
  const { traceback } = errorOf(await execute('const two = 2\neval("null.x")'))!
  assert.match((traceback as string[]).join('\n'), /at eval \(eval at .*\(In\[\d+\]:2:1\), <anonymous>:1:6\)/)
})

const lost: [title: string, code: string][] = [
  ['console.error replaced', 'const keep = console.error; console.error = () => {}'],
  ['console replaced', 'const all = console; globalThis.console = { log() {} } as any'],
  ['stderr replaced', 'process.stderr.write = () => true'],
  ["the process's emit replaced", 'const { emit } = process; process.emit = () => true'],
  ['what says whether anyone listens replaced', 'process.listenerCount = () => 1'],
  ['process replaced', 'const before = process; globalThis.process = { emit() {}, on() {} } as any'],
  [
    'clocks and timers replaced',
    // As libraries for tests do.
    `const { setTimeout: timeout, setImmediate: immediate, Date: Calendar } = globalThis
     Object.assign(globalThis, { setTimeout: () => 0, setImmediate: () => 0, Date: class extends Date { static now() { return 0 } } })`,
  ],
]
for (const [title, code] of lost) {
  test(`${title} → a rejection and a throw that nothing waits for are told all the same, of their cell`, async () => {
    await execute(code)
    const rejection = await execute('void Promise.reject(new Error("lost"))')
    assert.is(errorOf(rejection)!.evalue, 'lost')
    assert.is(rejection.reply.status, 'error')
    const thrown = await execute('queueMicrotask(() => { throw new Error("thrown") })')
    assert.is(errorOf(thrown)!.evalue, 'thrown')
  })
}

test('after all that is put back → prints again', async () => {
  const back = 'setTimeout: timeout, setImmediate: immediate, Date: Calendar, console: all, process: before'
  await execute(`Object.assign(globalThis, { ${back} })\nconsole.error = keep`)
  await execute('process.emit = emit; Reflect.deleteProperty(process, "listenerCount")')
  assert.is((await execute('console.log(1)')).text, '1\n')
})

test('text on stderr that looks like such an error → a stream, and an ok', async () => {
  const cell = await execute('console.error("UnhandledPromiseRejection: no"); console.error("UncaughtException: no")')
  assert.is(cell.reply.status, 'ok')
  assert.is(errorOf(cell), undefined)
})

test("an error in a timer of an earlier cell → is that cell's, not the one's that runs", async () => {
  const first = await execute('void setTimeout(() => { throw new Error("of the first") }, 30)')
  const second = await execute('await new Promise((done) => setTimeout(done, 200))')
  assert.is(second.reply.status, 'ok')
  assert.is(errorOf(second), undefined)
  const errors = published.filter(
    ({ header, content }) => header.msg_type === 'error' && content.evalue === 'of the first',
  )
  assert.equal(
    errors.map(({ parent_header }) => parent_header.msg_id),
    [first.id],
  )
  assert.equal(errors[0]!.metadata.ackbook, { isLate: true, at: { cell: first.id, line: 1, column: 31 } })
})

test("an author's own listener → takes the error over, as in Node", async () => {
  const cell = await execute(
    'process.once("unhandledRejection", (reason) => console.log("mine", String(reason)))\nvoid Promise.reject(3)',
  )
  assert.is(errorOf(cell), undefined)
  assert.is(cell.reply.status, 'ok')
  assert.match(cell.text, /mine 3\n/)
  assert.is(errorOf(await execute('void Promise.reject(4)'))!.evalue, '4')
})

test('values that are no errors, and one that cannot be shown → told by what they are', async () => {
  const thrown: [string, string, string][] = [
    ['throw "text"', 'string', 'text'],
    ['throw undefined', 'undefined', 'undefined'],
    ['throw { a: 1 }', 'Object', '{ a: 1 }'],
    ['throw new Proxy({}, { get() { throw 1 } })', 'unknown', 'it cannot be shown'],
  ]
  for (const [code, ename, evalue] of thrown) {
    const error = errorOf(await execute(code))!
    assert.equal([error.ename, error.evalue], [ename, evalue], code)
  }
})

test('stdout as any stream: callback, encoding, a character in two pieces, an end that is none', async () => {
  const cell = await execute(
    [
      'const euro = Buffer.from("€")',
      'process.stdout.write(euro.subarray(0, 2))',
      'process.stdout.write(euro.subarray(2))',
      'process.stdout.write("616a", "hex")',
      'await new Promise<void>((done) => void process.stdout.write("b", "utf8", () => done()))',
      'await new Promise<void>((done) => void process.stdout.write("c", () => done()))',
      'await new Promise<void>((done) => void process.stdout.end("d", () => done()))',
    ].join('\n'),
  )
  assert.is(cell.reply.status, 'ok')
  assert.is(cell.text, '€ajbcd')
  assert.is((await execute('void process.stderr.write("still")')).text, 'still')
})

test('cells sent at once, the first fails → the others are aborted; the next that is sent after the reply runs', async () => {
  const request = (code: string) => kernel.request('execute_request', { code, stop_on_error: true })
  const [failing, ...queued] = ['throw new Error("stop")', 'console.log("a")', 'console.log("b")'].map(request)
  await failing!.reply
  const next = request('console.log("runs")')
  for (const exchange of queued) {
    const cell = await done(exchange)
    assert.equal(cell.reply, { status: 'aborted' })
    assert.equal(cell.said, [])
  }
  const cell = await done(next)
  assert.is(cell.reply.status, 'ok')
  assert.is(cell.text, 'runs\n')
})

test('cells sent at once that are not to stop on an error → all run', async () => {
  const cells = ['throw 1', 'console.log("a")'].map((code) => {
    return kernel.request('execute_request', { code, stop_on_error: false })
  })
  assert.is((await done(cells[1]!)).text, 'a\n')
})

test('silent, or not to be remembered → neither counted nor kept', async () => {
  const { reply } = await execute('1')
  const silent = await execute('console.log(2)', { silent: true })
  assert.equal(types(silent), ['stream'])
  await execute('3', { store_history: false })
  assert.is((await execute('4')).reply.execution_count, Number(reply.execution_count) + 1)
})

test('history: the last, a range, by a pattern', async () => {
  for (const code of ['"h 1"', '"h 2"', '"h 2"']) await execute(code)
  const ask = async (content: object) => {
    const { reply } = await done(kernel.request('history_request', { output: false, raw: true, ...content }))
    return (reply.history as [number, number, string][]).map(([, , input]) => input)
  }
  assert.equal(await ask({ hist_access_type: 'tail', n: 2 }), ['"h 2"', '"h 2"'])
  assert.equal(await ask({ hist_access_type: 'search', pattern: '"h ?"', n: 10 }), ['"h 1"', '"h 2"', '"h 2"'])
  assert.equal(await ask({ hist_access_type: 'search', pattern: '"h*', unique: true, n: 10 }), ['"h 1"', '"h 2"'])
  assert.is((await ask({ hist_access_type: 'range', session: 0, start: 1, stop: 3 })).length, 2)
})

const completeness: [string, string][] = [
  ['const a = <T>(x: T) => x', 'complete'],
  ['const f = () => {', 'incomplete'],
  ['const = 1', 'invalid'],
  ['', 'complete'],
]
for (const [code, status] of completeness) {
  test(`is it complete: ${JSON.stringify(code)} → ${status}`, async () => {
    assert.is((await done(kernel.request('is_complete_request', { code }))).reply.status, status)
  })
}

test('completion and inspection → what tslab knows, with a status', async () => {
  const completed = (await done(kernel.request('complete_request', { code: 'conso', cursor_pos: 5 }))).reply
  assert.ok((completed.matches as string[]).includes('console'))
  assert.is(completed.status, 'ok')
  const inspected = (await done(kernel.request('inspect_request', { code: 'console', cursor_pos: 3 }))).reply
  assert.equal([inspected.status, inspected.found], ['ok', true])
})

test('asked to end → answered, says so on iopub as the last word, exit code 0', async () => {
  const before = published.length
  assert.equal(await kernel.stop(), { errors: [], left: [] })
  assert.equal(await kernel.died, { code: 0, signal: null })
  const last = published.slice(before).at(-1)!
  assert.equal([last.header.msg_type, last.content], ['shutdown_reply', { status: 'ok', restart: false }])
  assert.is(kernel.output(), '')
})

test.run()
