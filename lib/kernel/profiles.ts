import { basename } from 'node:path'
import { denoPrelude, denoRest, lateErrorsIn } from './deno.ts'
import { firstLine } from './first-line.ts'
import { type Message, replyStatus } from './message.ts'
import type { Exit } from './process.ts'
import type { KernelSpec } from './spec.ts'
import { launcherFile } from './tslab.ts'

/** One cell's execution, as a profile judges it. */
interface CellEvidence {
  source: string
  /** Absent when the cell never got one. */
  reply?: Message
  /** What came on stderr, one entry a message. */
  stderr: readonly string[]
  /** The errors that it shows, or that are its own though nothing waited for them. */
  errors: readonly ShownError[]
  /** How many messages the cell's output came in. */
  messages: number
  /** How many messages the kernel may have published since it was started, at most. */
  published: number
}

/** An `error` message. */
export interface ShownError {
  ename: string
  evalue: string
  traceback: readonly string[]
  /** It came from something that the cell did not wait for. Our own kernel tells that. */
  isLate: boolean
  /** Where it was thrown, in the cell that some request brought: lines and columns from 1. Our own kernel tells that. */
  at?: { request: string; line: number; column: number }
}

/** What is wrong with a cell; empty when all is well. */
export interface Judgement {
  kind: 'cell-failed' | 'cell-aborted' | 'late-error' | 'output-lost' | 'connection-lost' | 'stdin' | 'not-run'
  message: string
  /** What the kernel said, whole. */
  detail?: string
  remedy?: string
  /** `NAME: VALUE`; the message ends with it. */
  error?: string
  at?: NonNullable<ShownError['at']>
}

/** The habits of a kind of kernel: where it departs from the protocol, and how to see all the same what became of a cell. */
export interface Profile {
  name: string
  /** Milliseconds without a message that must pass after a cell: some kernels print after their `idle`. */
  settle: number
  /** Milliseconds for which requests may be refused after a failed cell. */
  refusal: number
  judge(evidence: CellEvidence): Judgement[]
  /** What the process writes past the protocol and is output all the same; the rest may be the kernel's log. */
  captures: readonly ('stdout' | 'stderr')[]
  /** What went wrong after the last cell, by what the process itself wrote to stderr and how it ended: a sentence each. */
  lateErrors(stderr: string, exit?: Exit): string[]
  /** The way in which it is interrupted if its spec names none; by the protocol, a signal. */
  interruptMode?: 'signal' | 'message'
  /** How it is brought to tell what it would keep to itself. */
  listening?: Listening
}

/** What a kernel runs, silently, so that nothing goes wrong in it unheard; `mark` is a text that no cell can know. */
export interface Listening {
  /** Before the first cell. */
  prelude(mark: string): string
  /** After each cell, so that it comes to what the cell has left to be done. */
  rest(mark: string): string
  /** What one of its messages stands for. */
  messages(message: Message, mark: string): Message[]
}

/** By the protocol: a reply says `ok` or `error`, an `error` message that something failed; streams may come late. */
const standard: Profile = {
  name: 'standard',
  settle: 50,
  refusal: 0,
  judge: ({ reply, errors }) => [...(reply ? judgeReply(reply, [], errors) : []), ...judgeErrors(errors, reply)],
  captures: ['stdout'],
  lateErrors: () => [],
}

/** tslab behind our own server. What it writes past the protocol comes from its cells: it has no log. */
const tslab: Profile = {
  ...standard,
  name: 'tslab',
  settle: 0,
  judge: (evidence) => [...standard.judge(evidence), ...judgeBrowser(evidence.source)],
  captures: ['stdout', 'stderr'],
  // Asked to end it ends with 0, unless a cell wants otherwise: by process.exitCode, as node:test does for a test that fails.
  lateErrors: (_, exit) => (exit?.code ? [`its process ended with exit code ${exit.code}`] : []),
}

/**
 * The 513th message that a tslab without our launcher publishes, and each 513th after it, waits for the event loop; what
 * the same turn prints after that is dropped in silence. From here on a cell that prints twice cannot be vouched for.
 */
const silentLimit = 500

/**
 * A tslab without our launcher tells failures on stderr only, and not all of them in its reply. What it prints of one error
 * is one message. After a failed cell it answers every request of the next 200 ms with `abort`.
 */
