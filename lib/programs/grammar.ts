import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import { commandNamed, examples, UsageError } from '../command/index.ts'
import type { Cure } from '../concepts/deadlock.ts'
import { LOSS_DETECTIONS, type LossDetection } from '../tcp/settings.ts'
import { addScriptCommand, type ScriptAsked } from './script-grammar.ts'
import type { ServeRun, WatchRun } from './serve/asked.ts'
import { addServing } from './serve/grammar.ts'

/** What both programs are asked for. */
interface CommonRun {
  role: 'server' | 'client'
  /** Empty where both ends are simulated. */
  host: string
  port: number
  /** Serve one connection, then end. */
  once: boolean
  /** Both ends on a simulated network; `undefined` = the operating system's. */
  simulated: Simulation | undefined
}

/** What the simulated network does. */
export interface Simulation {
  /** 0 to 1, of packets */
  loss?: number
  /** milliseconds, one way */
  delay?: number
  /** bit/s */
  rate?: number
  seed?: number
  /** How TCP finds what is lost, at both ends. */
  lossDetection?: LossDetection
}

/** What a command line asks for. */
export type ProgramRun =
  | (CommonRun & { program: 'echo' })
  | (CommonRun & {
      program: 'upper'
      /** How much the client sends; a server that was not told does not know it before. */
      octets: number | undefined
      cure: Cure
      /** Seconds without progress after which the client gives up; `undefined` = never. */
      limit: number | undefined
    })

/** Of any of the commands. */
export type TcpRun = ProgramRun | ScriptAsked | ServeRun | WatchRun

/** The port of both programs, unless told. */
export const DEFAULT_PORT = 1060
/** What the client of `upper` sends, unless told: one message. */
export const USUAL_OCTETS = 16
const CURES: readonly Cure[] = ['none', 'timeout', 'select', 'tasks']
/** Seconds without progress after which the client without a cure is stuck. */
const STUCK_AFTER = 5

interface GivenOptions {
  port: number
  once?: boolean
  network: 'system' | 'simulated'
  loss?: number
  delay?: number
  rate?: number
  seed?: number
  lossDetection?: LossDetection
  cure: Cure
  limit?: number
}

/**
 * The command line's grammar.
 *
 * @param ask called with what was asked for
 */
export function grammar(ask: (asked: TcpRun) => void): Command {
  const program = commandNamed('ackbook tcp')
    .description(
      "The TCP course's two programs, each a server and a client, to be run in two terminals; our TCP on your network; and scripts.",
    )
    .enablePositionalOptions()
    .helpCommand(false)
    .addHelpText('after', examples(overview) + meaningOfCodes)

  common(program.command('echo'))
    .description('Sixteen bytes there, the same sixteen back.')
    .addHelpText('after', examples(echoExamples) + meaningOfCodes)
    .action((role: CommonRun['role'], host: string | undefined, options: GivenOptions) =>
      ask({ program: 'echo', ...commonOf(role, host, options) }),
    )

  common(program.command('upper'))
    .description('Messages of sixteen bytes there, the same in capitals back, as many as you like.')
    .argument('[BYTECOUNT]', 'how much the client sends, rounded up to a multiple of 16 (default: 16)', octets)
    .addOption(new Option('--cure <NAME>', "the client's way out of the deadlock").choices(CURES).default('none'))
    .option(
      '--limit <SECONDS>',
      `the client gives up when nothing has moved for so long (default: ${STUCK_AFTER} without a cure, never with one)`,
      positive('Seconds are a number above 0, like 5.', 1_000_000),
    )
    .addHelpText('after', aboutCures + examples(upperExamples) + meaningOfCodes)
    .action((role: CommonRun['role'], host: string | undefined, count: number | undefined, options: GivenOptions) => {
      const { cure, limit = cure === 'none' ? STUCK_AFTER : undefined } = options
      // Where both ends are simulated there is no host to be named: a number is how much.
      const isCount = options.network === 'simulated' && count === undefined && /^\d+$/.test(host ?? '')
      const given = isCount ? octets(host!) : count
      ask({ program: 'upper', octets: given, cure, limit, ...commonOf(role, isCount ? undefined : host, options) })
    })

  addScriptCommand(program, ask)
  addServing(program, { share, atLeastZero, rate, wholeNumber, positive }, ask)
  return program
}

