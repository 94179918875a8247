import type { Rack } from './rack.ts'
import type { Recovery } from './recovery.ts'
import type { Scoreboard } from './scoreboard.ts'
import type { SendSequence } from './send-sequence.ts'
import type { SenderEvent } from './sender-events.ts'

/** What a SACK option has told. */
export interface SackNews {
  /** Octets reported for the first time. */
  added: number
  /** What came twice, as offsets from ISS (RFC 2883). */
  duplicate: { left: number; right: number } | undefined
}

/** Takes a SACK option in: blocks above SND.UNA go on the scoreboard, a duplicate's block is reported, nonsense is ignored. */
export function takeSack(
  blocks: readonly (readonly [number, number])[],
  snd: SendSequence,
  { board, rack }: Recovery,
  report: (event: SenderEvent) => void,
  now: number,
): SackNews {
  const news: SackNews = { added: 0, duplicate: undefined }
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i]!
    const left = snd.offset(block[0])
    const right = snd.offset(block[1])
    if (left >= right || right > snd.nxt) continue
    if (i === 0 && isDuplicate(left, right, blocks[1], snd)) {
      report({ type: 'dsack', time: now, left: block[0], right: block[1] })
      news.duplicate = { left, right }
      rack?.duplicate(right)
    } else if (left > snd.una) {
      if (rack) sackHoles(left, right, board, rack)
      news.added += board.add(left, right)
    }
  }
  return news
}

/** Tells RACK what of a block is new: the rest, reported with every ACK, need not be looked at again. */
function sackHoles(left: number, right: number, board: Scoreboard, rack: Rack): void {
  for (let from = board.hole(left); from < right; ) {
    const to = Math.min(right, board.holeEnd(from + 1))
    rack.sacked(from, to)
    from = board.hole(to)
  }
}

/** RFC 2883 §4: the first block lies below the ACK, or within the second. */
function isDuplicate(
  left: number,
  right: number,
  second: readonly [number, number] | undefined,
  snd: SendSequence,
): boolean {
  if (right <= snd.una) return true
  return second !== undefined && left >= snd.offset(second[0]) && right <= snd.offset(second[1])
}
