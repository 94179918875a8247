/**
 * A network in virtual time: hosts, routers and links with rate, delay, queue and faults, and a trace of all that
 * happened on it. It reads no clock and draws no random number of its own: the same seed gives the same trace everywhere.
 */
export type { Endpoint } from '../tcp/stack/index.ts'
export type { Timer } from '../timer-queue.ts'
export { CaptureStream } from './capture-stream.ts'
export {
  type Clock,
  type DeferredTask,
  isPassing,
  type PassingClock,
  type RunOptions,
  type RunResult,
  type Timed,
} from './clock.ts'
export { digestOfData } from './data-digest.ts'
export type { DatagramDestination, DatagramPort, ReceivedDatagram, SendDatagramOptions } from './datagram-port.ts'
export {
  type Corruption,
  type Fate,
  type Faults,
  isData,
  isFin,
  isPureAck,
  isSyn,
  nth,
  outage,
  type Passing,
  type Predicate,
  type Reordering,
  type Script,
  whenever,
} from './faults.ts'
export { type Filter, filterTrace } from './filter.ts'
export { hashTrace } from './hash.ts'
export type { Host } from './host.ts'
export type { Link, LinkOptions } from './link.ts'
export { dropsAt, longestQueue, type QueueLength, queueLengths } from './link-records.ts'
export { type Duplex, Network, type NetworkOptions } from './network.ts'
export { isSegment, otherWay, type SegmentEvent } from './origins.ts'
export type { Outside } from './outside.ts'
export { type PcapngOptions, pcapng } from './pcapng.ts'
export type { QueueLimit, QueueOptions } from './queue-options.ts'
export { Random } from './random.ts'
export { samplesAt } from './recorded.ts'
export type { RecordOptions, Tap } from './recorder.ts'
export type { Router } from './router.ts'
export { type TableOptions, table } from './table.ts'
export { secretFor, TcpHost, type TcpHostOptions, traceEventOf } from './tcp-host.ts'
export {
  type Dumbbell,
  type DumbbellOptions,
  dumbbell,
  type ParkingLot,
  type ParkingLotOptions,
  POINT_TO_POINT_RULES,
  type PointToPoint,
  type PointToPointOptions,
  parkingLot,
  pointToPoint,
} from './topologies.ts'
export type * from './trace-types.ts'
export { type Datagram, decodeDatagram, encodeDatagram, MAX_DATAGRAM, UDP_HEADER } from './udp.ts'