function common(command: Command): Command {
  return command
    .addArgument(new Argument('<ROLE>', 'which end').choices(['server', 'client']))
    .argument('[HOST]', "the server's own address (0.0.0.0 = all it has); the client's server; none when simulated")
    .option('-p, --port <PORT>', 'the port; 0 = any free one, and the server says which', port, DEFAULT_PORT)
    .option('--once', 'the server serves one connection and ends')
    .addOption(
      new Option('--network <KIND>', "the machine's own, or both ends here on the simulated one")
        .choices(['system', 'simulated'])
        .default('system'),
    )
    .option('--loss <SHARE>', 'simulated: of the packets, from 0 to 1', share)
    .option('--delay <MILLISECONDS>', 'simulated: one way (default: 5)', atLeastZero)
    .option('--rate <BITS>', 'simulated: bit/s, like 10M (default: 100M)', rate)
    .option('--seed <NUMBER>', 'simulated: another run of chance (default: 1)', wholeNumber)
    .addOption(
      new Option(
        '--loss-detection <WAY>',
        'simulated: what tells TCP of a loss: duplicate ACKs and SACK, or time and probes (default: dup-ack)',
      ).choices(LOSS_DETECTIONS),
    )
}

function commonOf(role: CommonRun['role'], host: string | undefined, options: GivenOptions): CommonRun {
  const { port, once = false, network, loss, delay, rate, seed, lossDetection } = options
  const simulation = withoutUndefined({ loss, delay, rate, seed, lossDetection })
  const [name] = Object.keys(simulation)
  if (network === 'system' && name !== undefined) {
    const flag = name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)
    throw new UsageError(`--${flag} is for the simulated network: add --network simulated`)
  }
  if (network === 'system' && host === undefined)
    throw new UsageError(
      `HOST is missing: ${role === 'server' ? "an address of this machine's, like 127.0.0.1, or 0.0.0.0 for all" : "the server's, like 127.0.0.1"}`,
    )
  if (network === 'system' && role === 'client' && port === 0) {
    throw new UsageError(
      "port 0 means any free one, which a client cannot know: give it the server's, as that printed it",
    )
  }
  return { role, host: host ?? '', port, once, simulated: network === 'simulated' ? simulation : undefined }
}

function withoutUndefined<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof withoutUndefined<Fields>
  >
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new InvalidArgumentError('Ports are whole numbers from 0 to 65535.')
  }
  return Number(text)
}

function octets(text: string): number {
  if (!/^\d{1,15}$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError('It is a whole number from 1 on, like 1073741824.')
  }
  return Number(text)
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number.')
  return Number(text)
}

function share(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!(value >= 0 && value < 1)) throw new InvalidArgumentError('A share is a number from 0 to below 1, like 0.01.')
  return value
}

function atLeastZero(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!(value >= 0 && value <= 1e9)) throw new InvalidArgumentError('Milliseconds are a number from 0 on, like 20.')
  return value
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 }

function rate(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([kMG]?)$/.exec(text) ?? []
  const value = Number(number) * (UNITS[unit] ?? 1)
  if (!(value >= 1)) throw new InvalidArgumentError('A rate is bits a second from 1 on, like 500k, 10M or 1G.')
  return value
}

function positive(explanation: string, most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (!(value > 0 && value <= most)) throw new InvalidArgumentError(explanation)
    return value
  }
}

const meaningOfCodes = `
Exit codes:
  0 all good   1 the connection broke, both ends were stuck, or the answer was wrong
  2 it could not do what was asked: usage, or an address that is taken, forbidden or unknown   130 interrupted
`

const aboutCures = `
Without a cure the client reads only when it has sent everything. If that is more than the buffers hold, both ends wait
for each other; the client notices, prints the queues of both ends, and gives up. Cures:
  timeout   a send that cannot go on for 50 ms turns to reading, then sends on
  select    waits until it can send or can read, and does what it can
  tasks     sends in one task and reads in another
`

const overview = [
  ['ackbook tcp echo server 127.0.0.1', 'in one terminal'],
  ['ackbook tcp echo client 127.0.0.1', 'in another'],
  ['ackbook tcp upper --help', 'the program that can deadlock, and its cures'],
  ['ackbook tcp script --help', "packetdrill's scripts, played to our TCP"],
  ['ackbook tcp serve --help', 'our TCP on your own network, for your curl and Wireshark'],
] as const

const echoExamples = [
  ['ackbook tcp echo server 127.0.0.1', `serve clients of this machine on port ${DEFAULT_PORT}, one after another`],
  ['ackbook tcp echo client 127.0.0.1', 'be one of them'],
  ["printf 'Hello, 16 bytes!' | nc 127.0.0.1 1060", 'so is this'],
  ['ackbook tcp echo server 0.0.0.0 -p 0 --once', 'on any free port, for one client from anywhere'],
  ['ackbook tcp echo client --network simulated --loss 0.2', 'both ends, over a network that loses a fifth'],
] as const

const upperExamples = [
  ['ackbook tcp upper server 127.0.0.1', 'in one terminal; Ctrl-C ends it'],
  ['ackbook tcp upper client 127.0.0.1', 'sixteen bytes'],
  ['ackbook tcp upper client 127.0.0.1 1073741824', 'a gibibyte, and both ends are stuck'],
  ['ackbook tcp upper client 127.0.0.1 1073741824 --cure select', 'the same, and it finishes'],
  ['ackbook tcp upper client 1000000 --network simulated', 'the same on the simulated network'],
] as const
