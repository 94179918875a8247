/** §3, to be played: a run by dice; a segment has just left, and the reader says what let it go. */
import {
  type LadderFigure,
  type Play,
  type PlayAction,
  type PlayView,
  type ShownFigure,
  type Target,
  withData,
  withPlay,
} from '../../draw/index.ts'
import { thousands } from '../../words.ts'
import { type WhyNowQuestion, type WhyNowReason, whyNowQuestions } from '../why-now.ts'

const SAYS = {
  question: (at: number, all: number, asked: string) => `Question ${at} of ${all}. ${asked}`,
  before: (flight: string, cwnd: string, window: string, waiting: string) =>
    `The client, right before: ${flight} bytes in flight, cwnd ${cwnd}, window ${window}, ${waiting} bytes handed over and not sent yet.`,
  yes: (why: string) => `Yes: ${why}.`,
  no: (answer: string, why: string) => `Not ${answer}. ${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
  others: 'Then',
  next: 'the next segment',
  back: 'the one before',
  dice: 'throw the dice again',
  first: 'This is the first',
  last: 'This is the last: throw the dice again',
  isKnown: 'It has been answered',
  askHere: (time: string, name: string) => `ask about ${name} of ${time}`,
  asked: (name: string) => `${name}: asked about`,
  rightBefore: 'The client, right before',
  flight: 'in flight',
  cwnd: 'cwnd',
  window: 'the receiver’s window',
  waiting: 'handed over, not sent yet',
  bytes: (bytes: string) => `${bytes} bytes`,
  score: 'Your answers',
  right: 'right at once',
  ofAll: (right: number, all: number) => `${right} of ${all}`,
  row: 'right in a row',
  ask: 'Be right at once three times in a row.',
  met: 'Each segment has one reason, and the trace knows it.',
  reasons: {
    program: 'the client’s program',
    window: 'the receiver’s window',
    cwnd: 'cwnd',
    timer: 'a timer',
    loss: 'a third duplicate ACK',
    reader: 'the server’s program',
    arrival: 'what has just arrived',
  },
} as const

/** The most answers that are kept. */
const MOST_ANSWERS = 30
const IN_A_ROW = 3

export interface WhyNowParameters {
  /** What the dice show. */
  seed?: number
  /** Which of the questions of the run, from 1. */
  question?: number
  /** The questions that have been answered, in that order, each as often as it was, and what was said. */
  answered?: readonly number[]
  answers?: readonly string[]
}

/** What is asked, and how far the reader has come. */
export interface WhyNowStanding {
  asked: string
  /** What was said last of this question. */
  given: string | undefined
  isRight: boolean
  /** Right at the first attempt, of the questions answered. */
  right: number
  row: number
}

const REASON_NAMES = Object.keys(SAYS.reasons) as WhyNowReason[]
let lastQuestions: { seed: number; questions: readonly WhyNowQuestion[] } | undefined

/** The last segments of a run up to one that has just left: a program, a window, a timer or an ACK has let it go. */
export function whyJustNow({
  seed = 1,
  question = 1,
  answered = [],
  answers = [],
}: WhyNowParameters = {}): ShownFigure<WhyNowStanding> {
  if (lastQuestions?.seed !== seed) lastQuestions = { seed, questions: whyNowQuestions(seed) }
  const { questions } = lastQuestions
  const at = Math.max(1, Math.min(question, questions.length))
  const { reason: right, asked, whys, numbers, picture } = questions[at - 1]!
  const given = givenReasons(answered, answers, at)
  const last = given.findLast(({ of }) => of === at)?.reason
  const isRight = last === right
  const figure = picture()
  const words = SAYS.question(at, questions.length, asked)
  const data: WhyNowStanding = { asked: words, given: last, isRight, ...scoreOf(given, questions) }
  const told = numbers && SAYS.before(...numbersTold(numbers))
  const sentence = told === undefined ? words : `${words} ${told}`
  return withPlay(withData({ ...viewed(figure), sentence }, data), (): Play => {
    const why = last && whys[last]
    return {
      targets: (width) => askableTargets(figure, questions, at, width),
      actions: [
        ...REASON_NAMES.filter((reason) => whys[reason] !== undefined).map((reason) =>
          answerAction(reason, at, { asked, isRight, last }, { answered, answers }),
        ),
        ...stepActions(at, questions.length, seed),
      ],
      views: whyViews(numbers, data, new Set([...answered, ...given.map(({ of }) => of)]).size),
      challenge: { ask: SAYS.ask, isMet: data.row >= IN_A_ROW, told: SAYS.met },
      said:
        last === undefined || why === undefined ? sentence : isRight ? SAYS.yes(why) : SAYS.no(SAYS.reasons[last], why),
    }
  })
}

/** Its words are others, the rest is the same. */
function viewed(figure: LadderFigure) {
  return { data: figure.data, svg: (width?: number) => figure.svg(width), table: figure.table }
}

interface GivenReason {
  of: number
  reason: WhyNowReason
}

/** What was said of which question; of the one that is shown, where that is not told. */
function givenReasons(answered: readonly number[], answers: readonly string[], at: number): GivenReason[] {
  return answers.map((reason, index) => ({ of: answered[index] ?? at, reason: reason as WhyNowReason }))
}

/** Only the first answer to each counts. */
function scoreOf(given: readonly GivenReason[], questions: readonly WhyNowQuestion[]): { right: number; row: number } {
  const firsts = given.filter(({ of }, index) => given.findIndex((each) => each.of === of) === index)
  const verdicts = firsts.map(({ of, reason }) => questions[of - 1]?.reason === reason)
  return { right: verdicts.filter(Boolean).length, row: verdicts.length - 1 - verdicts.lastIndexOf(false) }
}

function answerAction(
  reason: WhyNowReason,
  at: number,
  { asked, isRight, last }: { asked: string; isRight: boolean; last: WhyNowReason | undefined },
  { answered, answers }: Required<Pick<WhyNowParameters, 'answered' | 'answers'>>,
): PlayAction {
  const kept = Math.min(answered.length, answers.length)
  const from = Math.max(0, kept - MOST_ANSWERS + 1)
  return {
    label: SAYS.reasons[reason],
    group: asked,
    set: { answered: [...answered.slice(from, kept), at], answers: [...answers.slice(from, kept), reason] },
    isOn: last === reason,
    ...(isRight && { isOff: SAYS.isKnown }),
  }
}

function stepActions(at: number, all: number, seed: number): PlayAction[] {
  return [
    { label: SAYS.back, group: SAYS.others, set: { question: at - 1 }, ...(at === 1 && { isOff: SAYS.first }) },
    { label: SAYS.next, group: SAYS.others, set: { question: at + 1 }, ...(at === all && { isOff: SAYS.last }) },
    {
      label: SAYS.dice,
      group: SAYS.others,
      set: { seed: (seed % MOST_SEED) + 1, question: 1, answered: [], answers: [] },
    },
  ]
}

const MOST_SEED = 99

/** Segments of the picture that are asked about: a press asks. */
function askableTargets(
  figure: LadderFigure,
  questions: readonly WhyNowQuestion[],
  at: number,
  width: number,
): Target[] {
  const { ways } = figure.places(width)
  return figure.shown.flatMap((journey): Target[] => {
    const shape = ways.get(journey)
    const question = questions.findIndex(({ id }) => id === journey.id) + 1
    if (shape === undefined || question === 0) return []
    const { name, time } = questions[question - 1]!
    const label = question === at ? SAYS.asked(name) : SAYS.askHere(time, name)
    return [{ shape, isLine: true, label, set: { question }, isOn: question === at }]
  })
}

type Numbers = NonNullable<WhyNowQuestion['numbers']>

function numbersTold({ flight, cwnd, window, waiting }: Numbers): [string, string, string, string] {
  return [thousands(flight), thousands(cwnd), thousands(window), thousands(waiting)]
}

function whyViews(facts: Numbers | undefined, { right, row }: WhyNowStanding, answered: number): PlayView[] {
  const score = {
    name: SAYS.score,
    facts: [
      { name: SAYS.right, value: SAYS.ofAll(right, answered) },
      { name: SAYS.row, value: `${row}` },
    ],
  }
  if (!facts) return [score]
  const [flight, cwnd, window, waiting] = numbersTold(facts).map(SAYS.bytes) as [string, string, string, string]
  const before = [
    { name: SAYS.flight, value: flight },
    { name: SAYS.cwnd, value: cwnd },
    { name: SAYS.window, value: window },
    { name: SAYS.waiting, value: waiting },
  ]
  return [{ name: SAYS.rightBefore, facts: before }, score]
}
