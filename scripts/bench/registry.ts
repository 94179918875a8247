import type { Heat } from './race.ts'
import { command, render } from './races/commands.ts'
import { course, unchanged } from './races/course.ts'
import { growth } from './races/growth.ts'
import { kernel } from './races/kernel.ts'

/** Something that `npm run bench` measures. */
interface Named {
  /** What it is called on the command line. */
  name: string
  /** What is measured, beside what: a line of the help. */
  about: string
  /** About how long it takes on two quiet processors; by default one. */
  minutes?: number
}

/** Several do the same work in turn. */
export interface Race extends Named {
  heats: readonly Heat[]
  /** The README shows it. */
  readme?: boolean
}

/**
 * A program in this folder: it prints a heading, then a line by `row` (report.ts) for each thing measured; with `--brief` it takes a
 * quarter of the time and leaves its peer out.
 */
export interface Program extends Named {
  script: string
  /** It needs nothing but `lib/`, so that two states of it can be told apart. */
  pure?: boolean
}

export type Bench = Race | Program

/** All of them, a line each, in the order in which they run. */
export const benches: readonly Bench[] = [
  {
    name: 'course',
    about: 'the course, by nbconvert, jupyter execute, nbmake',
    heats: course,
    readme: true,
    minutes: 25,
  },
  { name: 'unchanged', about: 'the course again, nothing changed', heats: unchanged, readme: true },
  { name: 'command', about: 'two cells and none, by nbclient and nbmake', heats: command, readme: true, minutes: 2 },
  { name: 'kernel', about: 'its start and first imports, by tslab and Deno', heats: kernel, readme: true, minutes: 2 },
  { name: 'cell', about: "a cell of the course compiled, by tslab's converter", script: 'cell.ts', minutes: 2 },
  { name: 'render', about: 'the pages of the course, by nbconvert', heats: render, readme: true, minutes: 2 },
  { name: 'page', about: 'a page of 200 cells, and of the heaviest lessons', script: 'page.ts' },
  { name: 'serve', about: 'a saved Markdown cell, until its page is shown', script: 'serve.ts' },
  { name: 'watch', about: 'a saved file, until its notebook is verified', script: 'watch.ts', minutes: 2 },
  { name: 'growth', about: '1 to 100 notebooks, 1,000 cells, 100 MB', heats: growth, minutes: 15 },
  { name: 'engine', about: 'two TCPs back to back, in Gbit/s', script: 'engine.ts', pure: true },
  { name: 'memory', about: 'what a connection holds', script: 'memory.ts', pure: true },
  { name: 'simulator', about: 'packets a second, by ns-3', script: 'simulator.ts', pure: true, minutes: 3 },
  { name: 'flows', about: '1 to 10,000 flows in the simulator', script: 'flows.ts', pure: true, minutes: 2 },
  { name: 'figures', about: 'six seconds of Reno and its charts', script: 'figures.ts', pure: true },
  { name: 'live', about: 'live figures: sizes by room, and made again', script: 'live.ts', minutes: 4 },
  { name: 'live-page', about: 'pages with live figures, in Chromium', script: 'live-page.ts', minutes: 3 },
  {
    name: 'tun',
    about: "our TCP and Linux's over a TUN: loss, reordering, CPU",
    script: 'tun.ts',
    minutes: 12,
  },
  { name: 'sockets', about: "the system's sockets, by node:net", script: 'sockets.ts' },
]

export function isRace(bench: Bench): bench is Race {
  return 'heats' in bench
}

/** Whether a former state can be measured beside this one. */
export function hasFormer(bench: Bench): boolean {
  return isRace(bench) || bench.pure === true
}
