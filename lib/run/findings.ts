import {
  askedInput,
  describeExit,
  type Exit,
  type Judgement,
  type Kernel,
  type KernelStartError,
  type Stray,
} from '../kernel/index.ts'
import { type Finding, shownBytes, withoutEscapes } from '../notebook/index.ts'
import type { CellEnding, Executor, ScriptedInput } from './executor.ts'
import type { OutputArea } from './outputs.ts'
import type { Step } from './plan.ts'
import type { TimeLimit } from './time-limits.ts'

/** What a cell was executed with. */
interface CellExecution {
  kernel: Kernel
  executor: Executor
  allowsErrors: boolean
  /** The limit of time that was nearest. */
  limit: TimeLimit
  /** Milliseconds that it took. */
  took: number
  input: ScriptedInput
  maxMemory: number | undefined
}

/** What is wrong with a cell whose execution ended so. */
export function findingsOf(step: Step, ending: CellEnding, area: OutputArea, execution: CellExecution): Finding[] {
  const { kernel, executor, allowsErrors, input } = execution
  const { stderr, errors, messages } = area
  if (ending.type === 'died' || ending.type === 'stopped') {
    const end = ending.type === 'died' ? dead(step, ending.exit, kernel) : stopped(step, ending, area, execution)
    if (allowsErrors) return [end]
    // It may be why the cell never came to its end.
    const late = { source: '', stderr, errors: errors.filter(({ isLate }) => isLate), messages: 0, published: 0 }
    const judgements = kernel.profile.judge(late).filter(({ kind }) => kind === 'late-error')
    return [...judgements.map((judgement) => about(step, judgement, executor)), end]
  }
  const { published } = executor
  const { reply } = ending
  const judgements = kernel.profile.judge({ source: step.cell.source, reply, stderr, errors, messages, published })
  const findings = weigh(step, judgements, allowsErrors, executor).map((finding) => neverAsked(finding, execution))
  if (ending.type !== 'lost') return findings.length > 0 ? findings : linesLeft(step, input)
  return [...findings.filter(({ kind }) => kind !== 'output-lost'), about(step, ending.doubt ?? lost)]
}

/** Errors are wrong, unless the cell must fail or the notebook allows it; that it did not fail is wrong too, if it must. */
function weigh(step: Step, judgements: readonly Judgement[], allowsErrors: boolean, executor: Executor): Finding[] {
  const { raises } = step
  const errors = judgements.filter(({ kind }) => kind === 'cell-failed' || kind === 'late-error')
  const others = judgements.filter((judgement) => !errors.includes(judgement))
  if (raises === undefined)
    return [...(allowsErrors ? [] : errors), ...others].map((judgement) => about(step, judgement, executor))
  if (others.length > 0) return others.map((judgement) => about(step, judgement, executor))
  if (errors.length === 0) return [about(step, noException(raises))]
  const said = errors.map(({ message, detail = '' }) => `${message}\n${detail}`).join('\n')
  if (raises === true || said.includes(raises)) return []
  const message = `the cell failed, but not with what it must fail with, ${JSON.stringify(raises)}`
  const remedy = 'see why it fails otherwise, or change "raises" in its metadata'
  return [about(step, { kind: 'cell-failed', message, detail: said, remedy })]
}

/** An error that came when the cell had already been judged. */
export function lateFinding(step: Step, judgement: Judgement, executor?: Executor): Finding {
  const kind = judgement.kind === 'cell-failed' ? 'late-error' : judgement.kind
  const message = `after the cell had ended, ${judgement.message}`
  return about(step, { ...judgement, kind, message }, executor)
}

/** What was written to the kernel's own stdout or stderr when no cell was left to which it could belong. */
export function lateOutput(step: Step, text: string): Finding {
  return about(step, {
    kind: 'late-output',
    message: 'after the last cell had ended, a process that the notebook started still printed: it stands in no cell',
    detail: text,
    remedy: 'wait in the cell until that process has ended',
  })
}

