import { parseAddress } from '../tcp/wire/index.ts'
import { ScriptError } from './script-error.ts'
import type { ScriptOption } from './syntax.ts'

/** What a script's options ask for. Times in microseconds. */
export interface ScriptSettings {
  mtu: number
  tolerance: number
  /** Of the time since the event before, in per cent. */
  tolerancePercent: number
  /** 0 = timestamps are not compared. */
  timestampTick: number
  localAddress: string
  remoteAddress: string
  bindPort: number
  connectPort: number
  /** Each segment is as its line has it: several do not make one. */
  strictSegments: boolean
  /** A difference of these is none that ends the run. */
  nonFatal: ReadonlySet<string>
}

const DEFAULT_SETTINGS: Readonly<ScriptSettings> = {
  mtu: 1_500,
  tolerance: 4_000,
  tolerancePercent: 0,
  timestampTick: 1_000,
  localAddress: '192.168.0.1',
  remoteAddress: '192.0.2.1',
  bindPort: 8_080,
  connectPort: 8_080,
  strictSegments: false,
  nonFatal: new Set(),
}

/** Those that say how packetdrill runs, and nothing of what is to be seen. */
const OF_NO_CONCERN: readonly string[] = [
  'code_command',
  'code_format',
  'code_sockopt',
  'define',
  'debug',
  'dry_run',
  'gateway_ip',
  'init_scripts',
  'local_linkmode',
  'mss',
  'netmask_ip',
  'send_omit_free',
  'so_filename',
  'so_flags',
  'speed',
  'verbose',
  'wire_client_dev',
  'wire_server_dev',
  'wire_server_ip',
  'wire_server_port',
  'tun_dev',
  'persistent_tun_dev',
  'udp_encaps',
]

type ScriptOptionSetter = (settings: ScriptSettings, option: ScriptOption) => void

const SCRIPT_OPTIONS: ReadonlyMap<string, ScriptOptionSetter> = new Map<string, ScriptOptionSetter>([
  ['mtu', boundedNumber('mtu', 68, 65_535)],
  ['tolerance_usecs', boundedNumber('tolerance', 0, 1e12)],
  ['tolerance_percent', boundedNumber('tolerancePercent', 0, 1e6)],
  ['tcp_ts_tick_usecs', boundedNumber('timestampTick', 0, 1e6)],
  ['bind_port', boundedNumber('bindPort', 1, 65_535)],
  ['connect_port', boundedNumber('connectPort', 1, 65_535)],
  ['local_ip', hostAddress('localAddress')],
  ['remote_ip', hostAddress('remoteAddress')],
  ['strict_segments', (settings) => Object.assign(settings, { strictSegments: true })],
  ['non_fatal', (settings, { value }) => Object.assign(settings, { nonFatal: new Set(value.split(',')) })],
  [
    'ip_version',
    (_, { place, value }) => {
      if (value === 'ipv4') return
      throw new ScriptError(place, `--ip_version=${value} cannot be: this engine has ipv4`)
    },
  ],
])

/** @throws ScriptError for an option that there is not, or a value that cannot be */
export function settingsOf(options: readonly ScriptOption[]): ScriptSettings {
  const settings = { ...DEFAULT_SETTINGS }
  for (const option of options) {
    const set = SCRIPT_OPTIONS.get(option.name)
    if (set) set(settings, option)
    else if (!OF_NO_CONCERN.includes(option.name)) {
      throw new ScriptError(
        option.place,
        `there is no option --${option.name}: there are ${[...SCRIPT_OPTIONS.keys()].join(', ')}`,
      )
    }
  }
  if (settings.localAddress === settings.remoteAddress) {
    throw new ScriptError(options[0]!.place, 'both ends have one address: --local_ip and --remote_ip must be two')
  }
  return settings
}

type Numeric = {
  [Name in keyof ScriptSettings]: ScriptSettings[Name] extends number ? Name : never
}[keyof ScriptSettings]

function boundedNumber(name: Numeric, least: number, most: number): ScriptOptionSetter {
  return (settings, { place, name: option, value }) => {
    const number = value === '' ? Number.NaN : Number(value)
    if (!(number >= least && number <= most)) {
      throw new ScriptError(place, `--${option} is a number from ${least} to ${most}, not "${value}"`)
    }
    settings[name] = number
  }
}

function hostAddress(name: 'localAddress' | 'remoteAddress'): ScriptOptionSetter {
  return (settings, { place, name: option, value }) => {
    try {
      const number = parseAddress(value)
      if (typeof number !== 'number' || number === 0 || number >>> 24 === 127 || number >>> 28 >= 14)
        throw new RangeError(`${value} is no single host's address`)
    } catch (cause) {
      throw new ScriptError(place, `--${option} is an IPv4 address of one host, like 192.0.2.1, not "${value}"`, {
        cause,
      })
    }
    settings[name] = value
  }
}
