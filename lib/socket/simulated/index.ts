/**
 * Berkeley sockets over our own TCP on a simulated network, in virtual time: the same programs as on the operating
 * system's, with the same seed always the same, and with a trace of all that happened. Pure: Node, workers, browsers.
 */
export {
  type HeldConnection,
  type SimulatedNetwork,
  type SimulatedNetworkOptions,
  simulatedNetwork,
} from './network.ts'
export { DeadlockError, type ProgramReport, type RunEnd, RunReport, StuckError, type WaitReport } from './report.ts'
export type { PartialRun, PlacedProgram, Programs, Run, RunOptions } from './run.ts'