/** Processes that went on when the kernel and all of its process group had ended. */
export function left(strays: readonly Stray[]): Finding {
  const [first] = strays
  const more = strays.length > 1 ? ` and ${strays.length - 1} more` : ''
  const named = `${lastSaid(first!.command).slice(0, 200)} (pid ${first!.pid})${more}`
  return {
    kind: 'process-left',
    message: `a process that the notebook started outlived it and was ended: ${named}`,
    remedy: 'end it in a cell, or start it so that it ends with the kernel (not detached)',
  }
}

export function dead(step: Step, exit: Exit, kernel: Kernel): Finding {
  const { code, signal, elsewhere } = exit
  if (elsewhere?.isCut)
    return about(step, {
      kind: 'connection-lost',
      message: `the connection to the gateway was lost while the cell ran: ${elsewhere.what}`,
      remedy: 'see whether the gateway runs still, and what lies between, then say this again',
    })
  const said = kernel.output()
  // A process out of memory is killed by the system, or ends itself and says why; not all that abort are.
  const isMemory =
    code === 137 || signal === 'SIGKILL' || /out of memory|heap limit|allocation failed|bad_alloc/i.test(said)
  return about(step, {
    kind: 'kernel-died',
    message: `the kernel ended while the cell ran (${describeExit(exit)})`,
    detail: said,
    remedy: isMemory
      ? 'it may have run out of memory: use less of it in the notebook, or give Node more by NODE_OPTIONS=--max-old-space-size=MEGABYTES'
      : said === ''
        ? 'a cell must not end its process: leave out what does, such as process.exit()'
        : 'a cell must not end its process: leave out process.exit(), and see what the kernel said last',
  })
}

function stopped(
  step: Step,
  { why, isKilled }: CellEnding & { type: 'stopped' },
  { isTooLarge }: OutputArea,
  execution: CellExecution,
): Finding {
  const { limit, took, input, executor, maxMemory, kernel } = execution
  const end = isKilled ? '; it did not heed the interrupt, so the kernel was killed' : '; it was interrupted'
  if (why === 'timeout') {
    const share = limit.of === 'cell' ? '' : `, of which this cell took ${(took / 1000).toFixed(1)} s`
    return about(step, { ...tookTooLong(limit), message: `${longerThan(limit)}${share}${end}` })
  }
  if (why === 'memory') return tooMuchMemory(step, executor.memory!, maxMemory!)
  if (why === 'stdin') {
    const isAnswered = canAsk(kernel) && input.lines.length > 0
    return about(step, isAnswered ? askedTooMuch(input) : neverAsked(askedInput, execution))
  }
  const { octets, came, at } = isTooLarge!
  const message = `the cell printed more than ${shownBytes(octets)} ${at} (${shownBytes(came, octets)} when it was stopped); the rest was left out`
  const remedy = 'print less, write it to a file, or allow more by --max-output, or by "maxOutput" in the config'
  return about(step, { kind: 'output-too-large', message, remedy })
}

/** What is said where a limit is over that is not a cell's, and no cell was running. */
export function outOfTime(limit: TimeLimit, while_: string): Finding {
  return { ...tookTooLong(limit), message: `${longerThan(limit)}${while_}` }
}

function longerThan({ of, seconds }: TimeLimit): string {
  if (of === 'cell') return `the cell took longer than ${seconds} s`
  return of === 'notebook'
    ? `the notebook took longer than ${seconds} s altogether`
    : `all that was to be run took longer than ${seconds} s`
}

function tookTooLong({ of }: TimeLimit) {
  const ways = {
    cell: '--timeout, or by "ackbook": { "timeout": SECONDS } in its metadata',
    notebook: '--notebook-timeout, or by "ackbook": { "notebookTimeout": SECONDS } in its metadata',
    run: '--run-timeout, or by "runTimeout" in the config',
  }
  return { kind: 'timeout' as const, remedy: `allow it more by ${ways[of]}` }
}

export function tooMuchMemory(step: Step, bytes: number, limit: number): Finding {
  return about(step, {
    kind: 'memory-exceeded',
    message: `the kernel had ${shownBytes(bytes, limit)} of memory, and may have ${shownBytes(limit)}; it was ended`,
    remedy: 'use less of it in the notebook, or allow more by --max-memory, or by "maxMemory" in the config',
  })
}

