import { type Command, Option } from 'commander'
import { examples } from '../command/index.ts'
import { PROFILE_NAMES, type ProfileName } from '../tcp/profiles.ts'

/** What `ackbook tcp script` is asked for. */
export interface ScriptAsked {
  program: 'script'
  /** Files and folders. */
  paths: string[]
  os: ProfileName
  strict: boolean
  ladder: boolean
  /** Where the picture of the ladder goes. */
  svg?: string
  json: boolean
}

/** Adds the command to the grammar. */
export function addScriptCommand(program: Command, ask: (asked: ScriptAsked) => void): void {
  program
    .command('script')
    .description("Plays packetdrill's scripts to our TCP, in virtual time: what arrives, what must be sent, and when.")
    .argument('<PATHS...>', 'scripts, and folders of them (*.pkt)')
    .addOption(new Option('--os <NAME>', 'whose rules our TCP goes by').choices(PROFILE_NAMES).default('ackbook'))
    .option('--strict', 'what is sent at the end and no line expects is a difference too')
    .option('--ladder', 'show the segments of each script as a table')
    .option('--svg <FILE>', 'draw the ladder of one script')
    .option('--json', 'verdicts as JSON')
    .addHelpText('after', SCRIPT_SAYS.example + examples(SCRIPT_EXAMPLES) + SCRIPT_SAYS.after)
    .action((paths: string[], options: Partial<Omit<ScriptAsked, 'paths' | 'program'>>) => {
      const { os = 'ackbook', strict = false, ladder = false, json = false, svg } = options
      ask({ program: 'script', paths, os, strict, ladder, json, ...(svg !== undefined && { svg }) })
    })
}

const SCRIPT_EXAMPLES = [
  ['ackbook tcp script hello.pkt', 'is this what our TCP does?'],
  ['ackbook tcp script --os linux scripts/', "all scripts of a folder, by Linux's rules"],
  ['ackbook tcp script hello.pkt --ladder', 'and the segments in a table'],
  ['ackbook tcp script hello.pkt --svg hello.svg', 'or as a picture'],
] as const

const SCRIPT_SAYS = {
  example: `
A script is a program's calls, segments that arrive (<) and segments that must be sent (>), each at its time:
    0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
   +0 bind(3, ..., ...) = 0
   +0 listen(3, 1) = 0
  +.1 < S 0:0(0) win 1000 <mss 1000>
   +0 > S. 0:0(0) ack 1 <...>
  +.1 < . 1:1(0) ack 1 win 1000
   +0 accept(3, ..., ...) = 4
   +0 write(4, ..., 100) = 100
   +0 > P. 1:101(100) ack 1
`,
  after: `
Sequence numbers count from each end's first. Commands (\`…\`) are never run: of their text, settings that our TCP has are
taken (sysctl net.ipv4.tcp_sack=0). Code (%{ … }%) may assert what TCP_INFO has: assert tcpi_snd_cwnd == 10.

Exit codes:
  0 all is as the scripts have it   1 something differs   2 a script cannot be read, or asks for what our TCP has not
`,
} as const
