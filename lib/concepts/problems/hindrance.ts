import type { Random, SampleEvent } from '../../network/index.ts'
import { thousands } from '../../words.ts'
import type { Account } from './account.ts'
import { oneOf, type ProblemDraft } from './draft.ts'
import type { ProblemChoice } from './problem.ts'
import { FULL_SEGMENT, type Plan } from './scene.ts'
import { clock, handedOverSoFar } from './wording.ts'

/** The client is silent: by whom it is held up. Only where what ends the silence is what its variables tell. */
export function hindrance(account: Account, plan: Plan, random: Random): ProblemDraft | undefined {
  const silences = silencesOf(account, plan)
  const kinds = (['program', 'reader', 'flight'] as const).filter((kind) => silences.some((each) => each.kind === kind))
  if (kinds.length === 0) return undefined
  const kind = oneOf(random, kinds)
  const silence = oneOf(
    random,
    silences.filter((each) => each.kind === kind),
  )
  const { [kind]: right, ...others } = silenceChoices(account, silence)
  const { at, handedOver } = silence
  return {
    ...account.picture(at, { window: true, from: account.lastHeard('client', at) }, account.knownTo('client', at)),
    facts: handedOverSoFar(handedOver),
    question: `It is ${clock(silence.time)}, and the client sends nothing. What does it wait for?`,
    right,
    wrong: Object.values(others),
  }
}

type Hindrance = 'program' | 'reader' | 'flight'

interface Silence {
  /** Its middle, and the last event up to there. */
  at: number
  time: number
  kind: Hindrance
  before: SampleEvent
  handedOver: number
}

/** So long at the least, in milliseconds. */
const SILENT = 12

function silencesOf(account: Account, plan: Plan): Silence[] {
  const { events } = account.trace
  const sent = account.segments.filter(({ from }) => from === 'client')
  return sent.flatMap((segment, index): Silence[] => {
    const earlier = sent[index - 1]
    const trigger = account.triggerOf(segment.sentIndex, 'client')
    const before = trigger && account.before(trigger.at, 'client')
    if (!earlier || !before || segment.windowProbe || segment.sent - earlier.sent < SILENT) return []
    const time = (earlier.sent + segment.sent) / 2
    const at = events.findLastIndex((event) => event.time <= time)
    const known = account.before(at + 1, 'client')
    const handedOver = account.handedOver(at + 1)
    if (!known || handedOver === 0) return []
    const kind = hindranceOf(account, { ...known, handedOver, at }, plan)
    const ends = trigger.type === 'program' ? 'program' : before.sndWnd === 0 ? 'reader' : 'flight'
    return kind === ends ? [{ at, time, kind, before: known, handedOver }] : []
  })
}

function hindranceOf(
  account: Account,
  { sndUna, sndNxt, sndWnd, handedOver, at }: SampleEvent & { handedOver: number; at: number },
  plan: Plan,
): Hindrance | undefined {
  const [una, nxt] = [account.relative(sndUna), account.relative(sndNxt)]
  if (nxt - 1 === handedOver) return 'program'
  if (sndWnd === 0) return una === nxt && !account.hasNewsFor('client', at) ? 'reader' : undefined
  // Of a reader that sleeps one could say as well that it is in the way.
  return una + sndWnd - nxt < FULL_SEGMENT && nxt > una && !plan.reads ? 'flight' : undefined
}

function silenceChoices(
  account: Account,
  { before, handedOver, kind }: Silence,
): Record<Hindrance | 'timer', ProblemChoice> {
  const { sndUna, sndNxt, sndWnd } = before
  const [una, nxt] = [account.relative(sndUna), account.relative(sndNxt)].map(thousands)
  const window = thousands(sndWnd)
  const flight = thousands((sndNxt - sndUna) >>> 0)
  const given = thousands(handedOver)
  const sent = thousands(account.relative(sndNxt) - 1)
  return {
    program: {
      text: 'its own program: there is nothing left to send',
      why:
        kind === 'program'
          ? `${given} bytes have been handed over and ${sent} sent: the window of ${window} has room, and nothing to fill it`
          : `${given} bytes have been handed over and only ${sent} of them sent`,
    },
    reader: {
      text: 'the server’s program: it must read first',
      why:
        kind === 'reader'
          ? `all ${sent} bytes are acknowledged, and the last ACK offers a window of 0: the receive buffer is full until the program reads`
          : `the last ACK that the client has offers ${window} bytes: the receiver has room`,
    },
    flight: {
      text: 'an ACK: the window is used up by what is in flight',
      why:
        kind === 'flight'
          ? `byte ${una} is the oldest that is not acknowledged, ${nxt} the next to send: ${flight} bytes are in flight, and the window of ${window} has no room for another segment`
          : kind === 'reader'
            ? 'nothing is in flight: all that was sent is acknowledged'
            : `${flight} bytes are in flight, and the window is ${window}: there is room`,
    },
    timer: {
      text: 'the retransmission timer: a segment was lost',
      why: 'nothing was lost: no ACK that came shows a gap, and nothing is sent again',
    },
  }
}
