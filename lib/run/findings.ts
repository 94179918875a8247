import {
  askedInput,
  describeExit,
  type Exit,
  type Judgement,
  type Kernel,
  type KernelStartError,
} from '../kernel/index.ts'
import type { Finding } from '../notebook/finding.ts'
import { type OutputArea, outputLimit } from './outputs.ts'
import type { Step } from './plan.ts'
import type { Ending } from './session.ts'

/** What is wrong with a cell whose execution ended so. */
export function findingsOf(
  step: Step,
  ending: Ending,
  area: OutputArea,
  { kernel, published, allowsErrors }: { kernel: Kernel; published: number; allowsErrors: boolean },
): Finding[] {
  if (ending.type === 'died') return [dead(step, ending.exit, kernel)]
  if (ending.type === 'stopped') return [stopped(step, ending)]
  const { stderr, messages } = area
  const judgements = kernel.profile.judge({
    source: step.cell.source,
    reply: ending.reply,
    stderr,
    messages,
    published,
  })
  const findings = weigh(step, judgements, allowsErrors)
  if (ending.type !== 'lost') return findings
  return [...findings.filter(({ kind }) => kind !== 'output-lost'), about(step, lost)]
}

/** Errors are wrong, unless the cell must fail or the notebook allows it; that it did not fail is wrong too, if it must. */
function weigh(step: Step, judgements: readonly Judgement[], allowsErrors: boolean): Finding[] {
  const { raises } = step
  const errors = judgements.filter(({ kind }) => kind === 'cell-failed' || kind === 'late-error')
  const others = judgements.filter((judgement) => !errors.includes(judgement))
  if (raises === undefined)
    return [...(allowsErrors ? [] : errors), ...others].map((judgement) => about(step, judgement))
  if (others.length > 0) return others.map((judgement) => about(step, judgement))
  if (errors.length === 0) return [about(step, noException(raises))]
  const said = errors.map(({ message, detail = '' }) => `${message}\n${detail}`).join('\n')
  if (raises === true || said.includes(raises)) return []
  const message = `the cell failed, but not with what it must fail with, ${JSON.stringify(raises)}`
  return [about(step, { kind: 'cell-failed', message, detail: said })]
}

/** An error that came when the cell had already been judged. */
export function lateFinding(step: Step, message: string): Finding {
  return about(step, { kind: 'late-error', message: `after the cell had ended, ${message}` })
}

export function dead(step: Step, exit: Exit, kernel: Kernel): Finding {
  const { code, signal } = exit
  const isMemory = code === 137 || code === 134 || signal === 'SIGKILL' || signal === 'SIGABRT'
  return about(step, {
    kind: 'kernel-died',
    message: `the kernel ended while the cell ran (${describeExit(exit)})`,
    detail: kernel.output(),
    remedy: isMemory
      ? 'it may have run out of memory: use less of it in the notebook, or give Node more by NODE_OPTIONS=--max-old-space-size=MEGABYTES'
      : 'a cell must not end its process: leave out process.exit(), and see what the kernel said last',
  })
}

function stopped(step: Step, { why, isKilled }: Ending & { type: 'stopped' }): Finding {
  const end = isKilled ? '; it did not heed the interrupt, so the kernel was killed' : '; it was interrupted'
  if (why === 'timeout') {
    const message = `the cell took longer than ${step.timeout / 1000} s${end}`
    return about(step, {
      kind: 'timeout',
      message,
      remedy: 'allow it more by --timeout, or by "ackbook": { "timeout": SECONDS } in its metadata',
    })
  }
  if (why === 'stdin') return about(step, askedInput)
  const message = `the cell printed more than ${outputLimit / 2 ** 20} MiB; the rest was left out`
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
  return { kind: 'kernel-start', message, ...(output === '' ? {} : { detail: shorten(output) }) }
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

function about(step: Step, finding: Omit<Finding, 'cell' | 'id'>): Finding {
  const { detail, ...rest } = finding
  const { id } = step.cell
  return {
    ...rest,
    cell: step.index,
    ...(id === undefined ? {} : { id }),
    ...(detail === undefined || detail.trim() === '' ? {} : { detail: shorten(detail) }),
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a traceback are control characters
const colours = /\x1b\[[\d;]*m/g

/** The end of what was said, which tells most, without colours. */
function shorten(said: string): string {
  const plain = said.replace(colours, '').trimEnd()
  return plain.length <= 8192 ? plain : `…\n${plain.slice(-8192)}`
}
