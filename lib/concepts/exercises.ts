/** The exercises of all lessons: what the reader writes is tried, and what is missing is said without the answer. */
import { type ClientServerExercises, clientServerExercises } from './exercises/client-server.ts'
import { type CongestionExercises, congestionExercises } from './exercises/congestion-control.ts'
import { type ConversationExercises, conversationExercises } from './exercises/conversations.ts'
import { type DeadlockExercises, deadlockExercises } from './exercises/deadlock.ts'
import { type Assessment, type Exercise, tryAnswer } from './exercises/exercise.ts'
import { type FlowControlExercises, flowControlExercises } from './exercises/flow-control.ts'
import { type HalfCloseExercises, halfCloseExercises } from './exercises/half-close.ts'
import { type HandshakeExercises, handshakeExercises } from './exercises/handshake.ts'
import { type IntroductionExercises, introductionExercises } from './exercises/introduction.ts'
import { type PassiveActiveExercises, passiveActiveExercises } from './exercises/passive-active.ts'
import { type ReceivingExercises, receivingExercises } from './exercises/receiving.ts'
import { type SegmentationExercises, segmentationExercises } from './exercises/segmentation.ts'
import { type SendingExercises, sendingExercises } from './exercises/sending.ts'
import { type SocketFileExercises, socketFileExercises } from './exercises/socket-files.ts'
import { type SocketOptionExercises, socketOptionExercises } from './exercises/socket-options.ts'
import { type SummaryExercises, summaryExercises } from './exercises/summary.ts'

/** By their names, each with what its answer is. */
export interface AllExercises
  extends IntroductionExercises,
    HandshakeExercises,
    FlowControlExercises,
    CongestionExercises,
    SegmentationExercises,
    ClientServerExercises,
    PassiveActiveExercises,
    ConversationExercises,
    SendingExercises,
    ReceivingExercises,
    SocketOptionExercises,
    DeadlockExercises,
    HalfCloseExercises,
    SocketFileExercises,
    SummaryExercises {}

const EXERCISES: AllExercises = {
  ...introductionExercises,
  ...handshakeExercises,
  ...flowControlExercises,
  ...congestionExercises,
  ...segmentationExercises,
  ...clientServerExercises,
  ...passiveActiveExercises,
  ...conversationExercises,
  ...sendingExercises,
  ...receivingExercises,
  ...socketOptionExercises,
  ...deadlockExercises,
  ...halfCloseExercises,
  ...socketFileExercises,
  ...summaryExercises,
}

/** What the reader writes for an exercise. */
export type AnswerTo<Name extends keyof AllExercises> =
  AllExercises[Name] extends Exercise<infer Answer> ? Answer : never

/**
 * Tries an answer: `await check('sendAll', mySendAll)` as a cell's last line shows what it came to. It never throws for what
 * the answer does.
 *
 * @param name of the exercise, as its starter has it
 * @throws RangeError when there is no such exercise
 */
export function check<Name extends keyof AllExercises>(name: Name, answer: AnswerTo<Name>): Promise<Assessment> {
  if (!Object.hasOwn(EXERCISES, name)) {
    const names = Object.keys(EXERCISES).join(', ')
    throw new RangeError(`check: there is no exercise ${JSON.stringify(name)}; there are: ${names}`)
  }
  const assessment = tryAnswer(EXERCISES[name] as Exercise<AnswerTo<Name>>, answer)
  // As a cell's last expression it is what a reader sees who has forgotten the word.
  return Object.defineProperty(assessment, Symbol.for('nodejs.util.inspect.custom'), {
    value: () => `The answer is still being tried: write await before it, as in await check('${name}', …).`,
  })
}

export { Assessment } from './exercises/exercise.ts'
