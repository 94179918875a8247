import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inLines } from '../../lib/concepts/terminal.ts'
import { SocketError } from '../../lib/socket/index.ts'

const test = suite('concepts: long messages')

test('the message of an error → a clause a line, addresses and ports whole', () => {
  const { message } = new SocketError('ECONNREFUSED', 'socket 4 (127.0.0.1:41234)', 'connect to 127.0.0.1:9')
  assert.equal(inLines(message).split('\n'), [
    'socket 4 (127.0.0.1:41234):',
    '  connect to 127.0.0.1:9 failed:',
    '  nothing listens at that address (ECONNREFUSED).',
    '  Start the server first, and compare the port.',
  ])
})

test.run()
