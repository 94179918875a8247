import type { CodeStatement } from './code-syntax.ts'
import type { ScriptPlace } from './script-error.ts'

/** When an event happens, in microseconds: of the script, after the event before, within a range, or whenever it comes (`*`). */
export type When =
  | { readonly kind: 'absolute' | 'relative'; readonly at: number; readonly until: number }
  | { readonly kind: 'any' }

export interface ScriptEvent {
  readonly place: ScriptPlace
  readonly when: When
  readonly action: Action
}

export type Action = TcpAction | IcmpAction | CallAction | CommandAction | CodeAction

/** A shell command: it is never run. */
interface CommandAction {
  readonly kind: 'command'
  readonly text: string
}

export interface CodeAction {
  readonly kind: 'code'
  readonly statements: readonly CodeStatement[]
}

/** A segment that arrives (`in`), or must be sent (`out`). What is `undefined` is not compared. */
export interface TcpAction {
  readonly kind: 'tcp'
  readonly way: 'in' | 'out'
  readonly ports: { readonly source: number; readonly destination: number } | undefined
  readonly ecn: EcnMark | undefined
  readonly ttl: number | undefined
  readonly dscp: number | undefined
  /** In packetdrill's letters: `S.`. */
  readonly flags: string
  readonly seq: number
  readonly length: number
  readonly ack: number | undefined
  readonly window: number | undefined
  readonly urgent: number | undefined
  /** `any` = `<...>` */
  readonly options: ScriptTcpOptions | 'any'
}

export type EcnMark = 'noecn' | 'ect0' | 'ect1' | 'ect01' | 'ce'

export interface ScriptTcpOptions {
  readonly mss?: number
  readonly windowScale?: number
  readonly sackPermitted?: true
  readonly timestamps?: { readonly value: number; readonly echo: number }
  readonly sack?: readonly (readonly [number, number])[]
  /** Those that the engine does not speak, by packetdrill's word for them. */
  readonly foreign: readonly string[]
}

export interface IcmpAction {
  readonly kind: 'icmp'
  readonly way: 'in' | 'out'
  readonly type: number
  readonly code: number
  readonly mtu: number | undefined
  /** Of the segment that it quotes: where that begins. */
  readonly seq: number
}

export interface CallAction {
  readonly kind: 'call'
  /** Of its name. */
  readonly place: ScriptPlace
  readonly name: string
  readonly args: readonly Expression[]
  readonly result: Expression
  /** `EAGAIN`, of a result of −1. */
  readonly error: string | undefined
  /** Microseconds, of the same kind as when it begins: it blocks until then. */
  readonly ends: number | undefined
}

/** What stands in the parentheses of a call. */
export type Expression = { readonly place: ScriptPlace } & (
  | { readonly kind: 'any' }
  | { readonly kind: 'number'; readonly value: number; readonly hex: boolean }
  | { readonly kind: 'word'; readonly name: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, Expression> }
  | { readonly kind: 'applied'; readonly name: string; readonly args: readonly Expression[] }
)

export interface ScriptOption {
  readonly place: ScriptPlace
  readonly name: string
  readonly value: string
}

export interface ParsedScript {
  readonly options: readonly ScriptOption[]
  readonly events: readonly ScriptEvent[]
  /** The script as it is written, a line each. */
  readonly lines: readonly string[]
}