const plainTslab: Profile = {
  name: 'plain tslab',
  settle: 0,
  refusal: 200,
  judge: (evidence) => [
    ...(evidence.reply ? judgeReply(evidence.reply, evidence.stderr, []) : []),
    ...judgeModule(evidence.source, evidence.stderr),
    ...judgeBrowser(evidence.source),
    ...evidence.stderr.filter((text) => lateError.test(text)).map(judgeLate),
    ...judgeErrors(evidence.errors, evidence.reply),
    ...(mayHaveLost(evidence) ? [maybeLost] : []),
  ],
  captures: ['stdout'],
  lateErrors: (stderr, exit) => [
    ...(stderr.match(new RegExp(lateError.source, 'gm')) ?? []).map((line) => judgeLate(line).message),
    ...tslab.lateErrors(stderr, exit),
  ],
}

function mayHaveLost({ messages, published }: CellEvidence): boolean {
  return messages > 1 && published >= silentLimit
}

/** ipykernel, and what is built on it, publishes what comes to its stdout, and hands it on there as well. */
const python: Profile = { ...standard, name: 'python', captures: [] }

/** Deno's, which tells nobody of what nothing waits for, and hears nothing any more once it has had a signal. */
const deno: Profile = {
  ...standard,
  name: 'deno',
  interruptMode: 'message',
  settle: 0,
  listening: { prelude: denoPrelude, rest: denoRest, messages: lateErrorsIn },
}

/**
 * The profile for a kernel that says it is this.
 *
 * @param implementation of its `kernel_info_reply`
 * @param argv by which it was started
 * @param launcher our own: behind it runs a server of ours
 */
export function profileFor(implementation: unknown, argv: readonly string[], launcher: string): Profile {
  if (implementation === 'tslab' || implementation === 'jslab') return argv.includes(launcher) ? tslab : plainTslab
  if (implementation === 'Deno kernel') return deno
  return /^(?:ipykernel|python)/.test(basename(argv[0]!)) || implementation === 'ipython' ? python : standard
}

/** The feature by which our server of tslab is known, wherever it runs. */
const ownFeature = 'ackbook'

/**
 * The profile for a kernel elsewhere, of which only its messages come.
 *
 * @param info the content of its `kernel_info_reply`
 */
export function remoteProfileFor({ implementation, supported_features }: Readonly<Record<string, unknown>>): Profile {
  if (implementation === 'tslab' || implementation === 'jslab')
    return Array.isArray(supported_features) && supported_features.includes(ownFeature) ? tslab : plainTslab
  if (implementation === 'Deno kernel') return deno
  return implementation === 'ipython' ? python : standard
}

/**
 * Whether a kernel is known to talk over sockets in the file system as well as over TCP: our launcher's tslab, and ipykernel.
 * Others are not tried: Deno's ends at once.
 */
export function speaksIpc({ argv }: Pick<KernelSpec, 'argv'>): boolean {
  return isLaunched({ argv }) || isIpykernel(argv)
}

/** Whether it is our launcher that starts it: it works where it is told, and begins in the notebook's folder. */
export function isLaunched({ argv }: Pick<KernelSpec, 'argv'>): boolean {
  return argv.includes(launcherFile())
}

/**
 * Words for a kernel's command line that keep it from leaving anything behind, as ipykernel does with its user's history; and
 * from looking after itself, where we do.
 *
 * @param cwd in which it shall work, if that is not where it begins
 */
export function wordsFor({ argv }: Pick<KernelSpec, 'argv'>, cwd?: string): readonly string[] {
  if (isLaunched({ argv })) return ['--guarded', ...(cwd === undefined ? [] : ['--cwd', cwd])]
  const keepsHistoryElsewhere = argv.some((word) => word.startsWith('--HistoryManager.'))
  return isIpykernel(argv) && !keepsHistoryElsewhere ? ['--HistoryManager.hist_file=:memory:'] : []
}

