import type { Connection } from '../../lib/tcp/index.ts'

const TARGET = new Uint8Array(1 << 20)

/** Reads what there is, to the same array each time where the state that is measured can do that. @returns octets; 0 = none */
export function receive(connection: Connection): number {
  return (connection.receiveInto ? connection.receiveInto(TARGET) : connection.receive(1 << 20)?.length) ?? 0
}
