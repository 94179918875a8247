import { closeSync, openSync, writeSync } from 'node:fs'
import { UsageError } from '../../command/index.ts'
import { CaptureStream, type Tap, type TraceEvent } from '../../network/index.ts'
import { openTun, raise, type TunNetwork } from '../../socket/tun/index.ts'
import { Connections } from './connections.ts'
import { type Control, Controls } from './controls.ts'
import {
  type EngineReport,
  type EngineWanted,
  type LiveStatus,
  OURS,
  type Ready,
  slim,
  type Update,
} from './messages.ts'
import { readScript } from './script.ts'
import { serveAll } from './services.ts'

/** Milliseconds between two looks at what has happened. */
const ENGINE_TICK = 50
/** Events in a piece of the recording: nobody looks back here, and the tap has what has yet to be taken. */
const WINDOW = 4_096
/** Events that are told at a time: nobody reads more. */
const MOST_EVENTS_TOLD = 400
/** Of the open connections, so many are told of. */
const MOST_CONNECTIONS_TOLD = 8

/** Our host on its interface, what it serves, what is counted and captured; told by messages, and telling by them. */
export class Engine {
  readonly #tun: TunNetwork
  readonly #tap: Tap
  readonly #controls: Controls
  readonly #connections = new Connections(OURS)
  readonly #send: (report: EngineReport) => boolean
  readonly #capture: { fd: number; stream: CaptureStream } | undefined
  readonly #tick: NodeJS.Timeout
  #isCapturing = false
  #isWatched = false
  #missed = 0
  #last = ''

  /** @param send @returns false when too much waits to be read @throws what openTun throws, and what keeps the capture from being written */
  constructor(wanted: EngineWanted, send: (report: EngineReport) => boolean) {
    this.#send = send
    const { delay, loss, rate, duplicate, reorder, mtu, seed, profile, congestion, address, trace } = wanted
    const scripts = readScript(wanted.script)
    if (wanted.isApart) raise('lo')
    const fd = trace === undefined ? undefined : opened(trace)
    const conditions = {
      ...(delay !== undefined && { delay }),
      ...(loss !== undefined && { loss }),
      ...(rate !== undefined && { rate }),
      ...(duplicate !== undefined && { duplicate }),
      ...(reorder && { reorder }),
    }
    this.#tun = openTun({
      ...(mtu !== undefined && { mtu }),
      ...(seed !== undefined && { seed }),
      ...(congestion && { tcp: { congestion } }),
      address,
      profile,
      record: { window: WINDOW, queues: false, timers: false, samples: [OURS] },
    })
    this.#controls = new Controls(this.#tun, conditions, scripts)
    this.#tap = this.#tun.network.recorder.tap()
    const epoch = Math.round(Date.now() - this.#tun.network.now)
    this.#capture = fd === undefined ? undefined : { fd, stream: new CaptureStream(OURS, epoch) }
    this.#isCapturing = fd !== undefined
    this.look()
    this.#tick = setInterval(() => this.look(), ENGINE_TICK)
  }

  get ready(): Ready {
    return { interface: this.#tun.interface, address: this.#tun.kernel.address, host: this.#tun.host.address }
  }

  /** Until it is closed. */
  serve(): Promise<void> {
    return serveAll(this.#tun.host, () => {
      this.look()
      return this.#connections
    })
  }

  watch(isWatched: boolean): void {
    this.#isWatched = isWatched
    this.#last = ''
  }

  do(control: Control): void {
    this.#controls.do(control)
  }

  /** Counts, writes and tells what has happened since the last time. */
  look(): void {
    const events = this.#tap.take()
    this.#connections.take(events)
    if (this.#capture) this.#write(this.#capture.stream.take(events))
    if (this.#isWatched) this.#tell(events)
  }

  close(): void {
    clearInterval(this.#tick)
    this.#tun.close()
    this.look()
    if (!this.#capture) return
    this.#write(this.#capture.stream.end())
    closeSync(this.#capture.fd)
  }

  #write(bytes: Uint8Array): void {
    if (!this.#isCapturing || bytes.length === 0) return
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#capture!.fd, bytes, at)
    } catch (error) {
      // The transfers of others go on.
      this.#isCapturing = false
      this.#send({ type: 'warning', text: `the capture ends here: ${error instanceof Error ? error.message : error}` })
    }
  }

  #tell(events: readonly TraceEvent[]): void {
    const told = events.length > MOST_EVENTS_TOLD ? remarkable(events) : events
    this.#missed += events.length - told.length
    const { status } = this
    const { now: _, ...lasting } = status
    const text = JSON.stringify(lasting)
    if (told.length === 0 && text === this.#last) return
    this.#last = text
    const update: Update = { events: told.map(slim), missed: this.#missed, status }
    if (this.#send({ type: 'update', update })) this.#missed = 0
    else this.#missed += told.length
  }

  get status(): LiveStatus {
    const { open, total } = this.#connections
    const { conditions } = this.#controls
    const { now } = this.#tun.network
    return { conditions, connections: open.slice(-MOST_CONNECTIONS_TOLD), open: open.length, total: { ...total }, now }
  }
}

/** What says most, in its order, and of the rest the first. */
function remarkable(events: readonly TraceEvent[]): TraceEvent[] {
  const weights = events.map(remarkWeight)
  const kept = new Set<number>()
  for (const weight of [2, 1])
    for (let at = 0; at < events.length && kept.size < MOST_EVENTS_TOLD; at++) if (weights[at] === weight) kept.add(at)
  return events.filter((_, at) => kept.has(at))
}

function remarkWeight(event: TraceEvent): number {
  if (event.type === 'sample') return 0
  if (event.type !== 'packet') return 2
  const { syn, fin, rst } = event.segment?.flags ?? {}
  return event.what === 'dropped' || event.retransmission || syn || fin || rst ? 2 : 1
}

/** @throws UsageError when it cannot be written */
function opened(file: string): number {
  try {
    return openSync(file, 'w')
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    throw new UsageError(
      `--trace ${file}: it cannot be written (${code}): name a file in a folder that you may write to`,
      {
        cause,
      },
    )
  }
}
