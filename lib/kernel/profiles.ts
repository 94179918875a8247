import { noStandardInput } from './inside/standard-input.ts'
import { type Message, statusOf } from './message.ts'
import type { Exit } from './process.ts'
import type { KernelSpec } from './spec.ts'
import { launcherFile } from './tslab.ts'

/** One cell's execution, as a profile judges it. */
interface Evidence {
  source: string
  /** Absent when the cell never got one. */
  reply?: Message
  /** What came on stderr, one entry a message. */
  stderr: readonly string[]
  /** How many messages the cell's output came in. */
  messages: number
  /** How many messages the kernel may have published since it was started, at most. */
  published: number
}

/** What is wrong with a cell; empty when all is well. */
export interface Judgement {
  kind: 'cell-failed' | 'cell-aborted' | 'late-error' | 'output-lost' | 'stdin' | 'not-run'
  message: string
  /** What the kernel said, whole. */
  detail?: string
  remedy?: string
}

/** The habits of a kind of kernel: where it departs from the protocol, and how to see all the same what became of a cell. */
export interface Profile {
  name: string
  /** Milliseconds without a message that must pass after a cell: some kernels print after their `idle`. */
  settle: number
  /** Milliseconds for which requests may be refused after a failed cell. */
  refusal: number
  judge(evidence: Evidence): Judgement[]
  /** The cell waits for a line from the user, as a message on stderr tells. */
  asksInput(stderr: string): boolean
  /** What went wrong after the last cell, by what the process itself wrote to stderr and how it ended: a sentence each. */
  lateErrors(stderr: string, exit?: Exit): string[]
}

/** By the protocol: a reply says `ok` or `error`; streams may come late. */
const standard: Profile = {
  name: 'standard',
  settle: 50,
  refusal: 0,
  judge: ({ reply }) => (reply ? judgeReply(reply, []) : []),
  asksInput: () => false,
  lateErrors: () => [],
}

/**
 * tslab tells failures on stderr only, and not all of them in its reply. What it prints of one error is one message.
 * After a failed cell it answers every request of the next 200 ms with `abort`.
 */
const tslab: Profile = {
  name: 'tslab',
  settle: 0,
  refusal: 200,
  judge: ({ source, reply, stderr }) => [
    ...(reply ? judgeReply(reply, stderr) : []),
    ...judgeModule(source, stderr),
    ...stderr.filter((text) => lateError.test(text)).map(judgeLate),
  ],
  asksInput: (stderr) => stderr.includes(noStandardInput),
  lateErrors: (stderr, exit) => [
    ...(stderr.match(new RegExp(lateError.source, 'gm')) ?? []).map((line) => judgeLate(line).message),
    // Asked to end it ends with 0, unless a cell wants otherwise: by process.exitCode, as node:test does for a test that fails.
    ...(exit?.code ? [`its process ended with exit code ${exit.code}`] : []),
  ],
}

/**
 * The 513th message that a tslab without our launcher publishes, and each 513th after it, waits for the event loop; what
 * the same turn prints after that is dropped in silence. From here on a cell that prints twice cannot be vouched for.
 */
const silentLimit = 500

const plainTslab: Profile = {
  ...tslab,
  name: 'plain tslab',
  judge: (evidence) => [...tslab.judge(evidence), ...(mayHaveLost(evidence) ? [maybeLost] : [])],
}

function mayHaveLost({ messages, published }: Evidence): boolean {
  return messages > 1 && published >= silentLimit
}

/**
 * The profile for a kernel that says it is this.
 *
 * @param implementation of its `kernel_info_reply`
 * @param isOurs it runs under our launcher, which queues what tslab would drop
 */
export function profileFor(implementation: unknown, isOurs: boolean): Profile {
  if (implementation !== 'tslab' && implementation !== 'jslab') return standard
  return isOurs ? tslab : plainTslab
}

