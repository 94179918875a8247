/**
 * A kernel that speaks protocol 5.4 and does what its cells say: a cell is a JSON list of actions, each a list of a
 * name and parameters. Written without our own wire code, so that a mistake there shows.
 *
 *     node fake-kernel.mjs [--port-taken-first|--deno|--deno-refuses] CONNECTION_FILE
 *
 * With `--deno` it says that it is Deno's: it takes what that is told to run silently, and comes to what a cell has left to be
 * done only then.
 */
import { spawn } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Publisher, Reply, Router } from 'zeromq'

const [file, flag] = process.argv.slice(2).reverse()
const started = process.env.ACKBOOK_TEST_MARK
if (flag === '--port-taken-first' && !existsSync(started)) {
  writeFileSync(started, '')
  console.error('zmq.error.ZMQError: Address already in use')
  process.exit(1)
}
const connection = JSON.parse(readFileSync(file, 'utf8'))
const session = randomUUID()
let count = 0
let interrupted = () => {}
let answered = () => {}
const held = []
let isDeaf = false
const isDeno = flag?.startsWith('--deno') === true
/** Of late errors, and those that wait. */
let mark = ''
const waiting = []
const widgets = new Map()
const comms = []

const [shell, control, stdin, iopub, heartbeat] = [Router, Router, Router, Publisher, Reply].map(
  (Socket) => new Socket(),
)
const ports = ['shell', 'control', 'stdin', 'iopub', 'hb'].map((name) => connection[`${name}_port`])
await Promise.all(
  [shell, control, stdin, iopub, heartbeat].map((socket, i) => socket.bind(`tcp://${connection.ip}:${ports[i]}`)),
)

async function serve(socket) {
  for await (const frames of socket) {
    const start = frames.findIndex((frame) => String(frame) === '<IDS|MSG>')
    const parts = frames.slice(start + 2, start + 6)
    if (sign(parts) !== String(frames[start + 1])) continue
    const [header, , , content] = parts.map((part) => JSON.parse(String(part)))
    await handle({ socket, identities: frames.slice(0, start), header, content })
  }
}

async function handle(request) {
  const { msg_type } = request.header
  if (msg_type === 'input_reply') return answered(request.content.value)
  if (msg_type === 'interrupt_request' && !isDeaf) interrupted()
  const publish = (type, content, parent) => send(iopub, [Buffer.from(type)], type, content, parent ?? request.header)
  const reply = (content, type = msg_type.replace('_request', '_reply')) =>
    send(request.socket, request.identities, type, content, request.header)
  await publish('status', { execution_state: 'busy' })
  if (msg_type === 'execute_request') return execute(request, publish, reply)
  if (msg_type === 'comm_msg') {
    comms.push(request.content.data)
    return publish('status', { execution_state: 'idle' })
  }
  if (msg_type === 'kernel_info_request') {
    const language_info = { name: 'actions', mimetype: 'text/plain', file_extension: '.json' }
    await reply({
      status: 'ok',
      protocol_version: '5.4',
      implementation: isDeno ? 'Deno kernel' : 'fake',
      language_info,
      banner: '',
    })
  } else await reply({ status: 'ok' })
  await publish('status', { execution_state: 'idle' })
  if (msg_type === 'shutdown_request') process.exit(0)
}

/** What our listeners for Deno would do. */
async function executeSilently({ content: { code } }, publish, reply) {
  mark ||= JSON.parse(/"ackbook [^"]*"/.exec(code)[0])
  await publish('execute_input', { code, execution_count: count })
  for (const error of waiting.splice(0))
    await publish('stream', { name: 'stderr', text: `${mark}${JSON.stringify(error)}\n` })
  await reply({ status: flag === '--deno-refuses' ? 'error' : 'ok', execution_count: count })
  await publish('status', { execution_state: 'idle' })
}

async function execute(request, publish, reply) {
  if (request.content.silent && isDeno) return executeSilently(request, publish, reply)
  if (request.content.silent) {
    await reply({ status: 'ok', execution_count: count })
    return publish('status', { execution_state: 'idle' })
  }
  const state = { execution_count: ++count, answer: { status: 'ok' }, idle: true, idleFirst: false, after: [] }
  await publish('execute_input', { code: request.content.code, execution_count: count })
  for (const [name, ...parameters] of JSON.parse(request.content.code)) {
    await actions[name]({ request, publish, state }, ...parameters)
  }
  const { answer, idle, idleFirst, after, execution_count } = state
  if (idle && idleFirst) await publish('status', { execution_state: 'idle' })
  if (answer) await reply({ ...answer, execution_count })
  if (idle && !idleFirst) await publish('status', { execution_state: 'idle' })
  for (const act of after) await act()
}

