import { isSocketError, type SocketError } from './errors.ts'

/**
 * recv with `waitAll`: as many octets as asked for, fewer at the end of the stream, when the time limit passes, or when
 * an error follows the first of them.
 *
 * @param receive a recv that returns what is there, empty at the end; `undefined` = the time limit has passed
 * @param defer told of the error behind the first octets: the next call reports it
 */
export async function receiveWhole(
  max: number,
  receive: (max: number) => Promise<Uint8Array | undefined>,
  defer: (error: SocketError) => void,
): Promise<Uint8Array> {
  const whole = new Uint8Array(max)
  let received = 0
  while (received < max) {
    try {
      const some = await receive(max - received)
      if (!some || some.length === 0) break
      whole.set(some, received)
      received += some.length
    } catch (error) {
      if (received === 0) throw error
      // What was taken from the queue must not be lost: this call returns it, the next one tells of the error.
      if (isSocketError(error) && !['EAGAIN', 'EBADF'].includes(error.code)) defer(error)
      break
    }
  }
  return received === max ? whole : whole.slice(0, received)
}
