import { type KindRule, OBJECT, type Rules } from '../../check.ts'
import { EVENT_DETAILS, type EventDetail } from '../connection/index.ts'
import type { ConnectionSettings } from '../settings.ts'
import type { PortRange } from './ports.ts'

export interface StackOptions {
  /** The host's addresses, each with its network if it has one: `10.0.0.1/24`, `fd00::1/64`. */
  addresses: readonly string[]
  /** 16 octets that outsiders do not know; everything that must not be guessed comes from them. */
  secret: Uint8Array
  /** Settings of its connections, where they have none of their own. */
  settings?: ConnectionSettings
  /** How much `pollEvent` reports. Default `sockets`. */
  events?: EventDetail
  ephemeralPorts?: PortRange
  /** Packets may not be fragmented on their way (RFC 1191). Default true. */
  dontFragment?: boolean
}

const ADDRESSES: KindRule = {
  kind: 'a list of addresses',
  fits: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
}

export const STACK_RULES: Rules<StackOptions> = {
  addresses: ADDRESSES,
  secret: 'any',
  settings: OBJECT,
  events: { oneOf: EVENT_DETAILS },
  ephemeralPorts: OBJECT,
  dontFragment: 'flag',
}
