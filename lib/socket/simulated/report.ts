import type { Connection } from '../../tcp/connection/index.ts'
import { count } from '../../words.ts'
import type { Queued } from '../types.ts'
import type { BlockedCall, Blocker } from './blocked-call.ts'
import type { MachineSocket, SimulationContext } from './machine.ts'
import type { Task } from './task.ts'

/**
 * How a run ended. `deadlock`: programs wait for one another in a circle. `abandoned`: somebody waits for what nobody is
 * left to do. `elsewhere`: somebody awaits something that is not its host's. `limit`: the time given was over.
 */
export type RunEnd = 'finished' | 'deadlock' | 'abandoned' | 'elsewhere' | 'limit'

/** One call that waits. */
export interface WaitReport {
  /** `recv(16)` */
  call: string
  /** `socket 4 (10.0.0.2:1060 → 10.0.0.1:49152)` */
  subject: string
  /** In words: `bytes from client`. */
  needs: string
  /** Programs that could end it. */
  waitsFor: string[]
  /** Bytes in this socket's two buffers, where it is connected. */
  own?: Queued
  /** The same at the other end, as long as it exists. */
  peer?: Queued
}

/** What has become of one program. */
export interface ProgramReport {
  name: string
  host: string
  /** `elsewhere`: it awaits something that is not its host's. */
  state: 'finished' | 'failed' | 'waiting' | 'elsewhere'
  /** Virtual milliseconds at which it ended. */
  endedAt?: number
  /** It awaited something that is not its host's at least once, so that what happens may depend on real time. */
  hasAwaitedOther: boolean
  waits: WaitReport[]
}

/** Who is at what, and who waits for whom. */
export class RunReport {
  readonly ended: RunEnd
  /** Virtual milliseconds. */
  readonly now: number
  readonly programs: ProgramReport[]
  /** Of a deadlock: each of these waits for the next, and the last for the first. */
  readonly cycle: string[]

  constructor(ended: RunEnd, now: number, programs: ProgramReport[], cycle: string[]) {
    this.ended = ended
    this.now = now
    this.programs = programs
    this.cycle = cycle
  }

  /** A few lines for people. */
  describe(): string {
    return [`${this.#headline()} (after ${roundTime(this.now)} ms)`, ...this.programs.flatMap(describeProgram)].join(
      '\n',
    )
  }

  #headline(): string {
    const { ended, cycle, programs } = this
    if (ended === 'finished') return 'every program has finished'
    if (ended === 'limit') return 'the time given is over'
    if (ended === 'deadlock') {
      const [only] = cycle
      return cycle.length === 1
        ? `deadlock: ${only} waits for itself`
        : `deadlock: ${[...cycle, only].join(' waits for ')}`
    }
    if (ended === 'elsewhere') {
      const names = programs.filter(({ state }) => state === 'elsewhere').map(({ name }) => name)
      return `${names.join(' and ')} awaits something that is not its host's, so virtual time cannot go on`
    }
    const names = programs.filter(({ state }) => state === 'waiting').map(({ name }) => name)
    return `${names.join(' and ')} ${names.length === 1 ? 'waits' : 'wait'} for what nobody is left to do`
  }
}

/** Programs that cannot go on; `report` says who waits for what. */
export class StuckError extends Error {
  readonly report: RunReport

  constructor(report: RunReport) {
    super(report.describe())
    this.name = 'StuckError'
    this.report = report
  }
}

/** Programs wait for one another in a circle, for ever. */
export class DeadlockError extends StuckError {
  constructor(report: RunReport) {
    super(report)
    this.name = 'DeadlockError'
  }
}

/**
 * What the programs are at now: those given, and whoever else waits.
 *
 * @param given how it has ended, where that is known
 */
export function reportOf(context: SimulationContext, tasks: readonly Task[], given?: RunEnd): RunReport {
  const blocked = [...context.scheduler.blocked]
  const all = [...new Set([...tasks, ...blocked.map(({ request }) => request.caller.task)])]
  const others = all.filter((task) => task.ended === undefined)
  const programs = all.map((task): ProgramReport => {
    const own = blocked.filter(({ request }) => request.caller.task === task)
    return {
      name: task.name,
      host: task.host,
      state: task.ended ?? (own.length > 0 ? 'waiting' : 'elsewhere'),
      ...(task.endedAt !== undefined && { endedAt: task.endedAt }),
      hasAwaitedOther: task.hasAwaitedOther,
      waits: own.map((call) => reportCall(context, call, others)),
    }
  })
  const cycle = given === 'finished' || given === 'limit' ? [] : findCycle(programs)
  return new RunReport(given ?? endOfRun(programs, cycle), context.network.now, programs, cycle)
}

