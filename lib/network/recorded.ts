import { Columns, SAMPLE_ROW } from './columns.ts'
import type { SampleEvent, Trace, TraceEvent } from './trace-types.ts'

/** What a recorder has written up to now, and nobody has asked for as objects. */
export interface Recorded {
  columns: Columns
  /** Of its events, so many: what comes later is not of this trace. */
  length: number
}

const recorded = new WeakMap<Trace, Recorded>()

/** For who prints an object in Node: what `Symbol.for` gives is the same without Node's help. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** A trace whose events become objects when somebody first asks for them; from then on it is plain data like any other. */
export function recordedTrace(hosts: Trace['hosts'], columns: Columns, end: number): Trace {
  const { length } = columns
  const become = (events: TraceEvent[]): void => {
    recorded.delete(trace)
    Object.defineProperty(trace, 'events', { value: events, writable: true, enumerable: true, configurable: true })
  }
  const trace: Trace = {
    hosts,
    get events() {
      const events = columns.eventsUpTo(length)
      become(events)
      return events
    },
    set events(events) {
      become(events)
    },
    end,
  }
  // Printed, it shows its events and not that they are yet to be made.
  const inspect = (): Trace => {
    void trace.events
    return trace
  }
  Object.defineProperty(trace, INSPECT, { value: inspect })
  recorded.set(trace, { columns, length })
  return trace
}

/** The tables of a trace that nobody has asked for its objects; `undefined` for every other: its `events` hold. */
export function recordedIn(trace: Trace): Recorded | undefined {
  const found = recorded.get(trace)
  return found?.columns.hasObjects ? undefined : found
}

/** The events of a trace in tables: as they were recorded, or made of its `events`. Of the columns, `length` events are its. */
export function columnsOf(trace: Trace): Recorded {
  const found = recordedIn(trace)
  if (found) return found
  const columns = Columns.of(trace.events)
  return { columns, length: columns.length }
}

/** A host's samples; where nobody has asked for the trace's events, no object is made of any other. */
export function samplesAt(trace: Trace, host: string): SampleEvent[] {
  const found = recordedIn(trace)
  if (!found)
    return trace.events.filter((event): event is SampleEvent => event.type === 'sample' && event.host === host)
  const { columns, length } = found
  const { values, width } = columns.samples
  const samples: SampleEvent[] = []
  for (let row = 0, at = 0; row < columns.samples.length; row++, at += width) {
    if (values[at + SAMPLE_ROW.order]! >= length) break
    if (columns.ends[values[at + SAMPLE_ROW.end]!]!.host === host) samples.push(columns.sampleAt(row))
  }
  return samples
}
