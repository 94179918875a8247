import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inLines, Terminal } from '../../lib/concepts/terminal.ts'
import { SocketError } from '../../lib/socket/index.ts'

const test = suite('concepts: terminals')

test('two programs print → each finds its own lines, once', () => {
  const [left, right] = [new Terminal('server'), new Terminal('client')]
  left.print('one')
  right.print('two')
  left.print('three')
  assert.is(left.take(), '── server ──\none\nthree')
  assert.is(left.take(), '── server ──')
  assert.is(right.take(), '── client ──\ntwo')
})

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
