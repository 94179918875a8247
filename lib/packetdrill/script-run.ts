import { internetChecksum, writeUint16, writeUint32 } from '../bytes.ts'
import type { Connection } from '../tcp/connection/index.ts'
import { PROFILE_NAMES, type ProfileName } from '../tcp/profiles.ts'
import type { ConnectionSettings } from '../tcp/settings.ts'
import { encodePacket, PROTOCOL_ICMP, PROTOCOL_TCP, parseAddress } from '../tcp/wire/index.ts'
import { CallArguments } from './arguments.ts'
import { beginCall } from './calls.ts'
import type { CallUnderWay, CallWorld } from './calls-common.ts'
import { runCode } from './code.ts'
import type { CodeValue } from './code-syntax.ts'
import { Expectation } from './expectation.ts'
import { callLine, expressionText, secondsText } from './notation.ts'
import { ScriptError, type ScriptPlace } from './script-error.ts'
import { ScriptedFlow } from './scripted-flow.ts'
import { type CallOutcome, ScriptedMachine } from './scripted-machine.ts'
import { type ScriptSettings, settingsOf } from './settings-of-script.ts'
import type { CallAction, CodeAction, IcmpAction, ParsedScript, ScriptEvent, TcpAction, When } from './syntax.ts'
import { readCommand } from './sysctls.ts'
import { tcpInfoNames } from './tcp-info.ts'
import { DifferenceFound, type ScriptVerdict } from './verdict.ts'

export interface ScriptRunOptions {
  /** Whose rules the end under test goes by. Default `ackbook`. */
  readonly os?: ProfileName
  /** Over the profile, and under what the script sets. */
  readonly settings?: ConnectionSettings
  /** What is sent and no line expects is a difference at the end too; packetdrill does not look. */
  readonly strict?: boolean
  /** Keep packets and events for a ladder. */
  readonly records?: boolean
}

/** A call that blocks, and until when the script says so. */
interface Blocked {
  readonly place: ScriptPlace
  readonly action: CallAction
  readonly underWay: CallUnderWay
  /** Milliseconds. */
  readonly ends: number
}

/** The port of the first peer; each one more is somebody new. */
const FIRST_PEER_PORT = 50_000

/** Plays a script to the engine in virtual time, event after event, up to the first difference. */
export class ScriptRun {
  readonly #script: ParsedScript
  readonly #settings: ScriptSettings
  readonly #options: ScriptRunOptions
  readonly #machine: ScriptedMachine
  readonly #world: CallWorld
  readonly #expectation: Expectation
  readonly #assigned = new Map<string, CodeValue>()
  readonly #notes: string[] = []
  readonly #tcp: ConnectionSettings
  #blocked: Blocked | undefined
  #flow: ScriptedFlow | undefined
  readonly #flows = new Map<string, ScriptedFlow>()
  #listeningOn: number | undefined
  #peerPort = FIRST_PEER_PORT

