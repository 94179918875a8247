import { CONGESTION_NAMES, type CongestionName } from '../tcp/congestion/index.ts'
import { changeSetting, checkSetting, DEFAULTS, HEADERS, profileOf, type Settings } from '../tcp/settings.ts'
import { refused } from './calls-common.ts'
import { ERRNO } from './errno.ts'
import type { CallOutcome, ScriptedMachine } from './scripted-machine.ts'
import type { ScriptedSocket } from './scripted-socket.ts'

/** A socket option: numbers, or text where `kind` says so. */
export interface ScriptedOption {
  readonly kind?: 'text' | 'linger'
  /** @returns what it came to, where it was refused */
  readonly set?: (
    descriptor: ScriptedSocket,
    value: number | string,
    machine: ScriptedMachine,
  ) => CallOutcome | undefined
  /** `undefined` = it is not compared */
  readonly get: (descriptor: ScriptedSocket, machine: ScriptedMachine) => number | string | undefined
}

/** What the engine calls what Linux calls otherwise. */
const CONGESTION_ALIASES: ReadonlyMap<string, CongestionName> = new Map([['reno', 'new-reno']])

export function congestionNamed(text: string): CongestionName | undefined {
  return CONGESTION_ALIASES.get(text) ?? CONGESTION_NAMES.find((name) => name === text)
}

type Of<Kind> = { [Name in keyof Settings]: Settings[Name] extends Kind ? Name : never }[keyof Settings]

export const SOCKET_OPTIONS: ReadonlyMap<string, ScriptedOption> = new Map<string, ScriptedOption>([
  [
    'SO_REUSEADDR',
    {
      set: (descriptor, value) => {
        descriptor.reuseAddress = value !== 0
        return undefined
      },
      get: ({ reuseAddress }) => Number(reuseAddress),
    },
  ],
  ['SO_SNDBUF', buffer('sendBuffer', 'sendBufferMost')],
  ['SO_RCVBUF', buffer('receiveBuffer', 'receiveBufferMost')],
  [
    'SO_LINGER',
    {
      kind: 'linger',
      set: (descriptor, value) => {
        const [onoff = 0, linger = 0] = String(value).match(/-?\d+/g)!.map(Number)
        descriptor.linger = onoff === 0 ? undefined : linger
        return undefined
      },
      get: ({ linger }) => `{onoff=${linger === undefined ? 0 : 1}, linger=${linger ?? 0}}`,
    },
  ],
  [
    'SO_ERROR',
    {
      get: ({ connection }) => {
        const error = connection?.takeError()
        return error ? (ERRNO.get(error.code) ?? -1) : 0
      },
    },
  ],
  ['SO_KEEPALIVE', keepAlive()],
  ['TCP_NODELAY', flag('noDelay')],
  ['TCP_KEEPIDLE', keepAliveTime('keepAliveIdle', 'idle', 1_000)],
  ['TCP_KEEPINTVL', keepAliveTime('keepAliveInterval', 'interval', 1_000)],
  ['TCP_KEEPCNT', keepAliveTime('keepAliveProbes', 'probes', 1)],
  ['TCP_USER_TIMEOUT', number('userTimeout', 1)],
  ['TCP_SYNCNT', number('synRetries', 1)],
  ['TCP_LINGER2', number('finWait2', 1_000)],
  ['IP_TOS', { ...number('dscp', 1 / 4), get: (descriptor, machine) => 4 * settingOf(descriptor, machine, 'dscp') }],
  ['IP_TTL', number('ttl', 1)],
  [
    'TCP_MAXSEG',
    {
      // It bounds what is announced and what is sent.
      set: (descriptor, value) => {
        put(descriptor, 'mss', Number(value))
        return descriptor.connection ? undefined : put(descriptor, 'mtu', Number(value) + HEADERS)
      },
      get: (descriptor, machine) =>
        descriptor.connection?.status().snd.mss || Math.min(settingOf(descriptor, machine, 'mss'), 536),
    },
  ],
  [
    'TCP_CONGESTION',
    {
      kind: 'text',
      set: (descriptor, value, machine) => {
        const name = congestionNamed(String(value))
        if (!name) return refused('ENOENT')
        if (descriptor.connection && settingOf(descriptor, machine, 'congestion') !== name) return refused('EOPNOTSUPP')
        return put(descriptor, 'congestion', name)
      },
      get: (descriptor, machine) => {
        const name = settingOf(descriptor, machine, 'congestion')
        return [...CONGESTION_ALIASES].find(([, ours]) => ours === name)?.[0] ?? name
      },
    },
  ],
  // How octets get to the card is no matter of TCP's.
  ['SO_ZEROCOPY', { set: () => undefined, get: () => undefined }],
  ['TCP_INFO', { get: () => undefined }],
])

