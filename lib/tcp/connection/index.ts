/** One connection (RFC 9293): its state machine, the user's calls, segments that arrive and leave, timers, settings, STATUS. */

export { type Changeable, Connection, type ConnectionContext, type ConnectionEvent } from './connection.ts'
export { EVENT_DETAILS, type EventDetail, EventQueue } from './events.ts'
export { effectiveMss } from './negotiation.ts'
export { isSynchronized, type State, TRANSITIONS, type Transition } from './state.ts'
export { type FastOpenCookies, Tcb } from './tcb.ts'
export { nextDeadline } from './timeouts.ts'