function endOfRun(programs: readonly ProgramReport[], cycle: readonly string[]): RunEnd {
  if (programs.some(({ state }) => state === 'elsewhere')) return 'elsewhere'
  if (cycle.length > 0) return 'deadlock'
  return programs.some(({ state }) => state === 'waiting') ? 'abandoned' : 'finished'
}

function reportCall(
  context: SimulationContext,
  { request, blockers }: BlockedCall,
  alive: readonly Task[],
): WaitReport {
  const { call, subject, caller } = request
  const { task } = caller
  const waitsFor = new Set(blockers.flatMap((blocker) => actorsOf(context, blocker, task, alive)))
  const needs = blockers.map((blocker) => describeNeed(context, blocker, task, alive))
  const report: WaitReport = {
    call,
    subject: subject(),
    needs: needs.length > 0 ? needs.join(', or ') : 'what is under way',
    waitsFor: [...waitsFor],
  }
  const connection = blockers.length === 1 ? blockers[0]?.connection : undefined
  if (!connection) return report
  const peer = blockers[0]?.peer
  return { ...report, own: queuedOf(connection), ...(peer && { peer: queuedOf(peer) }) }
}

function queuedOf(connection: Connection): Queued {
  return { in: connection.readable, out: connection.unacknowledged }
}

/** Names of those who hold the other end, or could connect. */
function actorsOf(context: SimulationContext, blocker: Blocker, task: Task, alive: readonly Task[]): string[] {
  if (blocker.needs === 'connection') return alive.filter((other) => other !== task).map(({ name }) => name)
  const { peer } = blocker
  if (!peer) return []
  for (const machine of context.machines.values()) {
    const socket = machine.socketOf(peer)
    if (socket) return holdersOf([socket])
  }
  return listenersFor(context, peer)
}

/** Nobody has accepted it yet: whoever listens there could. */
function listenersFor(context: SimulationContext, peer: Connection): string[] {
  const { address, port } = peer.local
  const listening = context.machineAt(address)?.listening ?? []
  return holdersOf([...listening].filter(({ local }) => local.port === port))
}

/** Names of the programs, still running, that hold descriptors of these. */
function holdersOf(sockets: readonly MachineSocket[]): string[] {
  const tasks = sockets.flatMap(({ descriptors }) => [...descriptors].map(({ task }) => task))
  return [...new Set(tasks.filter(({ ended }) => ended === undefined).map(({ name }) => name))]
}

function describeNeed(context: SimulationContext, blocker: Blocker, task: Task, alive: readonly Task[]): string {
  const actors = actorsOf(context, blocker, task, alive)
  const who = actors.length > 0 ? actors.join(' or ') : 'a program that has ended'
  switch (blocker.needs) {
    case 'connection':
      return actors.length > 0 ? `a connection from ${who}` : 'a connection, and nobody is left to make one'
    case 'room':
      return `${who} to read, since its buffer is full`
    case 'bytes':
      return blocker.peer ? `bytes from ${who}` : 'bytes, though the other end is gone without a word'
    case 'end':
      return `the end of the connection by ${who}`
  }
}

/** Each waits for the next, and the last for the first. */
function findCycle(programs: readonly ProgramReport[]): string[] {
  const edges = new Map(programs.map(({ name, waits }) => [name, waits.flatMap(({ waitsFor }) => waitsFor)]))
  const done = new Set<string>()
  const walk = (name: string, path: readonly string[]): string[] => {
    const at = path.indexOf(name)
    if (at >= 0) return path.slice(at)
    if (done.has(name)) return []
    for (const next of edges.get(name) ?? []) {
      const found = walk(next, [...path, name])
      if (found.length > 0) return found
    }
    done.add(name)
    return []
  }
  for (const name of edges.keys()) {
    const found = walk(name, [])
    if (found.length > 0) return found
  }
  return []
}

function describeProgram(program: ProgramReport): string[] {
  const { name, state, endedAt, hasAwaitedOther, waits } = program
  const note = hasAwaitedOther && state !== 'elsewhere' ? '; it has awaited something that is not its host\u2019s' : ''
  if (state === 'elsewhere') return [`  ${name}: awaits something that is not its host\u2019s`]
  if (state !== 'waiting') return [`  ${name}: ${state} at ${roundTime(endedAt ?? 0)} ms${note}`]
  return waits.map((wait) => `  ${name}: ${describeWait(wait)}${note}`)
}

function describeWait({ call, subject, needs, own, peer }: WaitReport): string {
  const here = own ? `; its buffers hold ${count(own.out, 'byte')} to send and ${own.in} to read` : ''
  const there = peer ? `, the other end\u2019s ${peer.out} to send and ${peer.in} to read` : ''
  return `${call} on ${subject} waits for ${needs}${here}${there}`
}

function roundTime(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}
