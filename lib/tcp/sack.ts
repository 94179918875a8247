import type { Rack } from './rack.ts'
import type { Recovery } from './recovery.ts'
import type { Scoreboard } from './scoreboard.ts'
import type { SendSequence } from './send-sequence.ts'
import type { SenderEvent } from './sender-types.ts'

/**
 * Takes a SACK option in: blocks above SND.UNA go on the scoreboard, a duplicate's block (RFC 2883) is reported, nonsense is ignored.
 *
 * @returns how many octets were reported for the first time
 */
export function takeSack(
  blocks: readonly (readonly [number, number])[],
  snd: SendSequence,
  { board, rack }: Recovery,
  report: (event: SenderEvent) => void,
  now: number,
): number {
  let added = 0
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i]!
    const left = snd.offset(block[0])
    const right = snd.offset(block[1])
    if (left >= right || right > snd.nxt) continue
    if (i === 0 && isDuplicate(left, right, blocks[1], snd)) {
      report({ type: 'dsack', time: now, left: block[0], right: block[1] })
      rack?.duplicate(right)
    } else if (left > snd.una) {
      if (rack) sackHoles(left, right, board, rack)
      added += board.add(left, right)
    }
  }
  return added
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