const answerIt =
  'give the value in the code, say what is answered by "ackbook": { "stdin": ["…"] } in its metadata, or tag the cell skip-execution'

/** tslab's cells have nothing to ask with. */
function canAsk({ profile }: Kernel): boolean {
  return !profile.name.includes('tslab')
}

function askedTooMuch({ lines }: ScriptedInput) {
  const given = lines.length === 1 ? 'the one line' : `the ${lines.length} lines`
  const message = `the cell asks for more standard input than ${given} that "stdin" in its metadata gives`
  return { kind: 'stdin' as const, message, remedy: 'add what it asks for there' }
}

/** A kernel that has nothing to ask with refuses its cells all input. */
function neverAsked<Said extends Pick<Finding, 'kind' | 'message'>>(
  finding: Said,
  { input: { lines }, kernel }: CellExecution,
): Said & { remedy?: string } {
  if (finding.kind !== 'stdin') return finding
  if (lines.length === 0) return canAsk(kernel) ? { ...finding, remedy: answerIt } : finding
  const message = 'the cell asks for standard input, which the cells of this kernel do not have'
  return {
    ...finding,
    message,
    remedy: 'leave "stdin" out of its metadata, and give the values in the code or as parameters',
  }
}

function linesLeft(step: Step, { lines, asked }: ScriptedInput): Finding[] {
  if (asked >= lines.length) return []
  const message = `the cell asked for ${asked} of the ${lines.length} lines of standard input that "stdin" in its metadata gives`
  return [about(step, { kind: 'stdin', message, remedy: 'leave out there what it does not ask for' })]
}

const lost = {
  kind: 'output-lost' as const,
  message: 'output was lost: the cell was answered, but the "idle" that ends its output never came',
  remedy: 'print less at a time: some kernels drop what one cell prints in a burst',
}

function noException(raises: true | string) {
  const what = raises === true ? '' : ` with ${JSON.stringify(raises)}`
  const remedy = 'remove the tag raises-exception, or see why it no longer fails'
  return { kind: 'no-exception' as const, message: `the cell must fail${what}, and it did not`, remedy }
}

export function notStarted({ message, output, isTimeout }: KernelStartError): Finding {
  const remedy = isTimeout ? { remedy: 'allow it more by --start-timeout, or by "startTimeout" in the config' } : {}
  return { kind: 'kernel-start', message, ...(output === '' ? {} : { detail: lastSaid(output) }), ...remedy }
}

export function notRun(steps: readonly Step[]): Finding {
  const [first, last] = [steps[0]!, steps.at(-1)!]
  const which =
    first === last ? `code cell ${first.ordinal} was` : `code cells ${first.ordinal} to ${last.ordinal} were`
  return about(first, { kind: 'not-run', message: `${which} not run, because of what went before` })
}

export function protocol(rejected: readonly string[]): Finding {
  const message = `${rejected.length} of the kernel's messages could not be used and were dropped`
  return { kind: 'protocol', message, detail: rejected.slice(0, 10).join('\n') }
}

function about(step: Step, judgement: Omit<Finding, 'cell' | 'id' | 'at'> | Judgement, executor?: Executor): Finding {
  const { detail, ...rest } = judgement
  const { at, ...finding } = rest as Judgement
  const { id } = step.cell
  const cell = at && executor?.cellOf(at.request)
  return {
    ...finding,
    cell: step.index,
    ...(id === undefined ? {} : { id }),
    ...(detail === undefined || detail.trim() === '' ? {} : { detail: lastSaid(detail) }),
    ...(cell === undefined ? {} : { at: { cell, line: at!.line, column: at!.column } }),
  }
}

/** The end of what was said, which tells most, without colours. */
function lastSaid(said: string): string {
  const plain = withoutEscapes(said).trimEnd()
  return plain.length <= 8192 ? plain : `…\n${plain.slice(-8192)}`
}