function isIpykernel(argv: readonly string[]): boolean {
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

function judgeReply(reply: Message, stderr: readonly string[], errors: readonly ShownError[]): Judgement[] {
  const status = replyStatus(reply)
  if (status === 'ok') return []
  if (isRefusal(reply))
    return [{ kind: 'cell-aborted', message: `the kernel refused to run the cell (reply "${status}")` }]
  if (status !== 'error')
    return [{ kind: 'cell-failed', message: `the kernel answered "${status}", where "ok" or "error" was expected` }]
  // An error that nothing waited for is told by itself.
  if (errors.length > 0 && errors.every(({ isLate }) => isLate)) return []
  return [failure(reply, stderr, errors.find(({ isLate }) => !isLate)?.at)]
}

/** Those of which the reply says nothing. */
function judgeErrors(errors: readonly ShownError[], reply?: Message): Judgement[] {
  const isTold = reply !== undefined && replyStatus(reply) === 'error'
  return errorsOnce(errors.filter(({ isLate }) => isLate || !isTold)).map(
    ([{ ename, evalue, traceback, isLate, at }, count]): Judgement => {
      if (ename === noStandardInput) return askedInput
      const what = isLate
        ? 'an error that nothing waited for'
        : 'the cell shows an error, though the kernel answered "ok"'
      const error = `${ename}: ${evalue}`
      return {
        kind: isLate ? 'late-error' : 'cell-failed',
        message: `${what}${count > 1 ? `, ${count} times` : ''}: ${error}`,
        error,
        detail: traceback.join('\n'),
        ...(isLate ? {} : { remedy: 'if it must show one, tag it raises-exception' }),
        ...(at ? { at } : {}),
      }
    },
  )
}

/** A timer may throw the same a thousand times: each error once, and how often it came. */
function errorsOnce(errors: readonly ShownError[]): [ShownError, number][] {
  const all = new Map<string, [ShownError, number]>()
  for (const each of errors) {
    const key = JSON.stringify([each.isLate, each.ename, each.evalue, each.traceback])
    const known = all.get(key)
    if (known) known[1] += 1
    else all.set(key, [each, 1])
  }
  return [...all.values()]
}

/** The kernel did not run the cell. */
export function isRefusal(reply: Message): boolean {
  return ['abort', 'aborted'].includes(replyStatus(reply))
}

/** How ipykernel, and ours, refuses input to a client that has no user. */
export const noStandardInput = 'StdinNotImplementedError'

function failure({ content }: Message, stderr: readonly string[], at: ShownError['at']): Judgement {
  const { ename, evalue, traceback } = content
  if (ename === noStandardInput) return askedInput
  if (typeof ename === 'string') {
    const detail = Array.isArray(traceback) ? traceback.join('\n') : ''
    const error = `${ename}: ${evalue}`
    return { kind: 'cell-failed', message: `the cell failed: ${error}`, error, detail, ...(at ? { at } : {}) }
  }
  // An error comes last; of the compiler's complaints, the first matters most.
  const said = stderr.find((text) => diagnostic.test(text)) ?? stderr.at(-1)
  const reason = said === undefined ? ', and the kernel did not say why' : `: ${printedText(said)}`
  return { kind: 'cell-failed', message: `the cell failed${reason}`, detail: stderr.join('') }
}

function judgeLate(text: string): Judgement {
  return { kind: 'late-error', message: `an error that nothing waited for: ${firstLine(text)}`, detail: text }
}

/** The line that names an error: below the source line that Node may show above it, up to an empty line. */
function printedText(text: string): string {
  return firstLine(text.replace(/^\S+:\d+\n[\s\S]*?\n\n/, ''))
}

/** The marks that tslab reads from the comments at a cell's top. */
const leadingComments = /^(?:\s|\/\/.*(?:\n|$)|\/\*[\s\S]*?\*\/)*/
const doc = /\/\*\*[\s\S]*?\*\//g
const diagnostic = /^(?:\S+ )?\d+:\d+ - /

function judgeModule(source: string, stderr: readonly string[]): Judgement[] {
  if (!/@module\s+\w+/.test(leadingMarks(source))) return []
  // Always answered `ok`, errors or not.
  const error = stderr.find((text) => diagnostic.test(text))
  if (error === undefined) return []
  return [{ kind: 'cell-failed', message: `the module does not compile: ${firstLine(error)}` }]
}

function judgeBrowser(source: string): Judgement[] {
  const marks = leadingMarks(source)
  if (/@module\s+\w+/.test(marks) || !/@browser\b/.test(marks)) return []
  const remedy = 'remove the mark, or tag the cell skip-execution'
  return [
    { kind: 'not-run', message: 'the kernel answers "ok" to a cell marked @browser, but does not run it', remedy },
  ]
}

function leadingMarks(source: string): string {
  return leadingComments.exec(source)![0].match(doc)?.join('\n') ?? ''
}
