import { checkOptions, LIMIT, type Rules } from '../../check.ts'
import type { Trace } from '../../network/trace-types.ts'
import type { Program } from '../types.ts'
import type { SimulatedHost } from './host.ts'
import type { SimulationContext } from './machine.ts'
import { inMacrotask } from './macrotask.ts'
import { DeadlockError, type RunReport, reportOf, StuckError } from './report.ts'
import type { Task } from './task.ts'

/** A program on a host of another name than its own: two of them on one host, for example. */
export interface PlacedProgram<Result = unknown> {
  host: string
  run: Program<Result>
}

/** Programs by name; a bare one runs on the host of that name. */
export type Programs = Record<string, Program<unknown> | PlacedProgram>

type ResultOf<P> = P extends Program<infer Result> ? Result : P extends PlacedProgram<infer Result> ? Result : never

/** What programs have returned, by name, and what happened. */
export interface Run<P extends Programs> {
  results: { [Name in keyof P]: ResultOf<P[Name]> }
  trace: Trace
  report: RunReport
}

/** The same, where programs may not have finished. */
export interface PartialRun<P extends Programs> {
  results: { [Name in keyof P]?: ResultOf<P[Name]> }
  trace: Trace
  report: RunReport
}

export interface RunOptions {
  /** Virtual milliseconds at which to stop in any case. */
  until?: number
  /** When nobody can go on: throw (the default), or return what there is, with a report that says why. */
  stuck?: 'throw' | 'return'
}

interface Started {
  task: Task
  host: SimulatedHost
  program: Program<unknown>
}

interface Running extends SimulationContext {
  started: readonly Started[]
  settle: () => Promise<void>
  options: RunOptions
}

const PROGRAM_RUN_RULES: Rules<RunOptions> = { until: LIMIT, stuck: { oneOf: ['throw', 'return'] } }

/** Turns of the platform that a program which awaits something else is given before it is given up. */
const MOST_IDLE_TURNS = 200
/** Turns in which programs that were ended may come to their end. */
const MOST_CLOSING_TURNS = 3

export async function runPrograms(running: Running): Promise<PartialRun<Programs>> {
  const { started, options, network, scheduler, settle } = running
  checkOptions('run: ', options, PROGRAM_RUN_RULES)
  const tasks = started.map(({ task }) => task)
  const results: Record<string, unknown> = {}
  const programs = started.map(async ({ task, host, program }) => {
    const unobserve = scheduler.observe(task)
    try {
      results[task.name] = await program(host)
      task.ended = 'finished'
    } catch (error) {
      task.ended = 'failed'
      throw error
    } finally {
      unobserve()
      task.endedAt = network.now
      closeAll(task)
    }
  })
  let report: RunReport
  try {
    report = await untilEnd(running, tasks, programs)
  } finally {
    await endAll(started)
  }
  if (report.ended !== 'limit') await settle()
  if (options.stuck !== 'return' && report.ended === 'deadlock') throw new DeadlockError(report)
  if (options.stuck !== 'return' && isUnfinished(report)) throw new StuckError(report)
  return { results, trace: network.trace(), report }
}

/** Ends those who have not, and hears of no more errors. */
async function endAll(started: readonly Started[]): Promise<void> {
  for (const { task } of started) if (task.ended === undefined) closeAll(task)
  for (let turns = 0; turns < MOST_CLOSING_TURNS && started.some(({ task }) => task.ended === undefined); turns++) {
    await new Promise<void>((resolve) => inMacrotask(resolve))
  }
}

function closeAll(task: Task): void {
  for (const scope of task.scopes ?? []) scope.closeAll()
}

/** Waits until all have finished, or nobody can go on. @throws the first error of a program */
function untilEnd(running: Running, tasks: readonly Task[], programs: readonly Promise<void>[]): Promise<RunReport> {
  const { scheduler, network, options } = running
  return new Promise((resolve, reject) => {
    let idleTurns = 0
    const over = (report: RunReport): void => {
      leave()
      resolve(report)
    }
    const leaveIdle = scheduler.onIdle(() => {
      const report = reportOf(running, tasks)
      if (report.ended === 'finished') return
      if (report.ended !== 'elsewhere' || idleTurns++ === MOST_IDLE_TURNS) over(report)
      else scheduler.takeTurn()
    })
    const callOff =
      options.until === undefined ? undefined : network.at(options.until, () => over(reportOf(running, tasks, 'limit')))
    const leave = (): void => {
      leaveIdle()
      callOff?.()
    }
    Promise.all(programs).then(
      () => over(reportOf(running, tasks, 'finished')),
      (error) => {
        leave()
        reject(error)
      },
    )
  })
}

function isUnfinished({ ended }: RunReport): boolean {
  return ended === 'abandoned' || ended === 'elsewhere'
}
