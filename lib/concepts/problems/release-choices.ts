import { thousands } from '../../words.ts'
import type { Account } from './account.ts'
import type { ProblemChoice } from './problem.ts'
import type { Reason, Release } from './release.ts'
import { bytesIn, clock, segmentName } from './wording.ts'

export function releaseChoices(account: Account, release: Release): Partial<Record<Reason, ProblemChoice>> {
  return release.segment.from === 'client' ? choicesOfClient(account, release) : choicesOfServer(account, release)
}

function choicesOfClient(account: Account, { segment, reason, before, handedOver }: Release) {
  const octets = segment.segment!.payload.length
  const last = account.arrivedAt('client').findLast(({ endIndex }) => endIndex < segment.sentIndex)!
  const isAck = last.arrived === segment.sent
  const { flight = 0, cwnd = 0, sndWnd = 0, sndNxt = 0 } = before ?? {}
  const waiting = handedOver - (account.relative(sndNxt) - 1)
  const size = thousands(octets)
  const roomOf = (limit: number): string =>
    `${thousands(limit)} − ${thousands(flight)} = ${thousands(Math.max(0, limit - flight))}`
  const came = isAck
    ? `an ACK has just come, at ${clock(last.arrived)}`
    : `no ACK has come in this moment; the last came at ${clock(last.arrived)}`
  return {
    program: {
      text: 'the client’s program: it has just acted, and nothing else was in the way',
      why:
        reason === 'program'
          ? `nothing waited to be sent; the window had room for ${roomOf(sndWnd)} and cwnd for ${roomOf(cwnd)} bytes: the segment leaves in the moment in which the program acts`
          : `the program did nothing in this moment${waiting > 0 ? `, and ${thousands(waiting)} bytes lay there unsent` : ''}`,
    },
    window: {
      text: 'the receiver’s window: it was in the way, and has just moved',
      why:
        reason === 'window'
          ? `the window left ${roomOf(sndWnd)} bytes, too little for ${size}, while cwnd left ${roomOf(cwnd)}; the ACK of ${clock(last.arrived)} (ack ${thousands(last.ack)}, win ${thousands(last.segment.window)}) moves it`
          : reason === 'timer' && sndWnd === 0
            ? 'the window is closed, and still is'
            : isAck && reason === 'cwnd'
              ? `the window had room: ${roomOf(sndWnd)} bytes`
              : `the window did not move: ${came}`,
    },
    cwnd: {
      text: 'cwnd: it was in the way, and an ACK has just made room',
      why:
        reason === 'cwnd'
          ? `cwnd left ${roomOf(cwnd)} bytes, too little for ${size}, while the window left ${roomOf(sndWnd)}; the ACK of ${clock(last.arrived)} (ack ${thousands(last.ack)}) makes room`
          : reason === 'window'
            ? `cwnd had room: ${roomOf(cwnd)} bytes`
            : reason === 'loss'
              ? 'a duplicate ACK acknowledges nothing, so it makes no room; and what goes is not new'
              : came,
    },
    timer: {
      text: 'a timer of the client has run out',
      why:
        reason !== 'timer'
          ? reason === 'program'
            ? 'no timer ran out: the program acted in this moment'
            : `no timer ran out: ${came}`
          : octets === 1 && sndWnd === 0
            ? `the window is 0, so nothing may go; but the persist timer has run out, and a window probe of one byte asks whether that still holds`
            : `the retransmission timer has run out at ${clock(segment.sent)}: ${came}, and byte ${thousands(segment.seq)} is still not acknowledged`,
    },
    loss: {
      text: 'the third duplicate ACK: a segment seems to be lost',
      why:
        reason === 'loss'
          ? `the third ACK that repeats ack ${thousands(last.ack)} has just come, at ${clock(last.arrived)}: ${bytesIn(segment)} must be lost and go again at once`
          : segment.retransmission
            ? `no ACK has come in this moment; the last came at ${clock(last.arrived)}`
            : 'what goes is sent for the first time: no loss is being repaired by it',
    },
  }
}

function choicesOfServer(account: Account, { segment, reason }: Release) {
  const last = account.arrivedAt('server').findLast(({ endIndex }) => endIndex < segment.sentIndex)!
  const window = thousands(segment.segment!.window)
  const isReader = reason === 'reader'
  return {
    arrival: {
      text: 'what has just arrived: it acknowledges that',
      why: isReader
        ? `nothing has arrived in this moment; the last segment came at ${clock(last.arrived)}`
        : `${segmentName(last)} arrived at ${clock(last.arrived)}, and this is the answer: ack ${thousands(segment.ack)}, win ${window}`,
    },
    reader: {
      text: 'the server’s program: it has just read, and there is room to tell of',
      why: isReader
        ? `the program reads in this moment, and the segment tells that the window is ${window} now; its ACK number, ${thousands(segment.ack)}, says nothing new`
        : 'the program does not let it go: the segment leaves in the moment in which another arrives',
    },
    timer: {
      text: 'a timer of the server has run out',
      why: `a receiver’s timer could only hold back an ACK, and here it holds back none: ${isReader ? 'the program acted' : 'something arrived'} in this moment`,
    },
    cwnd: {
      text: 'cwnd: it was in the way, and an ACK has just made room',
      why: 'cwnd limits data that are in flight; a segment without data need not ask',
    },
  }
}