  /** @throws ScriptError for options that cannot be */
  constructor(script: ParsedScript, options: ScriptRunOptions) {
    const { os = 'ackbook' } = options
    if (!PROFILE_NAMES.includes(os))
      throw new RangeError(`there is no profile "${os}": there are ${PROFILE_NAMES.join(', ')}`)
    this.#script = script
    this.#options = options
    this.#settings = settingsOf(script.options)
    const { mtu, localAddress, remoteAddress, bindPort, connectPort } = this.#settings
    // The stack reads it whenever a connection is made: what a command sets holds from then on.
    this.#tcp = { profile: os, mtu, ...options.settings }
    this.#machine = new ScriptedMachine({
      address: localAddress,
      settings: this.#tcp,
      records: options.records === true,
    })
    this.#world = {
      machine: this.#machine,
      local: { address: '0.0.0.0', port: bindPort },
      remote: { address: remoteAddress, port: connectPort },
      connects: (connection) => {
        this.#flow = new ScriptedFlow(connection.tcb.ends)
      },
      listens: (port) => {
        this.#flow = undefined
        this.#listeningOn = port
      },
    }
    this.#expectation = new Expectation(this.#machine, this.#settings, () => this.#settle())
  }

  run(): ScriptVerdict {
    let difference: ScriptVerdict['difference']
    try {
      let before = 0
      for (const event of this.#script.events) before = this.#play(event, before)
      this.#endBlocked()
      if (this.#options.strict) this.#expectation.nothingMore(this.#flow, this.#script.lines.length)
    } catch (error) {
      if (!(error instanceof DifferenceFound)) throw error
      difference = error.difference
    }
    const { packets, events, now } = this.#machine
    return { difference, notes: this.#notes, packets, events, lasted: now }
  }

  /** @returns microseconds at which it happened */
  #play({ place, when, action }: ScriptEvent, before: number): number {
    if (action.kind === 'tcp' && action.way === 'out') {
      const range = when.kind === 'any' ? undefined : { from: this.#timeOf(when), until: this.#untilOf(when) }
      this.#expectation.meets(action, place, range, before, this.#flowOf(action))
      return this.#machine.now * 1_000
    }
    if (action.kind === 'icmp' && action.way === 'out') {
      throw new ScriptError(place, 'the engine sends no ICMP: its host would')
    }
    const at = this.#timeOf(when)
    if (at < this.#machine.now * 1_000 - this.#settings.tolerance && when.kind === 'absolute') {
      throw new ScriptError(place, `time goes backwards: it is ${secondsText(this.#machine.now)} s already`)
    }
    this.#advance(at / 1_000)
    switch (action.kind) {
      case 'tcp':
        this.#machine.inject(this.#flowOf(action).injected(action))
        break
      case 'icmp':
        this.#injectIcmp(action)
        break
      case 'call':
        this.#call(action, place, when)
        break
      case 'command':
        this.#command(action.text, place)
        break
      case 'code':
        this.#code(action, place)
    }
    this.#settle()
    return this.#machine.now * 1_000
  }

  #timeOf(when: When): number {
    const base = when.kind === 'relative' ? this.#machine.now * 1_000 : 0
    return when.kind === 'any' ? this.#machine.now * 1_000 : base + when.at
  }

  #untilOf(when: When & { kind: 'absolute' | 'relative' }): number {
    return this.#timeOf(when) + when.until - when.at
  }

  /** Takes what was sent, and asks the call that blocks whether it has come to something, until nothing moves. */
  #settle(): void {
    this.#machine.flush()
    // One that goes on blocking may have written a part.
    while (this.#askBlocked() || this.#machine.flush()) {}
  }

  /** Time passes up to a moment, and timers run out. */
  #advance(until: number): void {
    for (;;) {
      const wakes = this.#blocked?.underWay.wakesAt ?? Infinity
      const limit = wakes > this.#machine.now ? Math.min(until, wakes) : until
      const moved = this.#stepped(limit)
      this.#settle()
      this.#refuseLate()
      if (!moved && limit === until) return
    }
  }

  #stepped(limit: number): boolean {
    try {
      return this.#machine.step(limit)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      throw new ScriptError({ line: 1, column: 1 }, error.message, { cause: error })
    }
  }

  #askBlocked(): boolean {
    const blocked = this.#blocked
    const outcome = blocked?.underWay.attempt()
    if (!blocked || !outcome) return false
    this.#blocked = undefined
    const { now } = this.#machine
    if (Math.abs(now - blocked.ends) * 1_000 > this.#settings.tolerance) {
      this.#differs(
        blocked.place,
        `${blocked.action.name}() returns at another time`,
        secondsText(blocked.ends),
        secondsText(now),
      )
    }
    this.#compare(blocked.action, blocked.place, outcome)
    return true
  }

  /** The call that blocks must have returned by now. */
  #refuseLate(): void {
    const blocked = this.#blocked
    if (!blocked) return
    const late = this.#machine.now - blocked.ends
    if (late * 1_000 <= this.#settings.tolerance) return
    const seen = `it still blocks at ${secondsText(this.#machine.now)}`
    this.#differs(blocked.place, `${blocked.action.name}() does not return in time`, secondsText(blocked.ends), seen)
  }

  /** Another call waits for the one that blocks, as a program of one thread does. */
  #endBlocked(): void {
    if (!this.#blocked) return
    this.#advance(this.#blocked.ends)
    if (!this.#blocked) return
    this.#advance(this.#blocked.ends + this.#settings.tolerance / 1_000 + 1)
  }

  #flowOf(action: TcpAction): ScriptedFlow {
    const { ports, way } = action
    const { localAddress, remoteAddress, bindPort } = this.#settings
    const ends = { localAddress: parseAddress(localAddress), remoteAddress: parseAddress(remoteAddress) }
    if (ports) {
      const [localPort, remotePort] =
        way === 'in' ? [ports.destination, ports.source] : [ports.source, ports.destination]
      const key = `${localPort} ${remotePort}`
      const known = this.#flows.get(key) ?? new ScriptedFlow({ ...ends, localPort, remotePort })
      this.#flows.set(key, known)
      this.#flow = known
    }
    this.#flow ??= new ScriptedFlow({ ...ends, localPort: this.#listeningOn ?? bindPort, remotePort: this.#peerPort++ })
    return this.#flow
  }

  #injectIcmp({ type, code, mtu, seq }: IcmpAction): void {
    const flow = this.#flow
    if (!flow) return
    const { localAddress, remoteAddress, localPort, remotePort } = flow.ends
    const quoted = encodePacket({
      source: localAddress,
      destination: remoteAddress,
      protocol: PROTOCOL_TCP,
      payload: new Uint8Array(8),
    })
    writeUint16(quoted, 20, localPort)
    writeUint16(quoted, 22, remotePort)
    writeUint32(quoted, 24, flow.seqOf(seq))
    const payload = new Uint8Array(8 + quoted.length)
    payload[0] = type
    payload[1] = code
    writeUint16(payload, 6, mtu ?? 0)
    payload.set(quoted, 8)
    writeUint16(payload, 2, internetChecksum(payload))
    const packet = encodePacket({ source: remoteAddress, destination: localAddress, protocol: PROTOCOL_ICMP, payload })
    this.#machine.stack.packetArrives(packet, this.#machine.now)
  }

  #call(action: CallAction, place: ScriptPlace, when: When): void {
    // Where a call begins, and ends, is said from the same moment.
    const base = when.kind === 'relative' ? this.#machine.now - when.at / 1_000 : 0
    this.#endBlocked()
    const underWay = beginCall(this.#world, new CallArguments(action), action)
    const outcome = underWay.attempt()
    if (outcome && action.ends === undefined) {
      this.#compare(action, place, outcome)
      return
    }
    if (action.ends === undefined) {
      const seen = `${callLine(action)} blocks`
      this.#differs(place, 'the call blocks, and the script has it return at once', resultText(action), seen)
    }
    const ends = base + action.ends / 1_000
    this.#blocked = { place, action, underWay: outcome ? { attempt: () => outcome } : underWay, ends }
    this.#settle()
  }

  #compare(action: CallAction, place: ScriptPlace, { value, error, differs }: CallOutcome): void {
    const { result } = action
    const name = `${action.name}() gives something else`
    const seen = value === -1 && error !== undefined ? `-1 ${error}` : String(value)
    if (this.#settings.nonFatal.has('syscall')) return
    if (result.kind === 'any') return
    if (result.kind !== 'number')
      throw new ScriptError(result.place, `a result is a number, not ${expressionText(result)}`)
    const isSameError = action.error === undefined || action.error === error || isAgain(action.error, error)
    if (result.value !== value || (value === -1 && !isSameError)) {
      this.#differs(place, name, `${callLine(action)} = ${resultText(action)}`, `${callLine(action)} = ${seen}`)
    }
    if (differs) this.#differs(place, name, differs.expected, differs.seen)
  }

  #command(text: string, place: ScriptPlace): void {
    const { settings, passedOver } = readCommand(text, this.#tcp.profile === 'linux')
    Object.assign(this.#tcp, settings)
    if (passedOver === undefined) return
    this.#notes.push(`line ${place.line}: no command is ever run; passed over: ${passedOver}`)
  }

  #code({ statements }: CodeAction, place: ScriptPlace): void {
    const failed = runCode(statements, tcpInfoNames(this.#machine, this.#connection), this.#assigned)
    if (failed)
      this.#differs({ ...place, line: failed.line }, 'what code asserts does not hold', failed.condition, failed.seen)
  }

  /** The one that the script speaks of; where it is over, what it was. */
  get #connection(): Connection | undefined {
    const { ends } = this.#flow ?? {}
    const isIt = ({ tcb }: Connection): boolean =>
      tcb.ends.localPort === ends?.localPort && tcb.ends.remotePort === ends.remotePort
    const held = [...this.#machine.descriptors.values()].flatMap(({ connection }) => connection ?? [])
    return held.findLast(isIt) ?? this.#machine.stack.connections().find(isIt) ?? held.at(-1)
  }

  #differs(place: ScriptPlace, what: string, expected: string, seen: string): never {
    throw new DifferenceFound({ line: place.line, what, expected, seen })
  }
}

function resultText({ result, error }: CallAction): string {
  return error === undefined ? expressionText(result) : `${expressionText(result)} ${error}`
}

/** Linux has one number for both. */
function isAgain(one: string, other: string | undefined): boolean {
  return one === 'EWOULDBLOCK' && other === 'EAGAIN'
}
