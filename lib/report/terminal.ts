import type { TextStream } from '../command/index.ts'
import type { RunEvent } from '../run/index.ts'
import { Advancing, formatBar } from './bar.ts'
import type { Entry } from './entry.ts'
import { type Active, formatActive, formatEntry, type Layout } from './format.ts'

/** What shows progress needs of time. */
export interface ReportClock {
  /** Milliseconds. */
  now(): number
  /** Calls `tick` again and again. @returns stops that */
  every(milliseconds: number, tick: () => void): () => void
}

export interface ProgressDisplay {
  /** What each notebook weighs of the work that lies ahead, by its name: a terminal shows a bar then. */
  expect(weights: ReadonlyMap<string, number>): void
  started(name: string): void
  event(name: string, event: RunEvent): void
  finished(entry: Entry): void
  /** Ends what is shown of a notebook that has no outcome. */
  dropped(name: string): void
  /** Something for stdout. */
  remark(text: string): void
  /** Something for stderr. */
  problem(text: string): void
  /** Leaves the terminal to a question: what is to be told meanwhile is told afterwards. One at a time. */
  asking<Answer>(ask: () => Promise<Answer>): Promise<Answer>
  close(): void
}

/** Without a terminal, a notebook that stays in one cell is mentioned this often, so that a log shows what hangs. */
const quietTime = 30_000

/** Tells what happens while it happens: on a terminal with live lines at its bottom, elsewhere line after line. */
export function showProgress(
  stdout: TextStream,
  stderr: TextStream,
  layout: Layout,
  clock: ReportClock,
): ProgressDisplay {
  const active = new Map<string, Active>()
  let advancing: Advancing | undefined
  let began = 0
  const bar = () => {
    if (!advancing || advancing.all < 2) return []
    const { all, done } = advancing
    const milliseconds = clock.now() - began
    return [formatBar({ all, done, share: advancing.share(), milliseconds }, layout.colours)]
  }
  const isLive = stdout.isTTY && !layout.isPlain
  const { draw, stop } = (isLive ? liveLines : plainLines)({ active, bar, stdout, layout, clock })
  const waiting: (() => void)[] = []
  let isAsking = false
  const tell = (print?: () => void) => {
    if (!isAsking) draw(print)
    else if (print) waiting.push(print)
  }
  let last: Promise<unknown> = Promise.resolve()
  const asking = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    draw('nothing')
    isAsking = true
    try {
      return await ask()
    } finally {
      isAsking = false
      draw(() => {
        for (const print of waiting.splice(0)) print()
      })
    }
  }
  const begin = (name: string, doing: string) => active.set(name, { name, doing, since: clock.now() })
  return {
    expect: (weights) => {
      advancing = new Advancing(weights)
      began = clock.now()
    },
    started: (name) => {
      begin(name, 'waiting')
      tell()
    },
    event: (name, event) => {
      const doing = active.has(name) ? doingOf(event) : undefined
      if (doing !== undefined) begin(name, doing)
      // What comes after the last cell takes time too.
      if (event.type === 'cell-started') advancing?.advance(name, (event.ordinal - 1) / (event.count + 1))
      tell()
    },
    finished: (entry) => {
      active.delete(entry.name)
      advancing?.advance(entry.name, 1)
      tell(() => stdout.write(formatEntry(entry, layout)))
    },
    dropped: (name) => {
      active.delete(name)
      advancing?.advance(name, 1)
      tell()
    },
    remark: (text) => tell(() => stdout.write(text)),
    problem: (text) => tell(() => stderr.write(text)),
    asking: (ask) => {
      const answer = last.then(() => asking(ask))
      last = answer.catch(() => {})
      return answer
    },
    close: () => {
      stop()
      active.clear()
      advancing = undefined
      tell()
    },
  }
}

/** How what is being worked on is shown, and what is over is printed. */
type Show = (what: {
  active: ReadonlyMap<string, Active>
  /** The line of the bar, if there is one. */
  bar: () => string[]
  stdout: TextStream
  layout: Layout
  clock: ReportClock
}) => { draw: (print?: (() => void) | 'nothing') => void; stop: () => void }

const plainLines: Show = ({ active, stdout, layout, clock }) => {
  const stop = clock.every(quietTime, () => {
    for (const each of active.values()) {
      if (clock.now() - each.since >= quietTime) stdout.write(`${formatActive(each, clock.now(), layout)}\n`)
    }
  })
  return { draw: (print) => print !== 'nothing' && print?.(), stop }
}

const liveLines: Show = ({ active, bar, stdout, layout, clock }) => {
  let shown = 0
  let text = ''
  let isHidden = false
  return { draw: redraw, stop: clock.every(250, () => !isHidden && redraw()) }

  /** Takes the live lines away, lets `print` write in their place, and puts them below; `nothing` leaves them away until the next time. */
  function redraw(print?: (() => void) | 'nothing'): void {
    isHidden = print === 'nothing'
    // Some terminals say 0 for what they do not know.
    const columns = stdout.columns || 80
    const rows = stdout.rows || 24
    const last = bar()
    const room = Math.max(1, rows - 2 - last.length)
    const told = [...active.values()].slice(0, room).map((each) => formatActive(each, clock.now(), layout))
    const lines = isHidden ? [] : [...told, ...last]
    const next = lines.map((line) => `${fitLine(line, columns - 1)}\n`).join('')
    if (!print && next === text) return
    // Whoever types Ctrl-C leaves ^C in the line, and the cursor behind it.
    if (shown > 0) stdout.write(`\r\u001b[${shown}A\u001b[0J`)
    if (print !== 'nothing') print?.()
    stdout.write(next)
    shown = lines.length
    text = next
  }
}

/** What is worked on from then on; `undefined` when that goes on as before. */
function doingOf(event: RunEvent): string | undefined {
  if (event.type === 'kernel-starting') return `starting ${event.kernel}`
  if (event.type === 'kernel-ending') return `ending ${event.kernel}`
  return event.type === 'cell-started' ? `cell ${event.ordinal} of ${event.count}` : undefined
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
