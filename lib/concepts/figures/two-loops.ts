/** §2.1.3, to be played: the loop that assigns and the loop that adds, a line of the program at a time. */
import {
  type Play,
  type PlayView,
  rulersFigure,
  type ShownFigure,
  type Strip,
  stripsFigure,
  withData,
  withPlay,
} from '../../draw/index.ts'
import { count } from '../../words.ts'
import { LOOP_MESSAGE, type LoopKind, type LoopRun, type LoopSettings, type LoopTurn, loopRun } from '../two-loops.ts'

const SAYS = {
  title: 'Where in the message each turn begins, and what it sends',
  message: 'message',
  turn: (turn: number) => `turn ${turn}`,
  turns: 'turn',
  asks: (from: string, bytes: string) => `send is given ${bytes}, from ${from} on`,
  took: (took: number, sent: number) => `send takes ${took}; sent is ${sent}`,
  taken: (took: number) => `took ${took}`,
  bytes: 'byte',
  first: 'sent for the first time',
  again: 'sent again',
  before: 'before the loop',
  tests: (sent: number, goesOn: boolean) =>
    `${sent} < ${LOOP_MESSAGE.length}: ${goesOn ? 'goes on' : 'no, the loop ends'}`,
  takes: (turn: number, took: number) => `turn ${turn}: send takes ${took}`,
  brokenOff: 'broken off',
  ofTurn: (said: string, turn: number) => `Turn ${turn}: ${said}.`,
  nothingYet: 'The loop has not begun.',
  ends: (turns: string, arrived: string) => `The loop ends after ${turns}: ${arrived} have arrived.`,
  goesOn: (turns: string, arrived: string, fresh: number) =>
    `After ${turns} the loop has not ended, and we break it off: ${arrived} have arrived, ${fresh} of them for the first time.`,
  program: 'The program',
  arrives: 'What has arrived',
  letters: (arrived: string) => (arrived === '0 bytes' ? 'nothing yet' : arrived),
  arrived: 'arrived',
  lines: {
    start: 'let sent = 0',
    test: 'while (sent < message.length) {',
    send: (loop: string) => `  sent ${loop} await socket.send(message.subarray(sent))`,
    end: '}',
  },
  ask: 'Have the loop with “=” come to its end.',
  met: 'It ends only where the first send takes the whole message. So it passes every test with short messages.',
} as const

export interface LoopStepsParameters extends Partial<LoopSettings> {
  /** How far it is shown, in lines of the program that have run; all of them unless told. */
  at?: number
}

/** A line of the program that has run: which turn, and whether it is the test or the call. */
interface LoopStep {
  turn: number
  line: 'start' | 'test' | 'send' | 'end' | 'brokenOff'
}

/** What is shown up to a moment. */
export interface LoopStanding {
  turns: readonly LoopTurn[]
  arrived: string
  hasEnded: boolean
}

let lastLoop: { of: string; run: LoopRun } | undefined

/** The message, and a ruler a turn: where it begins, and what `send` took; beside it the program and what has arrived. */
export async function loopSteps({
  loop = '=',
  sendBuffer = 8,
  receiveBuffer = 8,
  reader = 'fast',
  at,
}: LoopStepsParameters = {}): Promise<ShownFigure<LoopStanding>> {
  const settings: LoopSettings = { loop, sendBuffer, receiveBuffer, reader }
  const of = JSON.stringify(settings)
  if (lastLoop?.of !== of) lastLoop = { of, run: await loopRun(settings) }
  const { run } = lastLoop
  const steps = stepsOfLoop(run)
  const shown = Math.max(0, Math.min(at ?? steps.length - 1, steps.length - 1))
  const step = steps[shown]!
  const isOver = shown === steps.length - 1
  const turns = run.turns.slice(0, step.line === 'test' ? step.turn - 1 : step.turn)
  const arrived = isOver ? run.arrived : run.arrived.slice(0, turns.at(-1)?.read ?? 0)
  const letters = [...LOOP_MESSAGE]
  const asked = turns.at(-1)?.sent ?? 0
  const rows = run.turns.map((turn, index) => ({
    name: SAYS.turn(index + 1),
    note:
      index < turns.length
        ? SAYS.took(turn.took, turn.sent)
        : index === turns.length && step.line === 'test'
          ? SAYS.asks(...restFrom(asked))
          : '',
    letters,
    pieces: index < turns.length ? freshAndAgain(turn, frontOf(turns.slice(0, index))) : [],
  }))
  const said = saidOfLoop(run, step, turns, arrived)
  const figure = rulersFigure({ letters, groups: [{ name: SAYS.message, from: 0, to: letters.length }] }, rows, {
    ...{ title: SAYS.title, description: said, judged: [SAYS.first, SAYS.again] },
  })
  const data: LoopStanding = { turns, arrived, hasEnded: isOver && run.hasEnded }
  return withPlay(
    withData(figure, data),
    (): Play => ({
      moments: steps.map((each) => stepTold(each, run)),
      views: [
        { name: SAYS.program, lines: loopLines(loop, step, turns) },
        { name: SAYS.arrives, figure: stripsFigure([arrivedStrip(arrived)]) },
      ],
      challenge: { ask: SAYS.ask, isMet: loop === '=' && data.hasEnded, told: SAYS.met },
      said,
    }),
  )
}

