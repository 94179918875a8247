import type { TextStream } from '../command/index.ts'
import type { RunEvent } from '../run/index.ts'
import type { Entry } from './entry.ts'
import { type Active, formatActive, formatEntry, type Layout } from './format.ts'

/** What shows progress needs of time. */
export interface Clock {
  /** Milliseconds. */
  now(): number
  /** Calls `tick` again and again. @returns stops that */
  every(milliseconds: number, tick: () => void): () => void
}

export interface ProgressDisplay {
  started(name: string): void
  event(name: string, event: RunEvent): void
  finished(entry: Entry): void
  /** Ends what is shown of a notebook that has no outcome. */
  dropped(name: string): void
  /** Something for stderr. */
  problem(text: string): void
  close(): void
}

/** Without a terminal, a notebook that stays in one cell is mentioned this often, so that a log shows what hangs. */
const quietTime = 30_000

/** Tells what happens while it happens: on a terminal with live lines at its bottom, elsewhere line after line. */
export function showProgress(stdout: TextStream, stderr: TextStream, layout: Layout, clock: Clock): ProgressDisplay {
  return stdout.isTTY ? liveLines(stdout, stderr, layout, clock) : plainLines(stdout, stderr, layout, clock)
}

function plainLines(stdout: TextStream, stderr: TextStream, layout: Layout, clock: Clock): ProgressDisplay {
  const active = new Map<string, Active>()
  const stop = clock.every(quietTime, () => {
    for (const each of active.values()) {
      if (clock.now() - each.since >= quietTime) stdout.write(`${formatActive(each, clock.now(), layout)}\n`)
    }
  })
  return {
    started: (name) => active.set(name, { name, doing: 'waiting', since: clock.now() }),
    event: (name, event) => followEvent(active, name, event, clock),
    finished: (entry) => {
      active.delete(entry.name)
      stdout.write(formatEntry(entry, layout))
    },
    dropped: (name) => active.delete(name),
    problem: (text) => stderr.write(text),
    close: stop,
  }
}

function liveLines(stdout: TextStream, stderr: TextStream, layout: Layout, clock: Clock): ProgressDisplay {
  const active = new Map<string, Active>()
  let shown = 0
  let text = ''
  const stop = clock.every(250, () => redraw())
  return {
    started: (name) => {
      active.set(name, { name, doing: 'waiting', since: clock.now() })
      redraw()
    },
    event: (name, event) => {
      followEvent(active, name, event, clock)
      redraw()
    },
    finished: (entry) => {
      active.delete(entry.name)
      redraw(() => stdout.write(formatEntry(entry, layout)))
    },
    dropped: (name) => {
      active.delete(name)
      redraw()
    },
    problem: (text) => redraw(() => stderr.write(text)),
    close: () => {
      stop()
      active.clear()
      redraw()
    },
  }

  /** Takes the live lines away, lets `print` write in their place, and puts them below. */
  function redraw(print?: () => void): void {
    // Some terminals say 0 for what they do not know.
    const columns = stdout.columns || 80
    const rows = stdout.rows || 24
    const lines = [...active.values()].slice(0, Math.max(1, rows - 2))
    const next = lines.map((each) => `${fitLine(formatActive(each, clock.now(), layout), columns - 1)}\n`).join('')
    if (!print && next === text) return
    if (shown > 0) stdout.write(`\u001b[${shown}A\u001b[0J`)
    print?.()
    stdout.write(next)
    shown = lines.length
    text = next
  }
}

function followEvent(active: Map<string, Active>, name: string, event: RunEvent, clock: Clock): void {
  if (!active.has(name) || event.type === 'cell-finished') return
  const doing = event.type === 'kernel-starting' ? `starting ${event.kernel}` : undefined
  if (event.type === 'kernel-ready') return
  const place = event.type === 'cell-started' ? `cell ${event.ordinal} of ${event.count}` : ''
  active.set(name, { name, doing: doing ?? place, since: clock.now() })
}

/** Cuts a line that would wrap; escape sequences take no room. */
function fitLine(line: string, columns: number): string {
  let room = columns
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  return line.replace(/(\u001b\[[\d;]*m)|./gu, (piece, sequence) => {
    if (sequence !== undefined) return piece
    room -= 1
    return room < 0 ? '' : piece
  })
}
