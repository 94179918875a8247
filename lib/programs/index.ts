/**
 * The course's two programs as commands: `ackbook tcp echo …` and `ackbook tcp upper …`, between two machines, two terminals or on
 * the simulated network. Command line in, exit code out.
 */
export { main } from './main.ts'
