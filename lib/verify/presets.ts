/** One thing that may differ between two good runs. */
export interface Normaliser {
  name: string
  pattern: RegExp
  replace: string
  /** What varies, for a sentence: "the port varies from run to run". */
  what: string
  /**
   * What it takes away names something, so that within one run the same name is the same thing: the name itself. Absent where
   * it is a measure, which may be the same or another each time.
   */
  identity?: (taken: string) => string
}

const units = 'ns|µs|μs|us|ms|s|sec|secs|seconds?|milliseconds?|microseconds?|min|mins|minutes?|h|hours?'
const inOctets = 'bytes?|octets?|bits?|[kKMGT]i?B|B'
const decimal = String.raw`\d+(?:[.,_]\d+)*`

/** What the metadata may name; each a pattern without a backtracking trap. The order is that of application. */
const presets: [name: string, what: string, pattern: RegExp, replace: string][] = [
  ['uuid', 'the UUID', /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '‹uuid›'],
  [
    'date',
    'the date',
    /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)?\b|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:\d{1,2} )?(?:\d{4} )?\d\d:\d\d:\d\d(?: (?:GMT|UTC)(?:[+-]\d{4})?)?(?: \([A-Z][\w ]{1,60}\))?(?: \d{4}\b)?|\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b/g,
    '‹date›',
  ],
  ['time', 'the time of day', /\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?[AaPp][Mm]\b)?/g, '‹time›'],
  ['stack', 'the stack trace', /(?:\n[ \t]+at [^\n]{1,1000})+/g, '\n    at ‹stack›'],
  ['tmp', 'the temporary path', /(?<![\w/.])(?:\/private)?(?:\/var)?\/(?:tmp|folders)\/[\w.@+~/-]+/g, '‹tmp›'],
  [
    'path',
    'the folder',
    /(?<![\w/.:])(?:file:\/\/)?(?:\/[\w.@+~-]+)+\/(?=[\w.@+~-])|(?<!\w)(?:file:\/\/\/)?[A-Za-z]:[\\/](?:[\w.@+~ -]+[\\/])*/g,
    '‹path›/',
  ],
  [
    'port',
    'the port',
    /(?<=\b(?:\d{1,3}\.){3}\d{1,3}(?::|['"]?, ?| )|\blocalhost(?::|['"]?, ?| )|\]:|\bports?\b['"]?\s?[:=]?\s?)(?<!\d)\d{4,5}\b(?![.\d])/gi,
    '‹port›',
  ],
  ['ip', 'the address', /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)/g, '‹ip›'],
  ['pid', 'the process id', /(?<=\b(?:pid|process(?: id)?)\b['"]?\s?[:=#]?\s?)(?<!\d)\d+\b/gi, '‹pid›'],
  ['address', 'the address in memory', /\b0x[0-9a-f]{4,16}\b/gi, '‹address›'],
  [
    'duration',
    'the duration',
    new RegExp(String.raw`(?<![\w.,])(?:${decimal} ?(?:h|m|min) ?)?${decimal} ?(?:${units})\b`, 'g'),
    '‹duration›',
  ],
  [
    'bytes',
    'the number of bytes',
    new RegExp(String.raw`(?<![\w.,])${decimal}(?=(?: ?(?:of|/|out of) ?${decimal})? ?(?:${inOctets})\b)`, 'g'),
    '‹bytes›',
  ],
  ['number', 'the number', /(?<![\w.])[-+]?\d+(?:[.,_]\d+)*(?:e[-+]?\d+)?(?!\w)/gi, '‹number›'],
  ['space', 'white space', /(?<![ \t])(?:[ \t]+(?=\n|$)|(?<=\S)(?<one>[ \t])[ \t]+)/g, '$<one>'],
]

/**
 * The presets whose values name something that lives through a notebook. Times, sizes and counts are measures. So are the
 * places of files (two folders of one machine may be one of the next), stack traces, and addresses in memory, which are
 * given anew when an object is gone.
 */
const identities = new Map<string, (taken: string) => string>([
  ['uuid', (taken) => taken.toLowerCase()],
  // Under macOS the same file has both names.
  ['tmp', (taken) => taken.replace(/^\/private/, '')],
  ['port', (taken) => taken],
  ['ip', (taken) => taken],
  ['pid', (taken) => taken],
])

export const identityNames: readonly string[] = [...identities.keys()]

export const presetNames: readonly string[] = [...presets.map(([name]) => name), 'ansi']

const presetsByName = new Map<string, Normaliser>(
  presets.map(([name, what, pattern, replace]) => {
    const identity = identities.get(name)
    return [name, { name, what, pattern, replace, ...(identity && { identity }) }]
  }),
)

/** The preset of that name; `undefined` also for `ansi`, which is always on. */
export function presetOf(name: string): Normaliser | undefined {
  return presetsByName.get(name)
}

/** Every preset, in the order in which they are applied. */
export const allPresets: readonly Normaliser[] = [...presetsByName.values()]
