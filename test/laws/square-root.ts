import { pointToPoint, Random } from '../../lib/network/index.ts'
import type { CongestionName } from '../../lib/tcp/index.ts'
import { endlessFlow } from '../helpers/endless-flow.ts'

const MSS = 1460
const RTT = 100
const LARGE = 1 << 24
/** The law leaves out timeouts, and what a loss in recovery does. */
export const TOLERANCE = 0.1
/** Losses before the measurement begins: slow start is over by then. */
const WARM_UP = 10

export interface Point {
  /** Share of the data segments that were lost: what came of the probability. */
  lossRate: number
  losses: number
  /** Segments that arrive in a round trip, on average. */
  window: number
  /** How far that is from the law, as a share of the law. */
  deviation: number
}

/**
 * Measures a flow whose data segments are lost at random with this probability, and that nothing else limits, until so many
 * are lost. By the law its window is √(3/2)/√p segments: one that grows by a segment a round trip and halves at each loss.
 *
 * @see Mathis et al., "The Macroscopic Behavior of the TCP Congestion Avoidance Algorithm", 1997, equation 3
 */
export function squareRootPoint(
  probability: number,
  losses: number,
  { congestion, sack }: { congestion: CongestionName; sack: boolean },
): Point {
  const random = new Random(1)
  const count = { sent: 0, lost: 0 }
  // Fast enough not to limit anything, but not so fast that one ACK answers a whole window.
  const way = { rate: 1e9, delay: RTT / 2, queue: { packets: LARGE } }
  const { network, client, server } = pointToPoint({
    record: false,
    link: {
      ...way,
      script: ({ bytes }) => {
        if (bytes.length < MSS) return undefined
        count.sent++
        if (!random.chance(probability)) return undefined
        count.lost++
        return 'drop'
      },
    },
    back: way,
  })
  const settings = { congestion, sack, mss: MSS, delayedAck: 0, sendBuffer: LARGE, receiveBuffer: LARGE }
  const flow = endlessFlow(network, client, server, { settings })
  network.run({ when: () => count.lost >= WARM_UP })
  const before = { now: network.now, received: flow.received, ...count }
  network.run({ when: () => count.lost >= WARM_UP + losses })
  const lossRate = (count.lost - before.lost) / (count.sent - before.sent)
  const window = (flow.received - before.received) / MSS / ((network.now - before.now) / RTT)
  return { lossRate, losses, window, deviation: window / Math.sqrt(1.5 / lossRate) - 1 }
}
