import {
  askedInput,
  describeExit,
  type Exit,
  type Judgement,
  type Kernel,
  type KernelStartError,
  type Stray,
} from '../kernel/index.ts'
import { type Finding, withoutEscapes } from '../notebook/index.ts'
import type { CellEnding, Executor } from './executor.ts'
import type { OutputArea } from './outputs.ts'
import type { Step } from './plan.ts'

/** What is wrong with a cell whose execution ended so. */
export function findingsOf(
  step: Step,
  ending: CellEnding,
  area: OutputArea,
  { kernel, executor, allowsErrors }: { kernel: Kernel; executor: Executor; allowsErrors: boolean },
): Finding[] {
  const { stderr, errors, messages } = area
  if (ending.type === 'died' || ending.type === 'stopped') {
    const end = ending.type === 'died' ? dead(step, ending.exit, kernel) : stopped(step, ending, area)
    if (allowsErrors) return [end]
    // It may be why the cell never came to its end.
    const late = { source: '', stderr, errors: errors.filter(({ isLate }) => isLate), messages: 0, published: 0 }
    const judgements = kernel.profile.judge(late).filter(({ kind }) => kind === 'late-error')
    return [...judgements.map((judgement) => about(step, judgement, executor)), end]
  }
  const { published } = executor
  const { reply } = ending
  const judgements = kernel.profile.judge({ source: step.cell.source, reply, stderr, errors, messages, published })
  const findings = weigh(step, judgements, allowsErrors, executor)
  if (ending.type !== 'lost') return findings
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

function stopped(step: Step, { why, isKilled }: CellEnding & { type: 'stopped' }, { isTooLarge }: OutputArea): Finding {
  const end = isKilled ? '; it did not heed the interrupt, so the kernel was killed' : '; it was interrupted'
  if (why === 'timeout') {
    const message = `the cell took longer than ${step.timeout / 1000} s${end}`
    const remedy = 'allow it more by --timeout, or by "ackbook": { "timeout": SECONDS } in its metadata'
    return about(step, { kind: 'timeout', message, remedy })
  }
  if (why === 'stdin') return about(step, askedInput)
  const { octets, at } = isTooLarge!
  const message = `the cell printed more than ${octets / 2 ** 20} MiB ${at}; the rest was left out`
  return about(step, { kind: 'output-too-large', message, remedy: 'print less, or write it to a file' })
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

export function notStarted({ message, output }: KernelStartError): Finding {
  return { kind: 'kernel-start', message, ...(output === '' ? {} : { detail: lastSaid(output) }) }
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
