import { existsSync, readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { examples, UsageError } from '../../command/index.ts'
import { CONGESTION_NAMES, type CongestionName } from '../../tcp/index.ts'
import { PROFILE_NAMES, type ProfileName } from '../../tcp/profiles.ts'
import type { ServeRun, WatchRun } from './asked.ts'
import { VIEW_KEYS } from './keys.ts'
import { readScript } from './script.ts'

/** How the values of options are read, as the other programs read them. */
export interface ValueReaders {
  share: (text: string) => number
  atLeastZero: (text: string) => number
  rate: (text: string) => number
  wholeNumber: (text: string) => number
  positive: (explanation: string, most: number) => (text: string) => number
}

interface ServeOptionsGiven {
  delay?: number
  loss?: number
  rate?: number
  duplicate?: number
  reorder?: { probability: number; by: number }
  seed?: number
  mtu?: number
  script: string[]
  profile: ProfileName
  congestion?: CongestionName
  address: string
  trace?: string
  for?: number
  shell?: boolean
  open?: boolean
  quiet?: boolean
}

/** Adds `serve` and `watch` to the programs. @param ask called with what was asked for */
export function addServing(program: Command, read: ValueReaders, ask: (asked: ServeRun | WatchRun) => void): void {
  program
    .command('serve')
    .description(
      'A host with our TCP on your own network: your curl, nc, ping and Wireshark talk to it, and you lose its segments. Linux only.',
    )
    .argument('[COMMAND...]', 'run this beside it, then end; without one, a shell where the network is its own')
    .addOption(new Option('--on <KIND>', 'what it is put on').choices(['tun']).default('tun'))
    .option('--address <NETWORK>', "this machine's address there; the host has the next", network, '10.77.0.1/24')
    .option('--delay <MILLISECONDS>', 'one way (default: 0)', read.atLeastZero)
    .option('--loss <SHARE>', 'of the packets, each way, from 0 to 1', read.share)
    .option('--rate <BITS>', 'bit/s each way, like 10M (default: no limit)', read.rate)
    .option('--duplicate <SHARE>', 'of the packets that arrive twice', read.share)
    .option('--reorder <SHARE[:MS]>', 'of the packets that are held back, for 4 ms unless told', reordering(read))
    .option('--script <RULES>', 'which segments are lost, or a file with such rules: see below', collect, [])
    .option('--seed <NUMBER>', 'another run of chance (default: 1)', read.wholeNumber)
    .option('--mtu <BYTES>', 'the largest packet, from 68 to 65535 (default: 1500)', mtu)
    .addOption(new Option('--profile <NAME>', 'whose rules our TCP has').choices(PROFILE_NAMES).default('linux'))
    .addOption(
      new Option('--congestion <NAME>', "congestion control (default: the profile's)").choices(CONGESTION_NAMES),
    )
    .option('--trace <FILE>', 'write a capture (pcapng) as it happens, with what became of each packet')
    .option('--for <SECONDS>', 'end after so long', read.positive('Seconds are a number above 0, like 5.', 1e6))
    .option('--shell', 'a network of its own and a shell in it, for root too; others have that in any case')
    .option('--open', 'the live view in a browser too, at an address that this machine alone reaches')
    .option('-q, --quiet', 'say nothing unless it goes wrong')
    .passThroughOptions()
    .addHelpText('after', aboutNetworks + aboutKeys + aboutScripts + examples(servingExamples) + servingCodes)
    .action((command: string[], options: ServeOptionsGiven) => ask(askedOf(command, options)))

  program
    .command('watch')
    .description(
      'The live view of what `ackbook tcp serve` does in another terminal: each segment, and keys that drop some.',
    )
    .addHelpText('after', aboutKeys)
    .action(() => ask({ program: 'watch' }))
}

function askedOf(command: string[], options: ServeOptionsGiven): ServeRun {
  const {
    on: _,
    script,
    for: seconds,
    shell = false,
    open = false,
    quiet = false,
    ...rest
  } = options as ServeOptionsGiven & {
    on: string
  }
  return {
    program: 'serve',
    wanted: { ...rest, script: script.map(scriptRules).join('\n') },
    isApart: shell,
    command,
    seconds,
    isOpen: open,
    isQuiet: quiet,
  }
}

/** Rules, or those in a file of this name. @throws UsageError for what are none */
function scriptRules(given: string): string {
  const isFile = existsSync(given)
  try {
    const text = isFile ? readFileSync(given, 'utf8') : given
    readScript(text)
    return text
  } catch (error) {
    if (error instanceof UsageError && !isFile) throw error
    throw new UsageError(`--script ${given}: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}

function collect(text: string, before: string[]): string[] {
  return [...before, text]
}

function reordering({ share, atLeastZero }: ValueReaders): (text: string) => { probability: number; by: number } {
  return (text) => {
    const [probability = '', by = '4', ...rest] = text.split(':')
    if (rest.length > 0) throw new InvalidArgumentError('It is a share and perhaps milliseconds, like 0.05:4.')
    return { probability: share(probability), by: atLeastZero(by) }
  }
}

function mtu(text: string): number {
  if (!/^\d{2,5}$/.test(text) || Number(text) < 68 || Number(text) > 65_535)
    throw new InvalidArgumentError('It is a whole number from 68 to 65535.')
  return Number(text)
}

function network(text: string): string {
  const [, octets = '', bits] = /^((?:\d{1,3}\.){3}\d{1,3})\/(\d{1,2})$/.exec(text) ?? []
  const isAddress = octets.split('.').every((octet) => octet !== '' && Number(octet) <= 255)
  if (bits === undefined || !isAddress || Number(bits) < 1 || Number(bits) > 30)
    throw new InvalidArgumentError('It is an address with a network of 1 to 30 bits, like 10.77.0.1/24.')
  return text
}

const aboutNetworks = `
As root, the interface is one of this machine: other terminals' programs reach the host. Else, or with --shell, it is in a network
namespace of its own, and this terminal becomes a shell in it. Nothing is left when it ends, however it ends.
There the terminal is the shell's: \`ackbook tcp watch\` in another one shows each segment as it goes, or --open
in a browser; else this terminal does.
The host serves echo on port 7, the course's capitals on 1060, and a small web site on 80: /, and files like /1M.
`

const aboutKeys = `
Keys of the live view:
${VIEW_KEYS.map(([key, meaning]) => `  ${key.padEnd(6)}  ${meaning}`).join('\n')}
`

const aboutScripts = `
Rules: FATE [out|in] [WHAT] [WHICH], one a line or between semicolons.
  FATE    drop, duplicate, corrupt, delay MILLISECONDS
  out|in  from our host, or to it; both unless told
  WHAT    segment (the default), data, syn, syn-ack, ack, fin, rst; packet is any, TCP or not
  WHICH   the first of each connection unless told; 3, or 3,4 or 11-30 or all
`

const servingExamples = [
  ['ackbook tcp serve --delay 20 --loss 0.01', 'one percent is lost, each way'],
  ['ackbook tcp serve --trace out.pcapng', 'and a capture that Wireshark opens while it grows'],
  ["ackbook tcp serve --script 'drop out data 3'", "each connection's third data segment of ours is lost once"],
  ["ackbook tcp serve --script 'drop syn; drop in fin'", 'so are the first SYN, and the FIN of your end'],
  ['ackbook tcp serve --loss 0.05 -- curl -so /dev/null http://10.77.0.2/1M', 'one command beside it, then the end'],
] as const

const servingCodes = `
Exit codes:
  0 all good   1 the command beside it failed   2 it could not do what was asked   130 interrupted
`