function stepsOfLoop({ turns, hasEnded }: LoopRun): LoopStep[] {
  return [
    { turn: 0, line: 'start' },
    ...turns.flatMap((_, index): LoopStep[] => [
      { turn: index + 1, line: 'test' },
      { turn: index + 1, line: 'send' },
    ]),
    { turn: turns.length, line: hasEnded ? 'end' : 'brokenOff' },
  ]
}

/** How much of the message has been sent at least once. */
function frontOf(turns: readonly LoopTurn[]): number {
  return Math.max(0, ...turns.map(({ from, took }) => from + took))
}

function restFrom(place: number): [letter: string, bytes: string] {
  return [LOOP_MESSAGE[place]!, count(LOOP_MESSAGE.length - place, SAYS.bytes)]
}

function freshAndAgain({ from, took }: LoopTurn, known: number) {
  const to = from + took
  const border = Math.min(to, Math.max(from, known))
  return [
    { from, to: border, isWhole: false },
    { from: border, to, isWhole: true },
  ].filter((piece) => piece.to > piece.from)
}

function stepTold({ turn, line }: LoopStep, { turns }: LoopRun): string {
  if (line === 'start') return SAYS.before
  if (line === 'brokenOff') return SAYS.brokenOff
  if (line === 'send') return SAYS.takes(turn, turns[turn - 1]!.took)
  return line === 'test' ? SAYS.tests(turns[turn - 2]?.sent ?? 0, true) : SAYS.tests(turns[turn - 1]!.sent, false)
}

function saidOfLoop({ hasEnded }: LoopRun, { turn, line }: LoopStep, turns: readonly LoopTurn[], arrived: string) {
  if (line === 'start') return SAYS.nothingYet
  const [made, bytes] = [count(turns.length, SAYS.turns), count(arrived.length, SAYS.bytes)]
  if (line === 'end' || line === 'brokenOff')
    return hasEnded ? SAYS.ends(made, bytes) : SAYS.goesOn(made, bytes, new Set(arrived).size)
  const { took, sent } = turns.at(-1) ?? { took: 0, sent: 0 }
  if (line === 'send') return SAYS.ofTurn(SAYS.took(took, sent), turn)
  return SAYS.ofTurn(SAYS.asks(...restFrom(sent)), turn)
}

/** The program as the lesson has it, with the line lit that has just run. */
function loopLines(loop: LoopKind, { line }: LoopStep, turns: readonly LoopTurn[]): NonNullable<PlayView['lines']> {
  const last = turns.at(-1)
  const isTest = line === 'test' || line === 'end'
  return [
    { text: SAYS.lines.start, isLit: line === 'start' },
    {
      text: SAYS.lines.test,
      isLit: isTest,
      ...(isTest && { note: SAYS.tests(last?.sent ?? 0, line === 'test') }),
    },
    {
      text: SAYS.lines.send(loop),
      isLit: line === 'send' || line === 'brokenOff',
      ...(last && { note: SAYS.taken(last.took) }),
    },
    { text: SAYS.lines.end },
  ]
}

/** What the other program has read, each letter by whether it belongs there. */
function arrivedStrip(arrived: string): Strip {
  const seen = new Set<string>()
  const cells = [...arrived].map((text, place): Strip['cells'][number] => {
    const kind = seen.has(text) ? 'twice' : LOOP_MESSAGE[place] === text ? 'right' : 'late'
    seen.add(text)
    return { text, kind }
  })
  return { name: SAYS.arrived, note: SAYS.letters(count(arrived.length, SAYS.bytes)), cells }
}