/**
 * Whether a kernel is known to talk over sockets in the file system as well as over TCP: our launcher's tslab, and ipykernel.
 * Others are not tried: Deno's ends at once.
 */
export function speaksIpc({ argv }: Pick<KernelSpec, 'argv'>): boolean {
  if (argv.includes(launcherFile())) return true
  const module = argv.indexOf('-m')
  return module > 0 && (argv[module + 1] === 'ipykernel_launcher' || argv[module + 1] === 'ipykernel')
}

const lateError = /^(?:UnhandledPromiseRejection|UncaughtException):.*/

/** The cell asked for a line from the user. */
export const askedInput: Judgement = {
  kind: 'stdin',
  message: 'the cell asks for standard input, which a notebook that runs by itself does not have',
  remedy: 'give the value in the code, or tag the cell skip-execution',
}

const maybeLost: Judgement = {
  kind: 'output-lost',
  message: `this kernel drops output in silence once it has sent ${silentLimit} messages, and may have here`,
  remedy: 'use the tslab that ackbook starts itself: --kernel tslab',
}

function judgeReply(reply: Message, stderr: readonly string[]): Judgement[] {
  const status = statusOf(reply)
  if (status === 'ok') return []
  if (isRefusal(reply))
    return [{ kind: 'cell-aborted', message: `the kernel refused to run the cell (reply "${status}")` }]
  if (status === 'error') return [failure(reply, stderr)]
  return [{ kind: 'cell-failed', message: `the kernel answered "${status}", where "ok" or "error" was expected` }]
}

/** The kernel did not run the cell. */
export function isRefusal(reply: Message): boolean {
  return ['abort', 'aborted'].includes(statusOf(reply))
}

function failure({ content }: Message, stderr: readonly string[]): Judgement {
  const { ename, evalue, traceback } = content
  // How ipykernel refuses input() to a client that has no user.
  if (ename === 'StdinNotImplementedError') return askedInput
  if (typeof ename === 'string') {
    const detail = Array.isArray(traceback) ? traceback.join('\n') : ''
    return { kind: 'cell-failed', message: `the cell failed: ${ename}: ${evalue}`, detail }
  }
  // An error comes last; of the compiler's complaints, the first matters most.
  const said = stderr.find((text) => diagnostic.test(text)) ?? stderr.at(-1)
  const reason = said === undefined ? ', and the kernel did not say why' : `: ${saying(said)}`
  return { kind: 'cell-failed', message: `the cell failed${reason}`, detail: stderr.join('') }
}

function judgeLate(text: string): Judgement {
  return { kind: 'late-error', message: `an error that nothing waited for: ${firstLine(text)}`, detail: text }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]!
}

/** The line that names an error: below the source line that Node may show above it, up to an empty line. */
function saying(text: string): string {
  return firstLine(text.replace(/^\S+:\d+\n[\s\S]*?\n\n/, ''))
}

/** The marks that tslab reads from the comments at a cell's top. */
const comments = /^(?:\s|\/\/.*(?:\n|$)|\/\*[\s\S]*?\*\/)*/
const doc = /\/\*\*[\s\S]*?\*\//g
const diagnostic = /^(?:\S+ )?\d+:\d+ - /

function judgeModule(source: string, stderr: readonly string[]): Judgement[] {
  const marks = comments.exec(source)![0].match(doc)?.join('\n') ?? ''
  if (/@module\s+\w+/.test(marks)) {
    // Always answered `ok`, errors or not.
    const error = stderr.find((text) => diagnostic.test(text))
    return error === undefined
      ? []
      : [{ kind: 'cell-failed', message: `the module does not compile: ${firstLine(error)}` }]
  }
  if (!/@browser\b/.test(marks)) return []
  const remedy = 'remove the mark, or tag the cell skip-execution'
  return [
    { kind: 'not-run', message: 'the kernel answers "ok" to a cell marked @browser, but does not run it', remedy },
  ]
}
