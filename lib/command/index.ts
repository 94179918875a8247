/**
 * What every command line here is made of: where its text goes, what interrupts it, how its grammar speaks, its exit codes. A
 * room below both wings, which knows of none.
 */
export { exitCodes, UsageError, worse } from './exit.ts'
export { commandNamed, examples, parsed } from './grammar.ts'
export { processTerminal, type Terminal, type TextStream } from './terminal.ts'