const actions = {
  print: ({ publish }, name, text) => publish('stream', { name, text }),
  /** So many messages of so many lines. */
  async flood({ publish }, messages, lines, line) {
    for (let at = 0; at < messages; at++) await publish('stream', { name: 'stdout', text: line.repeat(lines) })
  },
  display: ({ publish }, data, display_id) =>
    publish('display_data', { data, metadata: {}, transient: display_id === undefined ? {} : { display_id } }),
  update: ({ publish }, data, display_id) =>
    publish('update_display_data', { data, metadata: {}, transient: { display_id } }),
  result: ({ publish, state }, data) =>
    publish('execute_result', { data, metadata: {}, execution_count: state.execution_count }),
  clear: ({ publish }, wait) => publish('clear_output', { wait }),
  /** A widget's model, by an id that is another each time. */
  widget({ publish }, name, state) {
    widgets.set(name, randomUUID())
    return publish('comm_open', { comm_id: widgets.get(name), target_name: 'jupyter.widget', data: { state } })
  },
  /** An Output widget wants what this cell puts out, or no more. */
  capture: ({ publish, request }, name, wants) =>
    publish('comm_msg', {
      comm_id: widgets.get(name),
      data: { method: 'update', state: { msg_id: wants ? request.header.msg_id : '' } },
    }),
  showWidget: ({ publish }, name) =>
    publish('display_data', {
      data: { 'application/vnd.jupyter.widget-view+json': { model_id: widgets.get(name) } },
      metadata: {},
    }),
  /** What the front end has said of widgets. */
  printComms: ({ publish }) => publish('stream', { name: 'stdout', text: JSON.stringify(comms) }),
  comm: ({ publish }) => publish('comm_open', { comm_id: 'c', target_name: 'jupyter.widget', data: {} }),
  async fail({ publish, state }, ename, evalue) {
    const error = { ename, evalue, traceback: [`\u001b[31m${ename}\u001b[0m: ${evalue}`] }
    await publish('error', error)
    state.answer = { status: 'error', ...error }
  },
  answer: ({ state }, answer) => Object.assign(state, { answer }),
  withoutIdle: ({ state }) => Object.assign(state, { idle: false }),
  idleFirst: ({ state }) => Object.assign(state, { idleFirst: true }),
  printAfterIdle: ({ publish, state }, text) =>
    state.after.push(() => sleep(10).then(() => publish('stream', { name: 'stdout', text }))),
  printForAnother: ({ publish }, text) => publish('stream', { name: 'stdout', text }, { msg_id: 'nobody' }),
  async printForged({ request }, text) {
    const [delimiter, , ...parts] = frames('stream', { name: 'stdout', text }, request.header)
    await iopub.send(['stream', delimiter, 'f'.repeat(64), ...parts])
  },
  writePast: (_, text) => void process.stdout.write(text),
  /** Fails when the cell has ended, and tells when it is given the time. */
  failLater: (_, ename, evalue) => void waiting.push({ ename, evalue, traceback: [] }),
  ask: ({ request }) =>
    send(stdin, request.identities, 'input_request', { prompt: 'name? ', password: false }, request.header),
  /** Asks for a line, waits for it, and prints it; an interrupt ends the waiting. */
  async input({ request, publish, state }, password = false) {
    if (!request.content.allow_stdin) return actions.fail({ publish, state }, 'StdinNotImplementedError', 'no input')
    const line = new Promise((resolve) => {
      answered = resolve
    })
    await send(stdin, request.identities, 'input_request', { prompt: 'name? ', password }, request.header)
    const stopped = new Promise((resolve) => {
      interrupted = () => resolve(undefined)
    })
    const value = await Promise.race([line, stopped])
    if (value === undefined) return actions.fail({ publish, state }, 'KeyboardInterrupt', '')
    await publish('stream', { name: 'stdout', text: `${value}\n` })
  },
  /** Takes so many bytes of memory; with `givesBack` only for a moment. */
  take(_, bytes, givesBack = false) {
    held.push(Buffer.alloc(bytes, 1))
    if (!givesBack) return
    held.pop()
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
  },
  async wait({ publish, state }) {
    await new Promise((resolve) => {
      interrupted = resolve
    })
    await actions.fail({ publish, state }, 'KeyboardInterrupt', '')
  },
  /** The first signal is lost, as on a kernel that still compiles the cell; a message is heeded by nobody. */
  async waitForSecondSignal({ publish, state }) {
    let signals = 0
    await new Promise((resolve) => {
      process.on('SIGINT', () => {
        signals += 1
        if (signals === 2) resolve()
      })
    })
    await actions.fail({ publish, state }, 'KeyboardInterrupt', '')
  },
  /** After a signal it heeds nothing any more, as Deno's kernel. */
  deafBySignal: () =>
    process.on('SIGINT', () => {
      isDeaf = true
    }),
  ignoreSignals: () => process.on('SIGINT', () => {}),
  busy() {
    writeFileSync(process.env.ACKBOOK_TEST_PIDS, `${process.pid}\n`)
    for (;;) {}
  },
  pid: ({ publish }) => publish('stream', { name: 'stdout', text: `pid ${process.pid}` }),
  /** A process of its own that takes so many bytes of memory, and stays. */
  child: (_, bytes) =>
    void spawn(process.execPath, ['-e', `globalThis.taken = Buffer.alloc(${bytes}, 1); setInterval(() => {}, 1000)`]),
  environment: ({ publish }, name) => publish('stream', { name: 'stdout', text: `${process.env[name]}` }),
  end: (_, code) => process.exit(code),
}

function send(socket, prefix, msg_type, content, parent) {
  return socket.send([...prefix, ...frames(msg_type, content, parent)])
}

function frames(msg_type, content, parent) {
  const header = {
    msg_id: randomUUID(),
    msg_type,
    session,
    username: 'fake',
    date: new Date().toISOString(),
    version: '5.4',
  }
  const parts = [header, parent, {}, content].map((part) => Buffer.from(JSON.stringify(part)))
  return ['<IDS|MSG>', sign(parts), ...parts]
}

function sign(parts) {
  const hmac = createHmac('sha256', connection.key)
  for (const part of parts) hmac.update(part)
  return hmac.digest('hex')
}

void serve(control)
void serve(stdin)
await serve(shell)
