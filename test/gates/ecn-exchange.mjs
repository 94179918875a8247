// Ten bytes through the loopback of the network that this runs in, and what tshark sees of it: a line a packet, `SYN ECE CWR ecn 0`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'

const FLAGS = ['fin', 'syn', 'reset', 'push', 'ack', 'urg', 'ece', 'cwr']
const NAMES = { reset: 'RST', push: 'PSH' }

const server = createServer((socket) => socket.resume())
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address()

const fields = [...FLAGS.map((flag) => `tcp.flags.${flag}`), 'ip.dsfield.ecn']
const capture = spawn('tshark', [
  ...['-i', 'lo', '-l', '-n', '-f', `tcp port ${port}`, '-c', '4', '-a', 'duration:20', '-T', 'fields'],
  ...fields.flatMap((field) => ['-e', field]),
])
await new Promise((resolve, reject) => {
  capture.on('exit', (code) => reject(new Error(`tshark ended with ${code} before it captured`)))
  createInterface({ input: capture.stderr }).on('line', (line) => {
    if (line.includes('Capture started')) resolve()
  })
})
const lines = createInterface({ input: capture.stdout })
const client = connect(port, '127.0.0.1', () => client.write(Buffer.alloc(10)))
for await (const line of lines) {
  const cells = line.split('\t')
  const flags = FLAGS.filter((_, at) => cells[at] === '1' || cells[at] === 'True').map(
    (flag) => NAMES[flag] ?? flag.toUpperCase(),
  )
  process.stdout.write(`${flags.join(' ')} ecn ${cells.at(-1)}\n`)
}
client.destroy()
server.close()