function settingOf<Name extends keyof Settings>(
  { connection, listener, settings }: ScriptedSocket,
  machine: ScriptedMachine,
  name: Name,
): Settings[Name] {
  const known = connection?.settings ?? listener?.settings
  if (known) return known[name]
  const set = settings[name] ?? machine.settings[name] ?? profileOf(machine.settings.profile)[name]
  return (set ?? DEFAULTS[name]) as Settings[Name]
}

/** Sets it where it holds: of the connection, of those that a listener will have, or of what is yet to be opened. */
function put<Name extends keyof Settings>(
  { connection, listener, settings }: ScriptedSocket,
  name: Name,
  value: Settings[Name],
): undefined {
  if (value !== undefined) checkSetting(name, value)
  if (connection) {
    changeSetting(connection.tcb.settings, name, value)
    connection.tcb.changed()
  } else if (listener) changeSetting(listener.settings, name, value)
  else Object.assign(settings, { [name]: value })
  return undefined
}

function number(name: Of<number> | 'userTimeout', unit: number): ScriptedOption {
  return {
    set: (descriptor, value) => put(descriptor, name, Number(value) * unit),
    get: (descriptor, machine) => Math.round((settingOf(descriptor, machine, name) ?? 0) / unit),
  }
}

function flag(name: Of<boolean>): ScriptedOption {
  return {
    set: (descriptor, value) => put(descriptor, name, value !== 0),
    get: (descriptor, machine) => Number(settingOf(descriptor, machine, name)),
  }
}

/** Linux takes twice what it is told, and says so: half of it is for what is not data. */
function buffer(name: 'sendBuffer' | 'receiveBuffer', most: 'sendBufferMost' | 'receiveBufferMost'): ScriptedOption {
  return {
    set: (descriptor, value) => {
      const size = Math.max(1, Math.min(Number(value), 2 ** 30 - 1))
      put(descriptor, name, size)
      if (!descriptor.connection && !descriptor.listener) put(descriptor, most, size)
      return undefined
    },
    get: (descriptor, machine) => settingOf(descriptor, machine, name) * (machine.settings.profile === 'linux' ? 2 : 1),
  }
}

function keepAlive(): ScriptedOption {
  return {
    set: (descriptor, value, machine) => {
      if (descriptor.connection) descriptor.connection.setKeepAlive(value !== 0, machine.now)
      else put(descriptor, 'keepAlive', value !== 0)
      return undefined
    },
    get: (descriptor, machine) => Number(settingOf(descriptor, machine, 'keepAlive')),
  }
}

/** A timer that runs must hear of it. */
function keepAliveTime(
  name: 'keepAliveIdle' | 'keepAliveInterval' | 'keepAliveProbes',
  part: 'idle' | 'interval' | 'probes',
  unit: number,
): ScriptedOption {
  return {
    set: (descriptor, value, machine) => {
      const { connection } = descriptor
      if (!connection) return put(descriptor, name, Number(value) * unit)
      connection.setKeepAlive(connection.settings.keepAlive, machine.now, { [part]: Number(value) * unit })
      return undefined
    },
    get: (descriptor, machine) => settingOf(descriptor, machine, name) / unit,
  }
}
